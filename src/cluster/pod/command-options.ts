/** Options of a command of coreutils, and what it says about one that it does not have. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What the words of a command ask for. */
export interface CommandWords<Name extends string> {
  is(option: Name): boolean;
  rest: string[];
}

/**
 * The options and the other words behind a command, whose options have these letters. A name that begins with a capital letter is of an
 * option that is a letter alone. With a word that is no option: what coreutils say about it, without the name of the command.
 */
export function commandOptions<Name extends string>(
  args: readonly string[],
  letters: Readonly<Record<Name, string>>,
): CommandWords<Name> | { problem: string } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, short] of Object.entries<string>(letters)) options[name] = { type: 'boolean', short };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { is: (option) => values[option] === true, rest: positionals };
  } catch (error) {
    const [, option = ''] = /'(-[^' ]*)/.exec(error instanceof Error ? error.message : '') ?? [];
    const word = args.find((each) => each.startsWith(`${option}=`)) ?? option;
    const what = option.startsWith('--') ? `unrecognized option '${word}'` : `invalid option -- '${option.slice(1)}'`;
    return { problem: what };
  }
}
