/** The command by which a reader comes back to the lessons: named by the page without its server, and at the end of a front end. */
import { resolve } from 'node:path';
import { quote } from '../kube/shell-word.js';
import type { StartOptions } from './commands/start.js';
import { courseFile } from './course-file.js';

/**
 * The arguments of `kubelab` that open the same lessons in the same front end, quoted for a shell and good in any folder. The lesson
 * and its draw are left out, since the place and the draw are kept; so are the port, which the page knows, and a name and password in
 * the address of a proxy.
 */
export function startAgainArguments(options: StartOptions): string {
  const { course, folder, practice, yes } = options;
  return [
    'start',
    ...frontEndOptions(options),
    ...(course === undefined ? [] : ['--course', courseFile(course)]),
    ...(folder === undefined ? [] : ['--folder', resolve(folder)]),
    ...(practice ? ['--practice'] : []),
    ...(yes ? ['--yes'] : []),
  ]
    .map(quote)
    .join(' ');
}

function frontEndOptions({ jupyter, terminal, page, open, baseUrl }: StartOptions): string[] {
  const closed = open === false ? ['--no-open'] : [];
  if (page) return ['--page', ...closed, ...(baseUrl === undefined ? [] : ['--base-url', withoutUser(baseUrl)])];
  if (terminal) return ['--terminal'];
  return jupyter === false ? ['--no-jupyter'] : closed;
}

function withoutUser(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/]*@/, '$1');
}
