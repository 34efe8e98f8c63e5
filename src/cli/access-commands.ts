/** The commands about rights: `access least`. */
import { type Command, Option } from 'commander';
import type { AccessLeastOptions } from './commands/access-least.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from './terminal/terminal.js';

/** Adds them to the program; `done` is told the exit code. */
export function addAccessCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const access = program.command('access').description('rights on the practice cluster');
  access
    .command('least')
    .description('print the Roles that would have been enough for what a user did, by the audit log')
    .argument('<user>', 'the user name, such as jane or system:serviceaccount:lab:robot')
    .option('--include-refused', 'count requests that were refused, too: what the user would have needed')
    .addOption(
      new Option('--names <when>', 'whether rules name objects; auto: where few names were known beforehand')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .option('--bindings', 'print the bindings of these roles, too')
    .option('--audit-log <file>', 'another audit log; what is granted and unused is then not said')
    .option('--json', 'print roles, bindings, requests and unused rules as one JSON document')
    .addHelpText(
      'after',
      `
The output is YAML for kubectl apply. Comments say which requests needed each rule, and which rules are granted and were never used.
Exit codes: 0 done; 1 the user sent no request that counts; 2 the command line or the file named on it is wrong; 3 no practice \
cluster runs.`,
    )
    .action(async (user: string, options: AccessLeastOptions) => {
      const { accessLeast } = await import('./commands/access-least.js');
      done(await accessLeast(user, options, io));
    });
}
