/**
 * How a cell failed, as Jupyter's `error` message and the reply have it: ename, evalue, traceback
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#execution-errors), in the learner's own lines.
 */
import { join, sep } from 'node:path';
import { inspect } from 'node:util';
import { formatError, isKubelabError, KubelabError } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { typedCommand, withTypedCommands } from '../typed-command.js';
import type { Diagnostic } from './cell.js';
import { usefulFindings } from './findings.js';
import { inOwnLines } from './own-lines.js';
import { shortStack } from './short-stack.js';

/** The name of the fault of a cell that was interrupted. */
export const INTERRUPTED = 'Interrupted';

/** A fault, in the words of the protocol. */
export interface Fault {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Where the parts of kubelab are that a cell loads; found before the package can be taken away. */
const parts = join(packageRoot(), 'dist') + sep;

/** The fault of something that was thrown or rejected, whatever it is. */
export function faultOf(error: unknown): Fault {
  const thrown = lacksPart(error) ? installedAnew(error) : error;
  if (isInterruption(thrown)) {
    const evalue = 'the cell was interrupted';
    return { ename: INTERRUPTED, evalue, traceback: coloured([`${INTERRUPTED}: ${evalue}`]) };
  }
  if (isKubelabError(thrown)) {
    const frames = shortStack(inOwnLines(thrown.stack ?? ''))
      .split('\n')
      .filter((line) => /^\s+at .*cell-\d+\.ts:/.test(line));
    const shown = withTypedCommands(formatError(thrown), (args) => typedCommand(args, process.env));
    return {
      ename: thrown.name,
      evalue: thrown.message,
      traceback: coloured([`${thrown.name}: ${shown}`, ...frames].join('\n').split('\n')),
    };
  }
  const text = shortStack(inOwnLines(inspect(thrown)));
  if (!(thrown instanceof Error)) {
    return { ename: typeof thrown, evalue: text, traceback: coloured(`Uncaught ${text}`.split('\n')) };
  }
  return { ename: thrown.name, evalue: thrown.message, traceback: coloured(text.split('\n')) };
}

/** True for the error of a part of kubelab that is not there any more; the names of parts change with each version. */
function lacksPart(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.startsWith(`Cannot find module '${parts}`);
}

function installedAnew({ stack = '' }: Error): KubelabError {
  const told = new KubelabError('ENVIRONMENT', 'kubelab was installed anew after this kernel had started', {
    hint: 'restart the kernel, and run the cells above again',
  });
  told.stack = stack;
  return told;
}

/** A traceback with colours, as front ends show them: the error in red, places in cells in green. */
function coloured([first = '', ...rest]: readonly string[]): string[] {
  return [red(first), ...rest.map((line) => line.replace(/\bcell-\d+\.ts(:\d+)*/g, green))];
}

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const green = (text: string): string => `\x1b[32m${text}\x1b[39m`;

/** The fault of a cell that was not compiled: each finding with the line that it is about. */
export function faultOfDiagnostics(diagnostics: readonly Diagnostic[], code: string): Fault {
  const lines = code.split('\n');
  const findings = usefulFindings(diagnostics, code);
  const traceback = findings.flatMap((found, index) => {
    const { file, line, column, message } = found;
    const said = `${file ? `${file}:` : ''}${line}:${column} - ${message}`;
    const source = file || isAtSamePlace(found, findings[index + 1]) ? undefined : lines[line - 1];
    return [red(said), ...(source === undefined ? [] : [`  ${source}`, `  ${red(marker(source, column))}`])];
  });
  const [first] = findings;
  return {
    ename: 'TypeScriptError',
    evalue: first ? `${first.line}:${first.column} - ${first.message}` : 'the cell was not compiled',
    traceback,
  };
}

/** TypeScript explains some findings by further ones: the line that they are about stands below the last. */
function isAtSamePlace(one: Diagnostic, other: Diagnostic | undefined): boolean {
  return one.file === other?.file && one.line === other.line && one.column === other.column;
}

/** A caret under the column; tabs stay, so that it stands there whatever their width. */
function marker(source: string, column: number): string {
  return `${source.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`;
}

function isInterruption(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' || thrown.message === 'Interrupted asynchronously';
}
