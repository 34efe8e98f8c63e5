/** The command by which a reader comes back to the lessons: named by the page without its server, and at the end of a front end. */
import { shellWord } from '../shell.js';
import type { StartOptions } from './commands/start.js';
import { copyArguments } from './lesson-copy.js';

/**
 * The arguments of `kubelab` that open the same lessons in the same front end, quoted for a shell and good in any folder. The lesson
 * and its draw are left out, since the place and the draw are kept; so are the port, which the page knows, and a name and password in
 * the address of a proxy.
 */
export function startAgainArguments(options: StartOptions): string {
  const frontEnd = frontEndOptions(options).map((word) => ` ${shellWord(word)}`);
  const cluster = `${options.practice ? ' --practice' : ''}${options.yes ? ' --yes' : ''}`;
  return `start${frontEnd.join('')}${copyArguments(options)}${cluster}`;
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
