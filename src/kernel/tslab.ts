/** The part of tslab's published modules that the kernel is made of; tslab ships no declarations of them that fit ESM. */

/** tslab's writer of a stream of the running cell. */
export type WriteStream = (name: string, text: string) => void;

/** `process.stdout.write` and its like. */
export type Write = (buffer: Uint8Array | string, encoding?: BufferEncoding) => boolean;

type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** A message of Jupyter's protocol, as tslab reads it. */
export interface Message {
  header: { msg_type: string; date?: string };
  content: Record<string, unknown>;
  createReply(): Message;
  signAndSend(key: string, socket: unknown): void;
}

/** What runs cells. */
export interface Executor {
  locals: Record<string, unknown>;
  interrupt(): void;
}

/** `dist/executor.js`. */
export interface TslabExecutor {
  createExecutor(
    folder: string,
    converters: object,
    console: { log(value: unknown): void; error(...args: unknown[]): void },
  ): Executor;
}

/** What answers requests. */
export interface Handler {
  execCount: number;
  executor: Executor;
  execQueue: { reset(delay?: number): void };
}

/** What speaks the protocol. */
export interface Server {
  connInfo: { key: string };
  iopub: unknown;
}

/** `dist/jupyter.js`. */
export interface TslabJupyter {
  JupyterHandlerImpl: {
    new (executor: Executor, isJs: boolean): Handler;
    prototype: {
      handleKernel: Method<Handler, [], object>;
      handleExecute: Method<Handler, [unknown, WriteStream, unknown], Promise<object>>;
      handleExecuteImpl: Method<Handler, [unknown, WriteStream, unknown], Promise<{ count: number }>>;
      handleShutdown: Method<Handler, [{ restart?: unknown }], object>;
      createWriteToIopub: Method<Handler, [string, WriteStream], Write>;
    };
  };
  ZmqServer: {
    new (handler: Handler, configPath: string): Server & { init(): Promise<void> };
    prototype: {
      init: Method<object, [], Promise<void>>;
      bindSocket: Method<object, [object, unknown], Promise<void>>;
      handleExecute: Method<Server, [unknown, Message], Promise<void>>;
      handleCommInfoRequest: Method<Server, [unknown, Message], void>;
    };
  };
}
