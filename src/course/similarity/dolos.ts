/**
 * The zip that Dolos takes (https://dolos.ugent.be/docs/adding-metadata.html): a file for each submission, `info.csv` beside
 * them at the root, and the code that was handed out as the file to ignore. For `dolos run -l typescript FILE.zip`, or its page.
 */
import type { ZipEntry } from '../../zip-file.js';
import { csvText } from '../grading/csv.js';
import { pageNames } from '../grading/file-names.js';
import type { CodeSource } from './coded-work.js';

/** The entries of the zip for the submissions of one exercise. */
export function dolosFiles(works: readonly CodeSource[], release: readonly string[]): ZipEntry[] {
  const names = pageNames(works.map(({ learner }) => ({ learner, exercise: '' })));
  const files = works.map((work, index) => ({
    ...work,
    name: `code/${stemOf(names[index] ?? '')}.ts`,
    ignored: false,
  }));
  const all = [...files, { learner: 'handed out', cells: release, name: 'handed-out.ts', ignored: true }];
  const info = csvText([
    ['filename', 'full_name', 'ignored'],
    ...all.map(({ name, learner, ignored }) => [name, learner, String(ignored)]),
  ]);
  return [
    { name: 'info.csv', bytes: Buffer.from(info) },
    ...all.map(({ name, cells }) => ({ name, bytes: Buffer.from(`${cells.join('\n\n')}\n`) })),
  ];
}

function stemOf(page: string): string {
  return page.replace(/\.html$/, '');
}
