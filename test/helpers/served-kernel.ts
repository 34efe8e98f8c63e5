/**
 * A whole kernel in this process: what `protocol-kernel.ts` starts as a process of `dist`, with the same sockets and mends, but for
 * interrupts. Code of a cell runs in this process, too, and one such kernel can be there at a time.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { tellTheTruth } from '../../src/kernel/kernel-info.js';
import { converterSet } from '../../src/kernel/mended-converter.js';
import { cellConsole, completeReplies } from '../../src/kernel/replies.js';
import { attributeOutput, keepBursts } from '../../src/kernel/streams.js';
import type { Executor, TslabJupyter } from '../../src/kernel/tslab.js';
import { type ConnectionInfo, makeConnection } from '../../src/notebook/connection.js';
import { openChannels } from '../../src/notebook/kernel-channels.js';
import { cellsOfTslab } from './kernel-here.js';
import { type Answer, type SpokenTo, speakOver } from './protocol-kernel.js';

export type { Answer };

/** Such a kernel. */
export interface ServedKernel extends SpokenTo {
  /** Where its sockets are, and the key that its messages are signed with. */
  info: ConnectionInfo;
  executor: Executor;
  close(): void;
}

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
    close() {
      giveBack();
      channels.close();
      server.close();
      connection.remove();
    },
  };
}

/** The server's own end, which nothing of kubelab's calls. */
interface RunningServer extends InstanceType<TslabJupyter['ZmqServer']> {
  close(): void;
}
