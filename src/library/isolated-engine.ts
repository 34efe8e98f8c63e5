/** The cluster in a child process (`host.ts`), which is asked over its IPC channel and ends when that closes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type ErrorCode, KubelabError, type Place } from '../errors.js';
import { packageRoot } from '../package-root.js';
import type { Engine, EngineCalls, EngineFacts, EngineOptions } from './engine.js';

/** A call to the child process. */
export type HostRequest = { id: number } & (
  | { call: 'start'; args: [Pick<EngineOptions, 'port' | 'hasNode' | 'keepsAudit'>] }
  | { call: keyof EngineCalls; args: unknown[] }
);

/** The child's answers, and its own reports. */
export type HostMessage =
  | { id: number; result: unknown }
  | { id: number; error: { message: string; code?: ErrorCode; hint?: string; place?: Place } }
  | { fault: string; where: string };

const MOST_OUTPUT = 4096;

/** Starts one and resolves when its controllers are done. Rejects with the error of its start, or CLUSTER_START_FAILED. */
export async function startIsolatedEngine({ onError, clock, ...options }: EngineOptions): Promise<Engine> {
  if (clock) {
    throw new KubelabError('ARGUMENT_INVALID', 'A cluster in a process of its own takes no clock.', {
      hint: 'Leave out isolated, or clock.',
    });
  }
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'library', 'host.js')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true, // Ctrl-C is for the tests, which stop it
  });
  const host = hostOf(child, onError);
  const facts = (await host.ask('start', [options]).catch(async (error: unknown) => {
    await host.stop();
    throw error;
  })) as EngineFacts; // of our own program
  const call =
    <Call extends keyof EngineCalls>(name: Call) =>
    (...args: Parameters<EngineCalls[Call]>) =>
      host.ask(name, args) as ReturnType<EngineCalls[Call]>;
  return {
    ...facts,
    certificateFor: call('certificateFor'),
    auditEvents: call('auditEvents'),
    markStart: call('markStart'),
    reset: call('reset'),
    pauseControllers: call('pauseControllers'),
    resumeControllers: call('resumeControllers'),
    stop: host.stop,
  };
}

interface Host {
  ask(call: HostRequest['call'], args: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

function hostOf(child: ChildProcess, onError: EngineOptions['onError']): Host {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  let output = '';
  let stopping = false;
  let died: KubelabError | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-MOST_OUTPUT);
  });
  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      resolve();
      if (died) return;
      const started = asked > 1;
      died = new KubelabError(
        started ? 'CLUSTER_NOT_RUNNING' : 'CLUSTER_START_FAILED',
        `The process of the practice cluster ${how}.${output ? `\n${output.trimEnd()}` : ''}`,
        {
          hint: started
            ? 'Start another one with startCluster().'
            : 'Start it in this process to see more: leave out isolated.',
        },
      );
      for (const { reject } of waiting.values()) reject(died);
      waiting.clear();
      if (started && !stopping) onError(died, 'process');
    };
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    // not 'close', which does not come after a `disconnect()` of this side
    child.once('exit', (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      if (!child.stderr || child.stderr.closed) end(how);
      else child.stderr.once('close', () => end(how));
    });
  });
  child.on('message', (message: HostMessage) => {
    if ('fault' in message) {
      onError(new Error(message.fault), message.where);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (!call) return;
    if ('result' in message) call.resolve(message.result);
    else {
      const { code, message: text, hint = '', place } = message.error;
      call.reject(code ? new KubelabError(code, text, { hint, ...(place ? { place } : {}) }) : new Error(text));
    }
  });
  return {
    ask: (call, args) =>
      new Promise((resolve, reject) => {
        if (died) return reject(died);
        const id = asked++;
        waiting.set(id, { resolve, reject });
        child.send({ id, call, args }, (error) => {
          // its end says more, and comes right after
          if (error) child.kill('SIGKILL');
        });
      }),
    stop: async () => {
      stopping = true;
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
