/** SIGINT and SIGTERM at each stage of `kubelab grade`: it ends by itself, and nothing of it is left. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNotebook } from '../../src/notebook/format.js';
import { bin, kubelab, makeHome, type Running } from '../helpers/command.js';
import { makeZip } from '../helpers/make-zip.js';
import { namesBelow } from '../helpers/names-below.js';
import { commandOf, processIds } from '../helpers/processes.js';
import { code, smallCourse } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const CREATE = (name: string): string =>
  `import { connect } from 'kubelab';
await (await connect()).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}', namespace: 'default' } });
`;

/** A pattern that a name with many letters a and another one at its end keeps busy for years. */
const rubric = {
  exercise: 'small',
  title: 'A small lesson',
  checks: [
    {
      ...{ id: 'made', title: 'It is created', task: 'task-1', points: 1, hints: ['Create it.'] },
      request: { verb: 'create', resource: 'configmaps', namespace: 'default', name: '~^(a+)+$' },
    },
  ],
};

const linux = process.platform === 'linux';

describe('kubelab grade, ended by a signal', () => {
  const { home, remove } = makeHome();
  const folder = mkdtempSync(join(tmpdir(), 'kl-'));
  const temporary = join(folder, 't');
  let course = '';
  let made = 0;
  before(function () {
    if (!linux) this.skip(); // the folders and processes are looked for in /proc
    mkdirSync(temporary);
    mkdirSync(join(folder, 'course'));
    course = smallCourse(join(folder, 'course'), [code('task-1', '// TODO', 'task')], rubric);
  });
  after(() => {
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const notebookWith = (source: string): string =>
    formatNotebook({
      ...{ nbformat: 4, nbformat_minor: 5, metadata: {} },
      cells: [code('task-1', source, 'task')],
    });
  /** The folder of a class with these submissions. */
  const handIn = (sources: readonly string[]): string => {
    const submitted = join(folder, `in-${made++}`);
    mkdirSync(submitted);
    for (const [index, source] of sources.entries())
      writeFileSync(join(submitted, `learner${index}_00-small.ipynb`), notebookWith(source));
    return submitted;
  };
  const starting = (submitted: string): { running: Running; out: string } => {
    const out = join(folder, `out-${made++}`);
    const args = ['grade', submitted, '--course', course, '--exercise', 'small', '--out', out, '--jobs', '1'];
    return { running: kubelab(home, args, { env: { TMPDIR: temporary }, cwd: folder }), out };
  };
  const left = (): string[] => namesBelow(temporary);
  /** Processes whose command names the folder for temporary files of this test, and mounts below it. */
  const traces = (): string[] => {
    const commands = processIds().map((pid) => commandOf(pid).replaceAll('\0', ' '));
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    return [...commands, ...mounts].filter((text) => text.includes(temporary) && !text.includes(bin));
  };

  const moments: [string, () => string, (out: string) => boolean, NodeJS.Signals][] = [
    [
      'while it unpacks a zip',
      () => {
        const zip = join(folder, `class-${made++}.zip`);
        const entries = Array.from({ length: 900 }, (_, index) => ({
          name: `learner${index}_00-small.ipynb`,
          content: notebookWith(`// ${'x'.repeat(100_000)}`),
        }));
        writeFileSync(zip, makeZip(entries));
        return zip;
      },
      () => left().some((name) => name.endsWith('1.ipynb')),
      'SIGINT',
    ],
    [
      'while a sandbox starts',
      () => handIn([CREATE('aaa')]),
      () => left().some((name) => name.endsWith('/cluster/door')),
      'SIGTERM',
    ],
    [
      'while a cell runs that never ends',
      () => handIn([`${CREATE('aaa')}for (;;);`]),
      () =>
        left().some(
          (name) => name.endsWith('audit.log') && readFileSync(join(temporary, name), 'utf8').includes('"aaa"'),
        ),
      'SIGINT',
    ],
    [
      'while it judges what takes for ever',
      () => handIn([CREATE('aaa'), CREATE(`${'a'.repeat(60)}-b`)]),
      // the second one's folder has come, and gone with its run
      (() => {
        let seen = false;
        return (out: string) => {
          if (!existsSync(join(out, 'results.json'))) return false;
          const runs = left().length > 0;
          seen ||= runs;
          return seen && !runs;
        };
      })(),
      'SIGTERM',
    ],
    [
      'while it writes results',
      () => handIn([CREATE('aaa'), CREATE('aaa'), CREATE('aaa')]),
      (out) => existsSync(join(out, 'results.json')),
      'SIGINT',
    ],
  ];

  for (const [moment, prepare, isThere, signal] of moments) {
    it(`${signal} ${moment} ends it, and leaves no process, no mount and no draft`, async () => {
      const { running, out } = starting(prepare());
      await until(moment, () => running.child.exitCode === null && isThere(out), 120_000);
      const began = performance.now();
      running.child.kill(signal);
      const end = await running.ended;
      if (process.env.KUBELAB_TEST_TIMES) console.log(`      ${Math.round(performance.now() - began)} ms`);
      assert.equal(end.code, signal === 'SIGINT' ? 130 : 143, running.stderr());
      assert.equal(end.signal, null);
      await until('the processes that were killed are gone', () => traces().length === 0);
      assert.deepEqual(left(), []);
      assert.deepEqual(
        namesBelow(out).filter((name) => name.endsWith('.part') || name.includes('.grading.json')),
        [],
      );
    });
  }
});
