/**
 * The process that a kernelspec starts: tslab's TypeScript kernel, in this process, with five repairs. Late output goes
 * to the cell whose code made it, a burst of output is not dropped, kernel_info_reply tells how much work a cell has left
 * under way, a cell may begin with `await (…)`, and sockets are read only when they are bound. Called as `node launch.js CONNECTION_FILE [--parent-fd=N]`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { argv, chdir, cwd, exit, getActiveResourcesInfo, stderr } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { formatError } from '../errors.js';
import { awaitWhatWasParsedTwice, type TslabConverter, withWholeFirstParses } from './await-repair.js';
import { readWhenBound } from './bind-first.js';
import { kernelFolder } from './kernel-folder.js';
import { withLeanPrograms } from './lean-programs.js';
import { parsedTypeScript, withParsedFiles } from './parsed-files.js';
import type { TypeScript } from './typescript-for-tslab.js';

type WriteStream = (name: string, text: string) => void;
type Write = (buffer: Uint8Array | string, encoding?: BufferEncoding) => boolean;
type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** The part of tslab's `dist/jupyter.js` that is changed here; tslab ships no declaration of it that fits ESM. */
interface TslabJupyter {
  JupyterHandlerImpl: {
    prototype: {
      handleKernel: Method<object, [], object>;
      handleExecuteImpl: Method<object, [unknown, WriteStream, unknown], Promise<unknown>>;
      createWriteToIopub: Method<object, [string, WriteStream], Write>;
    };
  };
  ZmqServer: {
    prototype: {
      init: Method<object, [], Promise<void>>;
      bindSocket: Method<object, [object, unknown], Promise<void>>;
    };
  };
}

interface TslabMain {
  startKernel(options: { configPath: string; enableFindLocal: boolean }): void;
}

/** How many messages may wait for a slow reader; ZeroMQ's own limit of 1000 loses lines of a cell that prints a lot. */
const MESSAGES_WAITING = 100_000;

/** Kinds of libuv work that call back into the cell's code, so that a fault may still come. */
const UNDER_WAY = /^(Timeout|Immediate)$|Req|ConnectWrap$/;

/**
 * How much of a function runs before V8 thinks of optimising it; 15 times its own. Most of what a kernel does, it does a few
 * times: optimising that costs a fifth of the work of a notebook, and long loops are still found.
 */
const INTERRUPT_BUDGET = 1_000_000;

function attributeLateOutput({ JupyterHandlerImpl }: TslabJupyter): void {
  const handler = JupyterHandlerImpl.prototype;
  const { handleExecuteImpl, createWriteToIopub } = handler;
  const cell = new AsyncLocalStorage<WriteStream>();
  handler.handleExecuteImpl = function (request, writeStream, writeDisplayData) {
    return cell.run(writeStream, () => handleExecuteImpl.call(this, request, writeStream, writeDisplayData));
  };
  // tslab points process.stdout at the cell that runs now; a timer or promise of an earlier cell carries its own.
  handler.createWriteToIopub = function (name, running) {
    return (buffer, encoding) => createWriteToIopub.call(this, name, cell.getStore() ?? running)(buffer, encoding);
  };
}

function tellWorkUnderWay({ JupyterHandlerImpl }: TslabJupyter): void {
  const handler = JupyterHandlerImpl.prototype;
  const { handleKernel } = handler;
  handler.handleKernel = function () {
    const underWay = getActiveResourcesInfo().filter((kind) => UNDER_WAY.test(kind)).length;
    return { ...handleKernel.call(this), work_under_way: underWay };
  };
}

function keepBursts({ ZmqServer }: TslabJupyter): void {
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

/** Ends this process when the one that started it is gone: by the pipe it holds, else (Jupyter) by its process id. */
function watchParent(parentFd: number | undefined, connectionFile: string): void {
  if (parentFd === undefined && process.env.JPY_PARENT_PID !== String(process.ppid)) return;
  const worker = new Worker(new URL('./parent-watch.js', import.meta.url), {
    workerData: { parentFd, parentPid: process.ppid, pid: process.pid, connectionFile },
  });
  worker.unref();
}

function main(): void {
  const connectionFile = argv[2];
  const parentFd = argv.find((arg) => arg.startsWith('--parent-fd='))?.split('=')[1];
  if (!connectionFile || !existsSync(connectionFile)) {
    stderr.write(
      'usage: launch.js CONNECTION_FILE [--parent-fd=N]; the file is written by the program that starts me\n',
    );
    exit(2);
  }
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  watchParent(parentFd === undefined ? undefined : Number(parentFd), connectionFile);
  const folder = kernelFolder(cwd());
  if (folder !== cwd()) {
    stderr.write(`kubelab: ${cwd()} cannot import kubelab, so the kernel works in ${folder}\n`);
    chdir(folder);
  }
  const require = createRequire(import.meta.url);
  const file = require.resolve('@tslab/typescript-for-tslab');
  const { typescript, files } = parsedTypeScript() ?? { typescript: require(file) as TypeScript, files: new Map() };
  const module = Object.assign(new Module(file), { loaded: true });
  module.exports = withParsedFiles(withWholeFirstParses(withLeanPrograms(typescript)), files);
  require.cache[file] = module;
  awaitWhatWasParsedTwice(require('tslab/dist/converter.js') as TslabConverter);
  const jupyter = require('tslab/dist/jupyter.js') as TslabJupyter;
  attributeLateOutput(jupyter);
  tellWorkUnderWay(jupyter);
  keepBursts(jupyter);
  readWhenBound(jupyter.ZmqServer, (require('zeromq') as typeof import('zeromq')).Socket);
  const { startKernel } = require('tslab/dist/main.js') as TslabMain;
  startKernel({ configPath: connectionFile, enableFindLocal: false });
}

try {
  main();
} catch (error) {
  stderr.write(`${formatError(error)}\n`);
  exit(3);
}
