/**
 * Parts of Jupyter's protocol (https://jupyter-client.readthedocs.io/en/stable/messaging.html) that tslab leaves out: a cell
 * is announced (`execute_input`), its last value is an `execute_result`, its failure an `error` that the reply names, too.
 * Cells sent before a cell failed are aborted, as IPython does it, and none that is sent later.
 */
import { stripVTControlCharacters } from 'node:util';
import { type Cell, currentCell, runAsCell } from './cell.js';
import { callCellEnd } from './cell-end.js';
import { type Fault, faultOf, faultOfDiagnostics, INTERRUPTED } from './fault.js';
import { hideCellsInPromises, shownValue } from './last-value.js';
import { announceStart } from './starting.js';
import type { Handler, Message, Server, TslabJupyter } from './tslab.js';
import { helpWhileTyping } from './typing-help.js';

/** How tslab's executor prints a finding of the compiler: the format, a file, line, column and message. */
const DIAGNOSTIC = '%s%d:%d - %s';

/** The console for tslab's executor, which prints the last value, the thrown error, and the compiler's findings. */
export const cellConsole: { log(value: unknown): void; error(...args: unknown[]): void } = {
  log: (value) => {
    currentCell()?.result.push(value);
  },
  error: (...args) => {
    const cell = currentCell();
    if (!cell) return;
    const [format, file, line, column, message] = args;
    if (format !== DIAGNOSTIC) cell.fault ??= faultOf(args[0]);
    else {
      const place = { line: Number(line), column: Number(column) };
      cell.diagnostics.push({ file: String(file).trim(), ...place, message: String(message) });
    }
  },
};

/** Tells an uncaught fault, in the cell that it comes from. */
export function tellUncaught(thrown: unknown, kind: 'exception' | 'rejection'): void {
  const fault = faultOf(thrown);
  const cell = currentCell();
  if (!cell) {
    console.error(stripVTControlCharacters(fault.traceback.join('\n')));
    return;
  }
  cell.fault ??= fault;
  cell.publish('error', { ...fault, uncaught: kind });
}

/** Adds the missing parts. */
export function completeReplies(jupyter: TslabJupyter): void {
  announceStart(jupyter.ZmqServer.prototype);
  announceCells(jupyter.ZmqServer.prototype);
  answerInFull(jupyter.JupyterHandlerImpl.prototype);
  helpWhileTyping(jupyter);
  hideCellsInPromises();
}

function announceCells(server: TslabJupyter['ZmqServer']['prototype']): void {
  const { handleExecute } = server;
  server.handleExecute = function (socket, message) {
    return runAsCell(cellOf(this, message), () => handleExecute.call(this, socket, message));
  };
  server.handleCommInfoRequest = function (socket, message) {
    const reply = message.createReply();
    reply.header.msg_type = 'comm_info_reply';
    reply.content = { status: 'ok', comms: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };
}

function cellOf(server: Server, message: Message): Cell {
  const { code, silent, stop_on_error: stopOnError } = message.content;
  const arrived = Date.now();
  const sent = Date.parse(message.header.date ?? '') || arrived;
  const cell: Cell = {
    count: 0,
    code: String(code),
    silent: silent === true,
    sentAt: Math.min(sent, arrived),
    cameAt: performance.now(),
    stopOnError: stopOnError !== false,
    publish: (type, content) => {
      if (cell.silent || cell.isOver) return;
      const output = message.createReply();
      output.header.msg_type = type;
      output.content = content as Message['content']; // any object of JSON will do
      output.signAndSend(server.connInfo.key, server.iopub);
    },
    result: [],
    diagnostics: [],
    aborted: false,
    isOver: false,
  };
  return cell;
}

function answerInFull(handler: TslabJupyter['JupyterHandlerImpl']['prototype']): void {
  const { handleExecute, handleExecuteImpl } = handler;
  /** When a cell failed last: by the clock, as senders date their messages, and by `performance.now()`. */
  let failedAt = { clock: 0, now: 0 };
  handler.handleExecuteImpl = async function (request, writeStream, writeDisplay) {
    const cell = currentCell();
    if (!cell) return handleExecuteImpl.call(this, request, writeStream, writeDisplay);
    if (cell.cameAt < failedAt.now || cell.sentAt < failedAt.clock) {
      cell.aborted = true;
      return { count: this.execCount };
    }
    cell.count = this.execCount + 1;
    cell.publish('execute_input', { code: cell.code, execution_count: cell.count });
    try {
      await handleExecuteImpl.call(this, request, writeStream, (content, isUpdate) => {
        // tslab keeps this one function for whoever displays something while the cell runs
        (currentCell() ?? cell).publish(isUpdate ? 'update_display_data' : 'display_data', content);
      });
    } catch (thrown) {
      // tslab throws the number of a cell that failed; why it did has been told to the console
      const { diagnostics, code } = cell;
      cell.fault ??= diagnostics.length > 0 ? faultOfDiagnostics(diagnostics, code) : faultOf(thrown);
      cell.publish('error', cell.fault);
      // its code may go on, as no language can end it from outside; what it says then would be taken for a running cell's
      cell.isOver = cell.fault.ename === INTERRUPTED;
    }
    await finish(this, cell);
    if (cell.silent) this.execCount--;
    if (cell.fault && cell.stopOnError) failedAt = { clock: Date.now(), now: performance.now() };
    return { count: cell.count };
  };
  handler.handleExecute = async function (...args) {
    await handleExecute.call(this, ...args);
    return replyTo(currentCell());
  };
  handler.handleShutdown = ({ restart }) => ({ status: 'ok', restart: restart === true });
}

/** The end of a cell, after its own code: its value, and its rejections. */
async function finish({ executor }: Handler, cell: Cell): Promise<void> {
  if (!cell.fault) {
    for (const { line, column, message } of cell.diagnostics) process.stderr.write(`${line}:${column} - ${message}\n`);
    const { resultVariable: name } = cell;
    // tslab passes over null, and leaves it where it was
    if (name !== undefined && executor.locals[name] === null) cell.result.push(null);
    if (name !== undefined) delete executor.locals[name];
    for (const value of cell.result) {
      cell.publish('execute_result', { execution_count: cell.count, data: await shownValue(value), metadata: {} });
    }
  }
  callCellEnd();
  // a rejection that nobody waits for is told at the end of this turn
  await new Promise((resolve) => setImmediate(resolve));
}

function replyTo(cell: Cell | undefined): object {
  if (!cell || cell.aborted) return { status: 'aborted', execution_count: cell?.count ?? 0 };
  const { count, fault } = cell;
  if (!fault) return { status: 'ok', execution_count: count, user_expressions: {}, payload: [] };
  return { status: 'error', execution_count: count, ...(fault satisfies Fault), user_expressions: {}, payload: [] };
}
