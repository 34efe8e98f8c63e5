/**
 * The one folder that kubelab writes on a machine, and the names of the files in it. `KUBELAB_HOME` moves it; without
 * that it is `.kubelab` in the home folder. Nothing is created here: each writer makes its folder.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { afterFailedWrite, KubelabError } from './errors.js';
import { variableAssignment } from './shell.js';

/** Paths of all that kubelab keeps, under one root. */
export interface Home {
  root: string;
  /** The record of the running practice cluster ({@link RunningCluster}, JSON, mode 0600). */
  running: string;
  /** The claim of the process that starts a practice cluster here. */
  starting: string;
  /** The admin kubeconfig of the practice cluster that `start` runs. */
  kubeconfig: string;
  /** Folder of the practice cluster's state and its audit log. */
  data: string;
  /** A folder for `JUPYTER_PATH`; the kernelspec is in `kernels/tslab` below it. */
  jupyter: string;
  /** Where each reader stands in each lesson (JSON). */
  progress: string;
  /** The solved tasks, with time and runner (a line of JSON for each). */
  solved: string;
  /** The learner's copy of the lessons, where no other folder was chosen. */
  lessons: string;
  /** The path of the folder that was chosen for the copy (`start --folder`). */
  lessonsFolder: string;
  /** The learner's copies of other courses, each in a folder of its own. */
  courses: string;
  /** The process that serves the lessons as a page (JSON). */
  page: string;
  /** The lines that were typed at the prompt (mode 0600). */
  promptHistory: string;
  /** Log of the practice cluster when it runs in the background. */
  log: string;
  /** Data that kubelab makes again when they are gone. */
  cache: string;
  /** The key of pseudonyms and of the seals of records (hex, mode 0600). */
  machineKey: string;
}

/** The record of `cluster up`, so that `connect()` and other commands find it. */
export interface RunningCluster {
  version: 1;
  pid: number;
  server: string;
  kubeconfig: string;
  auditLog: string;
  /** The file of its audit policy, when it was given one. */
  auditPolicy?: string;
  dataDir: string | null;
  startedAt: string;
  /** After how many minutes without a connection it ends by itself; undefined for one that goes on. */
  idleMinutes?: number;
  /** True when no terminal holds it: `start` and `cluster up --detach` start it so. */
  background?: boolean;
}

/** The user's home folder; undefined where HOME is not set and the system has no entry for the user, as in some containers. */
export function homeFolder(env: Record<string, string | undefined> = process.env): string | undefined {
  try {
    return env.HOME || (process.env.HOME === '' ? userInfo().homedir : homedir());
  } catch {
    return undefined;
  }
}

/** The kubeconfig that a client takes where KUBECONFIG names none: in the home folder, or in `/` for a user without one. */
export function usualKubeconfig(folder: string | undefined): string {
  return join(folder ?? '/', '.kube', 'config');
}

/** The paths for this environment (`KUBELAB_HOME`, else `~/.kubelab`). Throws ENVIRONMENT where there is neither. */
export function kubelabHome(env: Record<string, string | undefined> = process.env): Home {
  const root = env.KUBELAB_HOME ? resolve(env.KUBELAB_HOME) : join(neededHomeFolder(env), '.kubelab');
  return {
    root,
    running: join(root, 'running.json'),
    starting: join(root, 'starting'),
    kubeconfig: join(root, 'kubeconfig'),
    data: join(root, 'data'),
    jupyter: join(root, 'jupyter'),
    progress: join(root, 'progress.json'),
    solved: join(root, 'solved.jsonl'),
    lessons: join(root, 'lessons'),
    lessonsFolder: join(root, 'lessons-folder'),
    courses: join(root, 'courses'),
    page: join(root, 'page.json'),
    promptHistory: join(root, 'prompt-history'),
    log: join(root, 'cluster.log'),
    cache: join(root, 'cache'),
    machineKey: join(root, 'anonymous.key'),
  };
}

function neededHomeFolder(env: Record<string, string | undefined>): string {
  const folder = homeFolder(env);
  if (folder !== undefined) return folder;
  const message = 'This user has no home folder: HOME is not set, and the system has no entry for the user.';
  throw new KubelabError('ENVIRONMENT', message, {
    hint: `name a folder that you can write to: ${variableAssignment('HOME', 'FOLDER')}`,
  });
}

/**
 * The record of the running practice cluster, and whether a process of its id exists; undefined without one, and for one
 * that cannot be acted upon.
 */
export function readRunning(home: Home): { record: RunningCluster; alive: boolean } | undefined {
  let record: RunningCluster;
  try {
    record = JSON.parse(readFileSync(home.running, 'utf8')) as RunningCluster;
  } catch {
    return undefined;
  }
  return isUsable(record) ? { record, alive: processExists(record.pid) } : undefined;
}

/** The parts that are acted upon are checked: a signal to process 0 or -1 would reach everybody. */
function isUsable(record: Partial<RunningCluster> | null): boolean {
  return (
    record?.version === 1 &&
    Number.isInteger(record.pid) &&
    Number(record.pid) > 1 &&
    typeof record.server === 'string' &&
    URL.canParse(record.server) &&
    new URL(record.server).protocol === 'https:' &&
    typeof record.kubeconfig === 'string'
  );
}

/** The error for one of kubelab's files or folders, `file`, that cannot be written. */
export function unwritable(file: string, cause: unknown): KubelabError {
  return new KubelabError('FILE_UNREADABLE', `kubelab cannot write to its folder: ${(cause as Error).message}`, {
    hint: afterFailedWrite(String(cause), 'make the folder writable, or set KUBELAB_HOME to one that is'),
    place: { file },
    cause,
  });
}

/** Removes one of kubelab's files or folders, whole, if it is there; rejects with FILE_UNREADABLE where that is not allowed. */
export async function removeOwn(path: string): Promise<void> {
  try {
    // not rmSync: on Node.js 24 its error has no code on a read-only file system
    await rm(path, { recursive: true, force: true });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/**
 * True when a process of that id runs, of any owner. A zombie does not run: it has ended, and its parent has not asked how. In a
 * container whose first process never asks, a cluster that was killed stays one.
 */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // the fields stand behind the name, which may hold any character: the state first, the number of threads as the 18th
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // with threads that have still to end it holds its files and ports
    return fields[0] === 'Z' && Number(fields[17]) <= 1;
  } catch {
    return false; // not Linux, or not to be seen
  }
}
