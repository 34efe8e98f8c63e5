/**
 * A whole kernel in this process: what `protocol-kernel.ts` starts as a process of `dist`, with the same sockets and mends, but for
 * interrupts. Code of a cell runs in this process, too, and one such kernel can be there at a time.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { Dealer } from 'zeromq';
import { tellTheTruth } from '../../src/kernel/kernel-info.js';
import { converterSet } from '../../src/kernel/mended-converter.js';
import { cellConsole, completeReplies } from '../../src/kernel/replies.js';
import { attributeOutput, keepBursts } from '../../src/kernel/streams.js';
import type { Executor, TslabJupyter } from '../../src/kernel/tslab.js';
import { type ConnectionInfo, endpoint, makeConnection } from '../../src/notebook/connection.js';
import { openChannels } from '../../src/notebook/kernel-channels.js';
import { type Message, makeRequest, parseMessage, serialiseMessage } from '../../src/notebook/messages.js';
import { cellsOfTslab } from './kernel-here.js';
import { type Answer, type SpokenTo, speakOver } from './protocol-kernel.js';

export type { Answer };

/** Such a kernel. */
export interface ServedKernel extends SpokenTo {
  /** Where its sockets are, and the key that its messages are signed with. */
  info: ConnectionInfo;
  executor: Executor;
  /** Sends requests over a socket of their own, with that date in their headers, and gives all replies as they come. */
  replies(requests: readonly Request[], date?: string): AsyncGenerator<Message>;
  close(): void;
}

/** Type and content of a request. */
type Request = readonly [type: string, content: Record<string, unknown>];

let loaded: TslabJupyter | undefined;

/** tslab's server, mended once in a process, in the order of `launch.ts`. */
function serverOfTslab(): TslabJupyter {
  if (loaded) return loaded;
  const { version } = cellsOfTslab();
  const jupyter = createRequire(import.meta.url)('tslab/dist/jupyter.js') as TslabJupyter;
  attributeOutput(jupyter);
  completeReplies(jupyter);
  tellTheTruth(jupyter, version);
  keepBursts(jupyter);
  loaded = jupyter;
  return loaded;
}

/** Starts one for a notebook in the working folder; whoever starts it closes it. */
export async function servedKernel(): Promise<ServedKernel> {
  const { ZmqServer, JupyterHandlerImpl } = serverOfTslab();
  const { converters, createExecutor } = cellsOfTslab();
  const executor = createExecutor(process.cwd(), converterSet(converters), cellConsole);
  const connection = await makeConnection();
  const handler = new JupyterHandlerImpl(executor, false);
  // cells write to these, and the reporter of the tests does so between two cells
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  const giveBack = (): void => {
    for (const { stream, write } of streams) stream.write = write;
  };
  const { handleExecute } = JupyterHandlerImpl.prototype;
  let running = 0;
  Object.assign(handler, {
    handleExecute: async (...args: Parameters<typeof handleExecute>) => {
      running++;
      try {
        return await handleExecute.apply(handler, args);
      } finally {
        if (--running === 0) giveBack();
      }
    },
  });
  const server = new ZmqServer(handler, connection.file) as RunningServer;
  await server.init();
  const channels = openChannels(connection.info, randomUUID());
  return {
    info: connection.info,
    executor,
    ...speakOver(channels),
    replies: (requests, date) => repliesTo(connection.info, requests, date),
    close() {
      giveBack();
      channels.close();
      server.close();
      connection.remove();
    },
  };
}

async function* repliesTo(
  info: ConnectionInfo,
  requests: readonly Request[],
  date = new Date().toISOString(),
): AsyncGenerator<Message> {
  const dealer = new Dealer({ linger: 0, receiveTimeout: 10_000 });
  dealer.connect(endpoint(info, 'shell'));
  try {
    for (const [type, content] of requests) {
      const request = makeRequest(type, content, { session: 'another' });
      await dealer.send(serialiseMessage({ ...request, header: { ...request.header, date } }, info.key));
    }
    for (const _ of requests) yield parseMessage(await dealer.receive(), info.key);
  } finally {
    dealer.close();
  }
}

/** The server's own end, which nothing of kubelab's calls. */
interface RunningServer extends InstanceType<TslabJupyter['ZmqServer']> {
  close(): void;
}
