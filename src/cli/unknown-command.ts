/** A word behind a command that does something by itself and has commands of its own: `lessons rest` for `lessons reset`. */
import type { Command } from 'commander';
import { closest, distance } from 'fastest-levenshtein';

/** Lets the command end with commander's usage error for a word that is none of its commands, and name the nearest. */
export function refusingUnknownCommands(command: Command): Command {
  return command.allowExcessArguments().hook('preAction', (_, acting) => {
    const [word] = command.args;
    if (acting !== command || word === undefined) return;
    const names = command.commands.map((sub) => sub.name());
    const near = closest(word, names);
    const hint = distance(word, near) <= 2 ? `\n(Did you mean ${near}?)` : '';
    command.error(`error: unknown command '${word}'${hint}`, { code: 'commander.unknownCommand' });
  });
}
