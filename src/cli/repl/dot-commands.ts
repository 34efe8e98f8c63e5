/** The commands of the prompt that begin with a dot: a row for each, with its help. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { count } from '../../count.js';
import { KubelabError } from '../../errors.js';
import { quote as shellWord } from '../../kube/shell-word.js';
import { readNotebook } from '../../notebook/document.js';
import { writeNotebook } from '../../notebook/format.js';
import { padTo, widthOf, wrapText } from '../terminal/text.js';
import { commandHere } from '../words.js';
import { lastRequests, requestRows } from './audit-requests.js';
import type { GivenToken } from './caller.js';
import { sessionNotebook } from './kept-cells.js';
import { LATEST } from './prompt-kernel.js';
import { isPath } from './secrets.js';
import type { PromptSession } from './session.js';
import { quote } from './short-request.js';

/** A command. */
interface DotCommand {
  name: string;
  takes: string;
  help: string;
  /** True on success. Throws a KubelabError that says what is wrong with the argument. */
  run(given: string, session: PromptSession): Promise<boolean>;
}

const commands: readonly DotCommand[] = [
  { name: '.as', takes: '[USER]', help: 'act as this user; without one as yourself again', run: actAs },
  {
    name: '.with',
    takes: '[TOKEN]',
    help: 'send this token (or a variable, or a file); without: your own',
    run: sendWith,
  },
  {
    name: '.ns',
    takes: '[NAME]',
    help: 'the namespace of requests such as GET pods, and of ns',
    run: goTo,
  },
  {
    name: '.curl',
    takes: '[DIR]',
    help: 'the last request as a curl command, with its files in DIR',
    run: (given, session) => asCommand('curl', given, session),
  },
  {
    name: '.kubectl',
    takes: '[DIR]',
    help: 'the same for kubectl',
    run: (given, session) => asCommand('kubectl', given, session),
  },
  {
    name: '.why',
    takes: '',
    help: 'what became of the last request at each stage, and why',
    run: why,
  },
  { name: '.last', takes: '[N]', help: 'your last N requests (10), from the audit log', run: last },
  { name: '.save', takes: 'FILE', help: 'write the session as a notebook that runs', run: save },
  { name: '.load', takes: 'FILE', help: 'run the cells of a notebook, or a file of TypeScript', run: load },
  { name: '.help', takes: '', help: 'this', run: help },
];

/** The names of all commands. */
export const dotCommandNames: readonly string[] = commands.map(({ name }) => name);

/** True for a line that names a command, and for one that means to. */
export function isDotCommand(line: string): boolean {
  return /^\s*\.[a-z]*(\s|$)/i.test(line);
}

/** Runs a dot command. Resolves with false when it did not succeed; a fault is shown. */
export async function runDotCommand(line: string, session: PromptSession): Promise<boolean> {
  const [, name = '', given = ''] = /^\s*(\.\S*)\s*(.*?)\s*$/.exec(line) ?? [];
  const command = commands.find((one) => one.name === name.toLowerCase());
  try {
    if (command) return await command.run(given, session);
    throw new KubelabError('ARGUMENT_INVALID', `there is no command ${name}`, { hint: '.help' });
  } catch (error) {
    session.io.signals.interruption.throwIfAborted();
    session.fail(error);
    return false;
  }
}

async function actAs(user: string, session: PromptSession): Promise<boolean> {
  const { user: _, ...rest } = session.caller;
  return session.become(user === '' ? rest : { ...rest, user });
}

async function sendWith(given: string, session: PromptSession): Promise<boolean> {
  const { token: _, user: __, ...rest } = session.caller;
  return session.become(given === '' ? rest : { ...rest, token: await tokenOf(given, session) });
}

/** A file by its path, a variable of the session that holds a text, or else the token itself. Throws ARGUMENT_INVALID for a file's bare name. */
async function tokenOf(given: string, { kernel, say }: PromptSession): Promise<GivenToken> {
  if (isPath(given)) return { kind: 'file', text: given.startsWith('~') ? given : resolve(given) };
  if (/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(given)) {
    const type = await kernel.ask(`typeof ${given}`).catch(() => 'undefined');
    if (type === 'string') return { kind: 'expression', text: given };
  }
  if (existsSync(given)) {
    throw new KubelabError('ARGUMENT_INVALID', 'this is the name of a file, and would be sent as the token itself', {
      hint: `.with ./${given}`,
    });
  }
  if (!given.startsWith('eyJ')) say('That is no file and no variable here: it is sent as the token itself.');
  return { kind: 'typed', text: given };
}

async function goTo(name: string, session: PromptSession): Promise<boolean> {
  if (!/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/.test(name)) {
    throw new KubelabError('ARGUMENT_INVALID', 'a namespace has a name of small letters, digits and dashes', {
      hint: '.ns default',
    });
  }
  return session.become({ ...session.caller, namespace: name === '' ? 'default' : name });
}

