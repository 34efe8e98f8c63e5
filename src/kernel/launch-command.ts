/** The command that starts a kernel's process, from a snapshot or without one. */
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { type Environment, type Snapshot, snapshotEnvironment, snapshotWords } from './snapshot.js';

/** A command for `startKernel`; `{connection_file}` in `argv` stands for the file its client writes. */
export interface LaunchCommand {
  argv: string[];
  cwd: string;
  env: Environment;
}

/** The words up to the connection file, with `options` for Node. */
export function launchWords(options: readonly string[] = []): string[] {
  return [process.execPath, ...options, join(packageRoot(), 'dist', 'kernel', 'launch.js')];
}

/**
 * The whole command. The kernel's third descriptor is watched: it ends when the pipe there closes; not with `watched: false`,
 * for a caller that sees to its end in another way.
 */
export function launchCommand(options: {
  cwd: string;
  env: Environment;
  snapshot?: Snapshot;
  watched?: boolean;
}): LaunchCommand {
  const { cwd, env, snapshot, watched = true } = options;
  return {
    argv: [
      ...launchWords(snapshot && snapshotWords(snapshot, cwd)),
      '{connection_file}',
      ...(watched ? ['--parent-fd=3', '--own-folder'] : []),
    ],
    cwd,
    env: snapshot === undefined ? env : { ...snapshotEnvironment, ...env },
  };
}
