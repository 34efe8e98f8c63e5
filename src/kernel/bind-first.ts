/**
 * tslab reads its sockets while they are being bound. When a client's first message comes in that moment, zeromq.js throws
 * EBUSY out of the loop that reads, and the kernel never hears anything again: on a busy machine a few starts in a hundred.
 */

/** The part of tslab's `ZmqServer` that matters here: `init` starts the loops and resolves when all sockets are bound. */
interface Server {
  prototype: { init(this: object): Promise<void> };
}

/** The part of zeromq's `Socket` that the loops use; its declaration leaves it to the kinds of sockets that can be read. */
interface Readable {
  [Symbol.asyncIterator](this: object): { next(): Promise<IteratorResult<unknown>> };
}

/** Lets loops over sockets begin to read only when `init` has bound them all; earlier messages wait in ZeroMQ. */
export function readWhenBound(server: Server, socket: { prototype: object }): void {
  const { init } = server.prototype;
  const readable = socket.prototype as Readable; // zeromq gives it to all sockets
  const iterate = readable[Symbol.asyncIterator];
  let bound: Promise<void> = Promise.resolve();
  server.prototype.init = function () {
    bound = init.call(this);
    return bound;
  };
  readable[Symbol.asyncIterator] = function () {
    const messages = iterate.call(this);
    let begun: Promise<void> | undefined;
    return {
      next: async () => {
        // tslab asks for the first message while `init` runs, so that its promise is known only after that turn
        begun ??= Promise.resolve().then(() => bound);
        await begun;
        return messages.next();
      },
    };
  };
}
