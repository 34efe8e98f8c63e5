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

/** A piece of text that TypeScript writes for people. */
export interface TextPart {
  text: string;
}

/** A tag of a comment, such as `@param`. */
export interface DocTag {
  name: string;
  text?: readonly TextPart[];
}

/** TypeScript's facts about a name. */
export interface QuickInfo {
  displayParts?: readonly TextPart[];
  documentation?: readonly TextPart[];
  tags?: readonly DocTag[];
}

/** Completions, the likeliest first; `original` is TypeScript's own answer. */
export interface Completions {
  start: number;
  end: number;
  candidates: string[];
  original?: { entries: readonly { name: string; sortText: string }[] };
}

/** tslab's writer of displays of the running cell; an update changes those with the same display_id. */
type WriteDisplay = (content: object, isUpdate: boolean) => void;

/** The runner of cells. */
export interface Executor {
  locals: Record<string, unknown>;
  interrupt(): void;
  /** The facts about a place in code, counted in UTF-16 units. */
  inspect(code: string, position: number): QuickInfo | undefined;
  /** The completions at such a place: each would replace the text from `start` to `end`. */
  complete(code: string, position: number): Completions;
}

/** `dist/executor.js`. */
export interface TslabExecutor {
  createExecutor(
    folder: string,
    converters: object,
    console: { log(value: unknown): void; error(...args: unknown[]): void },
  ): Executor;
}

/** The handler of requests. */
export interface Handler {
  execCount: number;
  executor: Executor;
  execQueue: { reset(delay?: number): void };
}

/** A place in code as the protocol has it, counted in code points. */
export interface CodePlace {
  code: string;
  cursor_pos: number;
}

/** A ZeroMQ socket that tslab has opened. */
export interface SendingSocket {
  send(frames: (Buffer | string)[]): Promise<void>;
}

/** The protocol's server. */
export interface Server {
  connInfo: { key: string };
  iopub: SendingSocket;
  handler: Handler;
}

/** `dist/jupyter.js`. */
export interface TslabJupyter {
  JupyterHandlerImpl: {
    new (executor: Executor, isJs: boolean): Handler;
    prototype: {
      handleKernel: Method<Handler, [], object>;
      handleExecute: Method<Handler, [unknown, WriteStream, WriteDisplay], Promise<object>>;
      handleExecuteImpl: Method<Handler, [unknown, WriteStream, WriteDisplay], Promise<{ count: number }>>;
      handleInspect: Method<Handler, [CodePlace], object>;
      handleShutdown: Method<Handler, [{ restart?: unknown }], object>;
      createWriteToIopub: Method<Handler, [string, WriteStream], Write>;
    };
  };
  ZmqServer: {
    new (handler: Handler, configPath: string): Server & { init(): Promise<void> };
    prototype: {
      init: Method<object, [], Promise<void>>;
      bindSocket: Method<Server, [object, unknown], Promise<void>>;
      /** Takes a message of the shell or the control channel. */
      handleShellMessage: Method<Server, [SendingSocket, ...Buffer[]], Promise<void>>;
      handleExecute: Method<Server, [unknown, Message], Promise<void>>;
      handleCommInfoRequest: Method<Server, [unknown, Message], void>;
      handleComplete: Method<Server, [unknown, Message], void | Promise<void>>;
    };
  };
}
