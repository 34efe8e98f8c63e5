/** The output of cells: it goes to the cell whose code printed it, in order, and none of a burst is lost. */
import { currentCell } from './cell.js';
import { inOwnLines } from './own-lines.js';
import { shortStack } from './short-stack.js';
import type { TslabJupyter } from './tslab.js';

/** How many messages may wait for a slow reader; ZeroMQ's own limit of 1000 loses lines of a cell that prints a lot. */
const MESSAGES_WAITING = 100_000;

/** Sends output of an earlier cell's timer or promise there: tslab sends all to the cell that runs now. */
export function attributeOutput({ JupyterHandlerImpl }: TslabJupyter): void {
  const handler = JupyterHandlerImpl.prototype;
  const { createWriteToIopub } = handler;
  handler.createWriteToIopub = function (name, running) {
    return createWriteToIopub.call(this, name, (stream, text) => {
      const cell = currentCell();
      const own = stream === 'stderr' ? shortStack(inOwnLines(text)) : inOwnLines(text);
      if (cell) cell.publish('stream', { name: stream, text: own });
      else running(stream, own);
    });
  };
}

/** Lets many messages wait. */
export function keepBursts({ ZmqServer }: TslabJupyter): void {
  const server = ZmqServer.prototype;
  const { bindSocket } = server;
  server.bindSocket = function (socket, port) {
    if ('sendHighWaterMark' in socket) socket.sendHighWaterMark = MESSAGES_WAITING;
    // With a timeout, zeromq.js delays every 512th send of a tick and throws EBUSY at the next: a cell that prints 600
    // lines in a loop never ended. Neither a Publisher nor a Router ever blocks, so nothing is lost by not waiting.
    if ('sendTimeout' in socket) socket.sendTimeout = 0;
    return bindSocket.call(this, socket, port);
  };
}
