/** `tar` of a container: the library's own, with names that lose their leading slash as GNU tar takes it off. */
import type { CommandContext, ExecResult } from 'just-bash';

/** Options whose value is the next word. */
const valued = /^(-[a-zA-Z]*[fCTX]|--(file|directory|files-from|exclude-from))$/;

/** The words with `-C /` and relative names, when an archive is made of absolute ones alone; undefined otherwise. */
export function withoutLeadingSlash(args: readonly string[]): string[] | undefined {
  const [first = ''] = args;
  // the first word may be a bundle of letters without its dash
  const words = first.startsWith('-') ? [...args] : [`-${first}`, ...args.slice(1)];
  const isMade = words.some((word) => word === '--create' || /^-[a-zA-Z]*c/.test(word));
  const isKept = words.some((word) => word === '--absolute-names' || /^-[a-zA-Z]*P/.test(word));
  const isElsewhere = words.some((word) => word.startsWith('--directory') || /^-[a-zA-Z]*C/.test(word));
  if (!isMade || isKept || isElsewhere) return undefined;
  const members = words.flatMap((word, i) => (word.startsWith('-') || valued.test(words[i - 1] ?? '') ? [] : [i]));
  if (members.length === 0 || !members.every((i) => words[i]?.startsWith('/'))) return undefined;
  for (const i of members) words[i] = words[i]?.replace(/^\/+/, '') || '.';
  return [...words, '-C', '/'];
}

/** Runs `tar`. */
export async function runArchive(args: readonly string[], context: CommandContext): Promise<ExecResult> {
  const words = withoutLeadingSlash(args);
  const result = await context.origCommand?.(words ?? [...args]);
  if (!result) return { stdout: '', stderr: 'tar: command not found\n', exitCode: 127 };
  const stderr = inWordsOfTar(result.stderr, words ? '/' : '');
  return { ...result, stderr: words ? `tar: Removing leading \`/' from member names\n${stderr}` : stderr };
}

/** The library's message for a missing file, in GNU tar's words. */
function inWordsOfTar(stderr: string, root: string): string {
  const missing = /^tar: (.*): ENOENT: .*$/gm;
  if (!missing.test(stderr)) return stderr;
  const said = stderr.replace(
    missing,
    (_line, name: string) => `tar: ${root}${name}: Cannot stat: No such file or directory`,
  );
  return `${said.replace(/\n*$/, '\n')}tar: Exiting with failure status due to previous errors\n`;
}
