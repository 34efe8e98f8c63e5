/**
 * How an interrupt (SIGINT, or a message) reaches the cell that runs, and no other. Node ends the script of a cell, which is the part before the
 * first `await`. All else is done here: a signal that comes while the cell is compiled, or while it waits.
 */
import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { currentCell } from './cell.js';
import { answerInterruptRequests } from './interrupt-request.js';
import { takeLeftSignal } from './left-signal.js';
import { noteSignals } from './noted-signal.js';
import type { Executor, TslabJupyter } from './tslab.js';

type RunsCells = TslabJupyter['JupyterHandlerImpl']['prototype'];

/** How often the kernel asks whether a signal was noted, while a cell runs or a cell's own listener waits for one. */
const LOOK_MS = 50;

/**
 * Lets SIGINT, and Jupyter's message for it, interrupt the cell that runs; without one they do nothing. Call it when tslab's
 * executor has been made.
 */
export function obeyInterrupts(jupyter: TslabJupyter, executor: Executor): void {
  const handler = jupyter.JupyterHandlerImpl.prototype;
  const noted = noteSignals();
  if (noted) lookForSignals(handler, executor, noted);
  else listen(handler, executor);
  answerInterruptRequests(jupyter.ZmqServer.prototype, () => executor.interrupt());
}

function lookForSignals(handler: RunsCells, executor: Executor, noted: () => boolean): void {
  const { handleExecuteImpl } = handler;
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (noted()) {
      if (running) executor.interrupt();
      // for listeners that cells have added
      (process as EventEmitter).emit('SIGINT', 'SIGINT', constants.signals.SIGINT);
    }
    if (!running && process.listenerCount('SIGINT') === 0) clearInterval(timer);
  };
  handler.handleExecuteImpl = async function (...args) {
    look(); // a signal that came before is not for this cell
    running = true;
    clearInterval(timer);
    timer = setInterval(look, LOOK_MS).unref();
    try {
      return await handleExecuteImpl.apply(this, args);
    } finally {
      running = false;
    }
  };
  beforeScripts(() => {
    if (noted()) throw new Error('Interrupted asynchronously'); // as tslab says it
  });
}

/** The way without noted signals: one that comes as a script begins or ends may be lost, or end the kernel. */
function listen(handler: RunsCells, executor: Executor): void {
  const { handleExecuteImpl } = handler;
  process.on('SIGINT', () => executor.interrupt());
  handler.handleExecuteImpl = async function (...args) {
    const result = await handleExecuteImpl.apply(this, args);
    if (currentCell()?.isOver) takeLeftSignal();
    return result;
  };
}

/**
 * Calls a function as the script of a cell begins: when Node's watchdog knows of the script already, and before the cell's own
 * code. tslab's scripts begin by reading this variable.
 */
function beforeScripts(look: () => void): void {
  const given: unknown = Reflect.get(globalThis, '__tslab__');
  Object.defineProperty(globalThis, '__tslab__', {
    configurable: true,
    get() {
      look();
      return given;
    },
  });
}
