/**
 * What makes, runs and explains the cells of a kernel, in this process: tslab's converter and executor with kubelab's mends,
 * without the sockets. Code of a cell runs in this process, too.
 */
import { createRequire } from 'node:module';
import { type Cell, runAsCell } from '../../src/kernel/cell.js';
import { converterSet, mendedConverter } from '../../src/kernel/mended-converter.js';
import { cellConsole } from '../../src/kernel/replies.js';
import type { CodePlace, Executor, Message, TslabExecutor, TslabJupyter } from '../../src/kernel/tslab.js';
import { helpWhileTyping } from '../../src/kernel/typing-help.js';

/** Such a kernel. */
export interface KernelHere {
  /** Runs code as the next cell; the cell has its values, its findings and its fault then. */
  run(code: string): Promise<Cell>;
  /** What the kernel explains at the bar in the code, which is not part of it; empty when it explains nothing. */
  explain(marked: string): string;
  /** What could be written at the bar, and what it would replace. */
  complete(marked: string): Promise<{ matches: string[]; start: number; end: number }>;
  /** Whether code is at its end. */
  isWhole(code: string): boolean;
  close(): void;
}

let loaded: (ReturnType<typeof mendedConverter> & TslabExecutor) | undefined;

/** tslab's modules that make and run cells; they are mended once in a process. */
export function cellsOfTslab(): NonNullable<typeof loaded> {
  const require = createRequire(import.meta.url);
  loaded ??= { ...mendedConverter(require), ...(require('tslab/dist/executor.js') as TslabExecutor) };
  return loaded;
}

/** Starts one for a notebook in the working folder; whoever starts it closes it. */
export function kernelHere(): KernelHere {
  const { converters, createExecutor } = cellsOfTslab();
  const set = converterSet(converters);
  const executor = createExecutor(process.cwd(), set, cellConsole) as RunningExecutor;
  const [handler, server] = [{}, {}] as [Handlers['JupyterHandlerImpl'], Handlers['ZmqServer']];
  helpWhileTyping({ JupyterHandlerImpl: { prototype: handler }, ZmqServer: { prototype: server } } as TslabJupyter);
  const own = { executor, execCount: 0, execQueue: { reset: () => {} } };
  let count = 0;
  return {
    async run(code) {
      count++;
      const cell: Cell = {
        ...{ count, code, silent: false, sentAt: 0, cameAt: 0, stopOnError: true, publish: () => {} },
        ...{ result: [], diagnostics: [], aborted: false, isOver: false },
      };
      await runAsCell(cell, () => executor.execute(code));
      return cell;
    },
    explain(marked) {
      const answer = handler.handleInspect.call(own, place(marked)) as Inspected;
      return answer.data['text/plain'] ?? '';
    },
    async complete(marked) {
      const reply = { header: { msg_type: '' }, content: {} as Completed, signAndSend: () => {} };
      const message = { content: place(marked), createReply: () => reply };
      await server.handleComplete.call(
        { handler: own, connInfo: { key: '' }, iopub: { send: async () => {} } },
        undefined,
        message as unknown as Message,
      );
      const { matches, cursor_start: start, cursor_end: end } = reply.content;
      return { matches, start, end };
    },
    isWhole: (code) => converters.isCompleteCode(code).completed,
    close: () => set.close(),
  };
}

function place(marked: string): CodePlace {
  const [before = '', after = ''] = marked.split('|');
  return { code: before + after, cursor_pos: [...before].length };
}

type Handlers = { [Name in 'JupyterHandlerImpl' | 'ZmqServer']: TslabJupyter[Name]['prototype'] };
interface Inspected {
  data: Record<string, string>;
}
interface Completed {
  matches: string[];
  cursor_start: number;
  cursor_end: number;
}

/** tslab's handler calls this, and nothing of kubelab's does. */
interface RunningExecutor extends Executor {
  execute(code: string): Promise<boolean>;
}
