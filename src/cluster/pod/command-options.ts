/** Options of a command of coreutils, and what it says about one that it does not have. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { ExecResult } from 'just-bash';

type Flags = Record<string, { type: 'boolean'; short: string }>;

/** What the words of a command ask for. */
export interface CommandWords<T extends Flags> {
  is(option: keyof T): boolean;
  rest: string[];
}

/**
 * The options and the other words behind a command. A name that begins with a capital letter is of an option that is one letter alone. With
 * a word that is no option: what coreutils say about it, without the name of the command.
 */
export function commandOptions<T extends Flags>(
  args: readonly string[],
  options: T,
): CommandWords<T> | { problem: string } {
  try {
    const config: ParseArgsConfig = { args: [...args], options, allowPositionals: true };
    const { values, positionals } = parseArgs(config);
    return { is: (option) => values[option as string] === true, rest: positionals };
  } catch (error) {
    const [, option = ''] = /'(-[^' ]*)/.exec(error instanceof Error ? error.message : '') ?? [];
    const word = args.find((each) => each.startsWith(`${option}=`)) ?? option;
    const what = option.startsWith('--') ? `unrecognized option '${word}'` : `invalid option -- '${option.slice(1)}'`;
    return { problem: what };
  }
}

/** The end of such a command: its name, what is wrong, and where to read on. */
export function misused(command: string, problem: string, exitCode: number): ExecResult {
  return { stdout: '', stderr: `${command}: ${problem}\nTry '${command} --help' for more information.\n`, exitCode };
}