async function needLatest({ kernel }: PromptSession): Promise<void> {
  if ((await kernel.ask(`String(${LATEST} !== undefined)`)) === 'true') return;
  throw new KubelabError('ARGUMENT_INVALID', 'no request was sent yet', { hint: 'GET /api/v1/namespaces' });
}

async function asCommand(method: 'curl' | 'kubectl', folder: string, session: PromptSession): Promise<boolean> {
  await needLatest(session);
  const files = folder === '' ? '' : `{ files: ${quote(resolve(folder))} }`;
  const command = await session.kernel.ask(`${LATEST}.${method}(${files})`);
  // how its files are written is said in the words of this prompt
  session.io.out.line(command.replace(/^# exchange\.\w+\(\{ files: '\.' \}\)/m, `# .${method} .`));
  return true;
}

async function why(_: string, session: PromptSession): Promise<boolean> {
  await needLatest(session);
  session.io.out.line(await session.kernel.ask(`String(await ${LATEST}.explain())`));
  return true;
}

async function last(given: string, session: PromptSession): Promise<boolean> {
  const number = given === '' ? 10 : Number(given);
  if (!Number.isInteger(number) || number < 1) {
    throw new KubelabError('ARGUMENT_INVALID', `${JSON.stringify(given)} is no number of requests`, {
      hint: '.last 5',
    });
  }
  const { auditLog, io, kernel } = session;
  if ('missing' in auditLog) {
    session.say(auditLog.missing);
    return false;
  }
  const id = await kernel.ask(`String(${LATEST}?.response?.headers['audit-id'] ?? '')`);
  const events = await lastRequests(auditLog.file, number, id === '' ? undefined : id);
  if (events.length === 0) session.say('The audit log holds no request of yours yet.');
  else io.out.line(requestRows(events, io.out));
  return true;
}

async function save(given: string, session: PromptSession): Promise<boolean> {
  const file = needFile(given, '.save requests.ipynb');
  if (!file.endsWith('.ipynb')) {
    throw new KubelabError('ARGUMENT_INVALID', 'a session is saved as a notebook', { hint: `.save ${given}.ipynb` });
  }
  if (existsSync(file)) {
    throw new KubelabError('ARGUMENT_INVALID', 'there is such a file already', {
      hint: 'give the notebook another name',
      place: { file },
    });
  }
  const { notebook, redacted } = sessionNotebook(session.cells);
  writeNotebook(file, notebook);
  session.say(
    `Written: ${file} (${count(session.cells.length, 'cell')}; what failed is left out). ${commandHere(`run ${shellWord(given)}`, session.io)} runs it.`,
  );
  if (redacted > 0)
    session.say(`A token was taken out of ${count(redacted, 'cell')}: put one in its place before you run it.`);
  return true;
}

async function load(given: string, session: PromptSession): Promise<boolean> {
  const file = needFile(given, '.load requests.ipynb');
  for (const code of file.endsWith('.ipynb') ? codeOf(file) : [textOf(file)]) {
    const { out } = session.io;
    if (session.lines.interactive)
      out.line(
        `\n${code
          .split('\n')
          .map((line) => out.style.dim(line))
          .join('\n')}`,
      );
    if (!(await session.run(code))) return false;
  }
  return true;
}

function needFile(given: string, example: string): string {
  if (given !== '') return resolve(given);
  throw new KubelabError('ARGUMENT_INVALID', 'it needs the name of a file', { hint: example });
}

function codeOf(file: string): string[] {
  return readNotebook(file).cells.flatMap(({ cell_type: type, source }) => {
    return type === 'code' && source.trim() !== '' ? [source] : [];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the file cannot be read: ${(cause as Error).message}`, {
      hint: 'name a notebook or a file of TypeScript',
      place: { file },
      cause,
    });
  }
}

const HELP = `TypeScript with the exports of kubelab: client sends requests, me is the client of your own credential, ns the \
namespace. await works everywhere; an open bracket goes on in the next line. A request alone is METHOD PATH [BODY]; a path \
without a slash at its beginning lies in the namespace.
  GET pods
  POST configmaps { metadata: { name: 'mine' } }
  show(await client.list('pods', { namespace: ns }))`;
const KEYS =
  'Tab completes, and explains a name or a call. Up and Down bring earlier lines. Ctrl-C interrupts, exit or Ctrl-D ends.';

async function help(_: string, { io }: PromptSession): Promise<boolean> {
  const { out } = io;
  const rows = commands.map(({ name, takes, help: text }) => ({ term: `  ${name} ${takes}`, text }));
  const width = Math.max(...rows.map(({ term }) => widthOf(term))) + 2;
  out.line(wrapText(HELP, out.columns));
  for (const { term, text } of rows) {
    const below = wrapText(text, Math.max(20, out.columns - width)).replaceAll('\n', `\n${' '.repeat(width)}`);
    out.line(padTo(term, width) + below);
  }
  out.line(wrapText(KEYS, out.columns));
  return true;
}
