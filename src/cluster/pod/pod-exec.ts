/** pods/exec and pods/attach over WebSocket: a process, or the container's own command, on the channels of a client. */
import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { badRequest, internalError } from '../../kube/status.js';
import type { ApiRequest, ApiResponse, Handler } from '../chain/handler.js';
import { channel, chooseSubprotocol, decodeFrame, decodeResize, encodeFrame, exitStatus } from './channels.js';
import { commandRequired } from './pod-log.js';
import { isSet, podOfRequest, type ReadPod } from './pod-request.js';
import type { Process } from './process.js';
import type { ContainerInstance, NodeRuntime } from './runtime.js';
import type { ShellOutput } from './shell.js';

interface Streams {
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

/** The client's side of a session. */
interface Session {
  socket: WebSocket;
  output: ShellOutput;
  /** Sends the Status of the end and closes. */
  end(status: object): void;
}

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  handleProtocols: (offered) => chooseSubprotocol(offered) ?? false,
});

/**
 * How long the first message is held. kubectl 1.32 reads messages while it still makes its streams, and throws away what comes for one
 * that it does not have yet (`Unknown stream id 1, discarding message`). A real container takes about this long to start a command.
 */
const FIRST_AFTER_MS = 50;

/**
 * Sends each message, and the close behind the last, when the one before is written: so each has a TLS record of its own.
 * Of two in one record, a client that polls its socket (as Python's does) sees the second only when a third comes.
 */
function oneByOne(socket: WebSocket): { send(message: Buffer): void; close(): void } {
  const waiting: Buffer[] = [];
  let isWriting = true;
  let isClosing = false;
  const next = (): void => {
    const message = waiting.shift();
    isWriting = message !== undefined && socket.readyState === socket.OPEN;
    if (isWriting && message) socket.send(message, next);
    else if (isClosing) socket.close(1000);
  };
  setTimeout(next, FIRST_AFTER_MS);
  return {
    send: (message) => {
      waiting.push(message);
      if (!isWriting) next();
    },
    close: () => {
      isClosing = true;
      if (!isWriting) next();
    },
  };
}

/** Answers the upgrade; resolves with the session when the handshake is done. */
function accept(request: ApiRequest, streams: Streams): Promise<Session> {
  const { upgrade, headers, method, url } = request;
  return new Promise((resolve, reject) => {
    if (!upgrade) {
      reject(badRequest('Upgrade request required'));
      return;
    }
    upgrade.socket.once('close', () => reject(new Error('the client has gone')));
    // of a request, ws reads these three only
    const message = { headers, method, url } as unknown as IncomingMessage;
    server.handleUpgrade(message, upgrade.socket, upgrade.head, (socket) => {
      const messages = oneByOne(socket);
      const send = (to: number, data: Uint8Array | string): void => messages.send(encodeFrame(to, data));
      socket.on('error', () => socket.terminate());
      // an empty message tells the client that the streams stand, before any output
      send(streams.stdout ? channel.stdout : streams.stderr ? channel.stderr : channel.error, '');
      resolve({
        socket,
        output: {
          stdout: (data) => streams.stdout && send(channel.stdout, data),
          stderr: (data) => streams.stderr && send(streams.tty ? channel.stdout : channel.stderr, data),
        },
        end: (status) => {
          send(channel.error, JSON.stringify(status));
          messages.close();
        },
      });
    });
  });
}

/** Leads the client's messages to the process; `onGone` is called when the connection is over. */
function connect({ socket }: Session, streams: Streams, process: Process, onGone: () => void): Promise<void> {
  socket.on('message', (message: Buffer) => {
    const frame = decodeFrame(message);
    if (!frame) return;
    if (frame.from === channel.stdin && streams.stdin && frame.data.length) process.write(frame.data);
    const size = frame.from === channel.resize ? decodeResize(frame.data) : undefined;
    if (size) process.resize(size);
    // v5: the client says that a stream is over
    if (frame.from === channel.close && frame.data[0] === channel.stdin) process.endInput();
  });
  return new Promise((resolve) => {
    socket.once('close', () => {
      onGone();
      resolve();
    });
  });
}

