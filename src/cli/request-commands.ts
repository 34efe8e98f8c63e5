/** The commands that send requests without a lesson: `request` and `repl`. */
import type { Command } from 'commander';
import type { ReplOptions } from './commands/repl.js';
import type { RequestCommandOptions } from './commands/request.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from './terminal/terminal.js';

/** Adds them to the program; `done` is told the exit code. */
export function addRequestCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('request')
    .description('send one request to the API server and show the exchange')
    .argument('<method>', 'GET, POST, PUT, PATCH (a merge patch) or DELETE')
    .argument('<path>', 'such as /api/v1/namespaces/default/pods')
    .option('--as <user>', 'act as this user (needs the verb impersonate)')
    .option('--token <file>', 'the file of a bearer token to send')
    .option('--body <file>', 'the file of the body, JSON or YAML; - for the standard input')
    .option('--explain', 'say what happened at each stage, and why')
    .option('--json', 'print the exchange as one JSON document, and nothing else')
    .addHelpText(
      'after',
      `
It goes to the cluster that connect() finds: that of KUBECONFIG, else the practice cluster, else that of ~/.kube/config.
Exit codes: 0 for 2xx, 4 for 4xx, 5 for 5xx, 1 for another status; 2 the command line is wrong; 3 there was no answer.`,
    )
    .action(async (method: string, path: string, options: RequestCommandOptions) => {
      const { request } = await import('./commands/request.js');
      done(await request(method, path, options, io));
    });

  program
    .command('repl')
    .description('a prompt with the helper: TypeScript, requests such as GET pods, and .help')
    .option('--practice', 'take the practice cluster, whatever KUBECONFIG says')
    .addHelpText(
      'after',
      `
It goes to the cluster of KUBECONFIG, else to the practice cluster, which is started when none runs. Without a terminal it runs \
what comes in as a script, and ends with 1 at the first thing that fails.`,
    )
    .action(async (options: ReplOptions) => {
      const { repl } = await import('./commands/repl.js');
      done(await repl(options, io));
    });
}
