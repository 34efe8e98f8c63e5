/** A kernel as a front end meets it: by messages of Jupyter's protocol. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { type ConnectionInfo, makeConnection } from '../../src/notebook/connection.js';
import { type KernelChannels, openChannels } from '../../src/notebook/kernel-channels.js';
import { type KernelProcess, spawnKernel } from '../../src/notebook/kernel-process.js';
import { until } from './until.js';

/** What came of an execute_request. */
export interface Answer {
  reply: Record<string, unknown>;
  /** Type and content of what was published for it, in order; it grows when more comes. */
  published: [string, Record<string, unknown>][];
}

/** A kernel, wherever it runs, as it is spoken to. */
export interface SpokenTo {
  /** Sends a request on a channel, and gives the content of its reply; undefined when the kernel ends before. */
  ask(
    channel: 'shell' | 'control',
    type: string,
    content: Record<string, unknown>,
    onPublished?: (type: string, content: Record<string, unknown>) => void,
  ): Promise<Record<string, unknown> | undefined>;
  /** Runs code; `more` is added to the request. Throws when the kernel ends before it has answered. */
  execute(code: string, more?: Record<string, unknown>): Promise<Answer>;
}

/** A running kernel. */
export interface ProtocolKernel extends SpokenTo {
  child: KernelProcess;
  /** Where its sockets are, and the key that its messages are signed with. */
  info: ConnectionInfo;
  close(): Promise<void>;
}

/** Speaks to the kernel of these channels. */
export function speakOver(channels: KernelChannels): SpokenTo {
  return {
    ask: (channel, type, content, onPublished) => channels.request(channel, type, content, onPublished),
    async execute(code, more = {}) {
      const published: Answer['published'] = [];
      const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, ...more };
      const reply = await channels.request('shell', 'execute_request', content, (type, body) => {
        if (type !== 'status') published.push([type, body]);
      });
      if (!reply) throw new Error('the kernel ended');
      return { reply, published };
    },
  };
}

/** Resolves when a kernel answers on these channels: it is asked again until it does, as it may not listen yet. */
export async function kernelAnswers(channels: KernelChannels): Promise<void> {
  let heard = false;
  await until(
    'the kernel',
    () => {
      void channels.request('shell', 'kernel_info_request', {}).then((reply) => {
        heard ||= reply !== undefined;
      });
      return heard;
    },
    30_000,
  );
}

/** Starts one that works in the notebooks of the fixtures, and resolves when it answers; whoever starts it closes it. */
export async function protocolKernel(env: NodeJS.ProcessEnv = process.env): Promise<ProtocolKernel> {
  const connection = await makeConnection();
  const command = kernelCommand({ folder: join(import.meta.dirname, '../fixtures/notebooks'), env });
  const argv = command.argv.map((arg) => arg.replaceAll('{connection_file}', connection.file));
  const child = spawnKernel(argv, command);
  const channels = openChannels(connection.info, randomUUID());
  await kernelAnswers(channels);
  return {
    child,
    info: connection.info,
    ...speakOver(channels),
    async close() {
      child.signal('SIGKILL');
      await child.ended;
      channels.close();
      connection.remove();
    },
  };
}
