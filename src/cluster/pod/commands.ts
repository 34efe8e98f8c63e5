/** The commands of a container beside those of just-bash: for the machine, the network and packages. */
import type { Command, CustomCommand } from 'just-bash';
import { runArchive } from './archive-command.js';
import { out } from './command-results.js';
import type { CommandSurroundings } from './command-surroundings.js';
import { runCurl } from './curl.js';
import { runList } from './list-command.js';
import { machineCommands, ownerOf } from './machine-commands.js';
import { packageCommands } from './package-commands.js';
import type { ShellLibrary } from './shell-library.js';
import { quoteWords } from './shell-state.js';

/** Commands of just-bash that no base image has; they stay out, so that `command not found` is true. */
const absent = new Set([
  'html-to-markdown',
  'jq',
  'yq',
  'xan',
  'sqlite3',
  'rg',
  'tree',
  'file',
  'help',
  'strings',
  'time',
  'curl',
  'wget',
  'python3',
  'python',
  'js-exec',
]);

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

const environment = (variables: Record<string, string> = {}): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** The commands of a container, and which of them are not there until their package is installed. */
export function containerCommands(
  library: ShellLibrary,
  surroundings: CommandSurroundings,
): { custom: CustomCommand[]; hidden: readonly string[] } {
  const { config, image, sandbox } = surroundings;
  const curl: Command['execute'] = async (args, context) => {
    if (args[0] === '--version' || args[0] === '-V') {
      return out('curl 8.5.0 (x86_64-pc-linux-gnu) kubelab\nProtocols: http https\nFeatures: SSL\n');
    }
    if (args[0] === '--help' || args[0] === '-h') {
      return out(
        'Usage: curl [options...] <url>\n     --cacert <file>      CA certificate to verify peer against\n     --cert <file>        Client certificate file\n -d, --data <data>        HTTP POST data\n -f, --fail               Fail on HTTP errors\n -H, --header <header>    Pass custom header to server\n -i, --include            Include response headers in output\n -k, --insecure           Allow insecure server connections\n     --key <key>          Private key file\n -o, --output <file>      Write to file instead of stdout\n -X, --request <method>   Specify request method to use\n -s, --silent             Silent mode\n -v, --verbose            Make the operation more talkative\n -w, --write-out <format> What to output after completion\n',
      );
    }
    const result = await runCurl(args, {
      server: surroundings.server,
      namespace: sandbox.namespace,
      // the pod's own variables, not what a shell has made of them: they say where the cluster is
      env: (name) => config.env[name],
      readFile: (path) => context.fs.readFileBuffer(context.fs.resolvePath(context.cwd, path)),
      writeFile: (path, data) => context.fs.writeFile(context.fs.resolvePath(context.cwd, path), data),
      signal: context.signal,
      live: surroundings.live(),
    });
    const { stderr, exitCode } = result;
    return { stdout: result.stdout.toString('latin1'), stderr, exitCode, stdoutKind: 'bytes' };
  };

  const commands: Record<string, Command['execute']> = {
    curl,
    ls: (args, context) => {
      const columns = surroundings.printsToTerminal() ? surroundings.terminal().columns : undefined;
      return runList(args, context.fs, context.cwd, { owner: ownerOf(config), columns });
    },
    // the library's own shows variables that were never exported, and exports none that are given
    env: async (args, context) => {
      const at = args.findIndex((word) => !ASSIGNMENT.test(word));
      const [given, command] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
      const pairs = given.map((word) => ASSIGNMENT.exec(word)?.slice(1) ?? []);
      if (command.length === 0) return out(environment({ ...context.exportedEnv, ...Object.fromEntries(pairs) }));
      const { cwd, signal } = context;
      const stdin = library.latin1FromBytes(context.stdin);
      if (given.length > 0 && context.exec) {
        const script = [...pairs.map(([name, value = '']) => `${name}=${quoteWords([value])}`), quoteWords(command)];
        return context.exec(script.join(' '), { cwd, stdin, stdinKind: 'bytes', signal });
      }
      return (await context.origCommand?.(args)) ?? out('');
    },
    printenv: async (args, { exportedEnv = {} }) => {
      if (args.length === 0) return out(environment(exportedEnv));
      const values = args.flatMap((name) => exportedEnv[name] ?? []);
      return { ...out(values.map((value) => `${value}\n`).join('')), exitCode: values.length === args.length ? 0 : 1 };
    },
    tar: (args, context) => runArchive(args, context),
    ...machineCommands(surroundings),
    ...packageCommands(image),
  };
  const custom = Object.entries(commands).map(([name, run]) => library.defineCommand(name, run));
  const hidden = [...absent].filter((name) => !image.extras.includes(name));
  return { custom, hidden };
}
