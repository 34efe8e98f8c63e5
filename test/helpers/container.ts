/** A container of the simulated node with ways to run commands in it. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/cluster/clock.js';
import type { ContainerConfig } from '../../src/cluster/pod/container.js';
import { type ContainerInstance, createRuntime, type NodeRuntime } from '../../src/cluster/pod/runtime.js';

/** What a command left behind. */
export interface Ran {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A container that runs. */
export interface TestContainer {
  runtime: NodeRuntime;
  instance: ContainerInstance;
  run(argv: string[], stdin?: string): Promise<Ran>;
  /** The same with `sh -c`. */
  sh(script: string, stdin?: string): Promise<Ran>;
  /** What a script prints, its errors behind, and its exit code in brackets when that is not 0. */
  printed(script: string): Promise<string>;
}

/** Starts a container; an ubuntu that sleeps, unless `config` says otherwise. */
export async function testContainer(
  config: Partial<ContainerConfig> = {},
  server: { host: string; port: number } = { host: '127.0.0.1', port: 1 },
): Promise<TestContainer> {
  const runtime = createRuntime({ clock: systemClock, server: () => server, randomUUID });
  const sandbox = { namespace: 'default', name: 'my-bash', uid: 'u', hostname: 'my-bash', podIP: '10.244.0.3' };
  await runtime.start(sandbox, {
    name: 'c',
    image: 'ubuntu',
    command: ['sleep', 'infinity'],
    args: [],
    env: { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' },
    stdin: false,
    stdinOnce: false,
    tty: false,
    uid: 0,
    gid: 0,
    mounts: [],
    ...config,
  });
  const instance = runtime.find('u', 'c');
  if (!instance) throw new Error('the container was not started');
  const run: TestContainer['run'] = async (argv, stdin) => {
    let stdout = '';
    let stderr = '';
    const process = await instance.spawn(argv, {
      tty: false,
      stdin: stdin !== undefined,
      output: {
        stdout: (data) => {
          stdout += Buffer.from(data).toString();
        },
        stderr: (data) => {
          stderr += Buffer.from(data).toString();
        },
      },
    });
    if (stdin !== undefined) {
      process.write(Buffer.from(stdin));
      process.endInput();
    }
    return { exitCode: await process.exited, stdout, stderr };
  };
  const sh: TestContainer['sh'] = (script, stdin) => run(['sh', '-c', script], stdin);
  const printed = async (script: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await sh(script);
    return `${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]`}`;
  };
  return { runtime, instance, run, sh, printed };
}
