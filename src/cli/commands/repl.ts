/** `kubelab repl`: the helper in a prompt, on the cluster that was chosen as `start` chooses it. */
import { kubelabHome } from '../../home.js';
import { packageVersion } from '../../package-root.js';
import type { Client } from '../../request/api.js';
import { connect } from '../../request/connect.js';
import { chooseCluster, ownEnvironment } from '../chosen-cluster.js';
import { withCluster } from '../cluster-process.js';
import type { ExitCode } from '../exit-codes.js';
import { dotCommandNames } from '../repl/dot-commands.js';
import { promptHistory } from '../repl/history-file.js';
import { openLines } from '../repl/line-reader.js';
import { type Draft, takeLines } from '../repl/prompt.js';
import { PromptKernel } from '../repl/prompt-kernel.js';
import { type PromptSessionOptions, promptSession } from '../repl/session.js';
import { promptCompleter } from '../repl/typing.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { wrapText } from '../terminal/text.js';

/** The options of `repl`. */
export interface ReplOptions {
  /** Takes the practice cluster, whatever KUBECONFIG says. */
  practice?: boolean;
}

type Surroundings = Pick<PromptSessionOptions, 'auditLog' | 'revive'> & {
  /** The cluster's display name. */
  name: string;
  env: Record<string, string | undefined>;
};

/**
 * Takes lines from the terminal, or a script from a pipe. Resolves with 0 at their end, and with 1 when something in a script
 * failed; throws as the start of a cluster, `connect()` and the start of a kernel do.
 */
export async function repl(options: ReplOptions, io: Io): Promise<ExitCode> {
  const chosen = chooseCluster(io.env, options);
  if (chosen.kind === 'own') {
    return open(
      {
        name: `the cluster of ${chosen.source}`,
        env: ownEnvironment(chosen, io),
        revive: async () => false,
        auditLog: {
          missing: `The audit log of this cluster (${chosen.source}) lies with its server, and only that of the practice cluster is read here.`,
        },
      },
      io,
    );
  }
  // of a script, standard output holds the outputs of its cells alone
  const isScript = !io.stdin.isTTY || !io.out.isTTY;
  return withCluster(isScript ? { ...io, out: io.err } : io, (cluster) => {
    const env = { ...io.env, KUBECONFIG: cluster.record.kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root };
    const auditLog = { file: cluster.record.auditLog };
    return open({ name: 'the practice cluster', env, auditLog, revive: () => cluster.revive() }, io);
  });
}

async function open({ name, env, auditLog, revive }: Surroundings, io: Io): Promise<ExitCode> {
  const { out, signals } = io;
  const client = await connect({}, { env });
  const kernel = new PromptKernel(env, signals.interruption, out);
  const draft: Draft = { text: '' };
  const progress = startProgress(out, 'starting the kernel', { afterMs: 300 });
  try {
    await kernel.start();
    progress.stop();
    const history = promptHistory(kubelabHome(io.env).promptHistory);
    const complete = promptCompleter({
      ...{ kernel, io, commands: dotCommandNames },
      before: () => draft.text,
      show: (text) => lines.above(text),
    });
    const lines = openLines(io, { history: history.lines, complete });
    try {
      if (lines.interactive) greet(client, name, io);
      return await takeLines(promptSession({ kernel, lines, auditLog, revive }, io), draft, history);
    } finally {
      lines.close();
    }
  } finally {
    progress.stop();
    await client.close();
    await kernel.close();
  }
}

function greet({ server, identity }: Client, name: string, { out }: Io): void {
  const lines = [
    `client sends requests as ${identity.description}.`,
    'GET /api/v1/namespaces sends one. Tab completes and explains, .help says the rest, Ctrl-D ends.',
  ];
  out.line(wrapText(`kubelab ${packageVersion()} at ${sanitise(server)}, ${sanitise(name)}`, out.columns));
  for (const line of wrapText(sanitise(lines.join('\n')), out.columns).split('\n')) out.line(out.style.dim(line));
}