function streamsOf(query: URLSearchParams): Streams {
  const tty = isSet(query, 'tty');
  const streams = { stdin: isSet(query, 'stdin'), stdout: isSet(query, 'stdout'), stderr: isSet(query, 'stderr'), tty };
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  return streams;
}

function checkUpgrade(request: ApiRequest): void {
  const isWebSocket = String(request.headers.upgrade ?? '').toLowerCase() === 'websocket';
  if (request.upgrade && isWebSocket) return;
  throw badRequest(
    request.headers.upgrade
      ? `unable to upgrade: unsupported upgrade type ${JSON.stringify(request.headers.upgrade)}, this server speaks WebSocket`
      : 'Upgrade request required',
  );
}

function runningContainer(request: ApiRequest, readPod: ReadPod, runtime: NodeRuntime): ContainerInstance {
  const { pod, container } = podOfRequest(request, readPod);
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const instance = runtime.find(pod.metadata.uid ?? '', container.name);
  if (!instance?.running)
    throw internalError(`unable to upgrade connection: container not found (${JSON.stringify(container.name)})`);
  return instance;
}

const switched: Pick<ApiResponse, 'status' | 'headers'> = { status: 101, headers: {} };

/** The handler of pods/exec: runs a command in the container. */
export function podExecHandler(readPod: ReadPod, runtime: NodeRuntime): Handler {
  return async (request) => {
    const instance = runningContainer(request, readPod, runtime);
    const argv = request.query.getAll('command');
    const [program] = argv;
    if (!program) throw commandRequired();
    const streams = streamsOf(request.query);
    checkUpgrade(request);
    // the shell is loaded before the upgrade, while a fault can still be an answer
    const isThere = await instance.has(program);
    const session = await accept(request, streams);
    if (!isThere) {
      const why = program.includes('/')
        ? `stat ${program}: no such file or directory`
        : 'executable file not found in $PATH';
      const { status } = internalError(
        `error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(program)}: ${why}`,
      );
      session.end(status);
      return { ...switched, upgraded: new Promise((resolve) => session.socket.once('close', () => resolve())) };
    }
    const process = await instance.spawn(argv, { tty: streams.tty, stdin: streams.stdin, output: session.output });
    void process.exited.then((code) => session.end(exitStatus(code)));
    return { ...switched, upgraded: connect(session, streams, process, () => process.kill(129)) };
  };
}

/** The handler of pods/attach: the channels of the container's own command. */
export function podAttachHandler(readPod: ReadPod, runtime: NodeRuntime): Handler {
  return async (request) => {
    const instance = runningContainer(request, readPod, runtime);
    const streams = streamsOf(request.query);
    checkUpgrade(request);
    const { config, listeners } = instance;
    const session = await accept(request, { ...streams, tty: config.tty });
    const listen = (stream: 'stdout' | 'stderr', data: Uint8Array): void => session.output[stream](data);
    // a prompt that nobody has answered is shown again, as the terminal it stands on would show it
    if (config.tty && instance.openLine()) listen('stdout', Buffer.from(instance.openLine()));
    listeners.add(listen);
    void instance.exited.then(() => {
      // let what was printed last go out before the end, which is a success whatever the container's exit code
      setImmediate(() => session.end(exitStatus(0)));
    });
    const own = instance.process;
    const wantsInput = streams.stdin && config.stdin;
    const silent: Process = {
      write: () => {},
      endInput: () => {},
      resize: (size) => own?.resize(size),
      kill: () => {},
      exited: Promise.resolve(0),
    };
    const process = wantsInput && own ? own : silent;
    const upgraded = connect(session, { ...streams, stdin: wantsInput }, process, () => {
      listeners.delete(listen);
      if (wantsInput && config.stdinOnce) process.endInput();
    });
    return { ...switched, upgraded };
  };
}
