/**
 * The work of `kubelab run`, without a terminal: `runNotebooks(options)` runs notebooks one after another, each in a fresh
 * kernel, and returns the result of each cell. `runReport(result)` is that result as plain data, for `--json`.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatError, formatPlace, isKubelabError, KubelabError } from '../errors.js';
import { kernelCommand } from '../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../kernel/make-snapshot.js';
import { type Notebook, type Output, readNotebook } from '../notebook/document.js';
import { executeNotebook, type NotebookEvent, type NotebookRun } from '../notebook/execute.js';
import { writeNotebook } from '../notebook/format.js';
import { startKernel } from '../notebook/start-kernel.js';
import { cellsOfTask } from './tasks.js';

/** The notebooks to run, and the settings. */
export interface RunNotebooksOptions {
  files: readonly string[];
  /** The one task of a notebook to run, with the cells that it needs, by the file as it is named. */
  tasks?: ReadonlyMap<string, string>;
  /** Runs the cells after one that failed, and the notebooks after one with such a cell. */
  keepGoing?: boolean;
  /** A kubeconfig that the notebooks' `connect()` is to use. */
  kubeconfig?: string;
  /** Where to write the notebook with its outputs; only for a single notebook. */
  save?: string;
  /** The longest that one cell may run; default 120 s. */
  timeoutMs?: number;
  /** The environment of the kernels; default that of this process. */
  env?: Record<string, string | undefined>;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

/** A step of a run: a notebook begins, something happens in it, it is over. `file` is as it was named. */
export type RunEvent =
  | { type: 'notebook-started'; file: string; notebook: Notebook }
  | (NotebookEvent & { file: string })
  | { type: 'notebook-finished'; file: string; run: NotebookRun };

/** The runs of the notebooks that were begun. `failed`: a cell of one did not pass; `no-kernel`: no kernel started. */
export interface RunResult {
  status: NotebookRun['status'];
  /** With `no-kernel`: the error of the kernel's start. */
  error?: unknown;
  notebooks: { file: string; run: NotebookRun }[];
}

/**
 * Runs the notebooks. All are read before the first is run. Throws NOTEBOOK_INVALID, FILE_MISSING, FILE_UNREADABLE or
 * ARGUMENT_INVALID for its options; once it runs it resolves, also when a kernel cannot be started, which ends the
 * run. The outputs are saved whatever happens.
 */
export async function runNotebooks(options: RunNotebooksOptions): Promise<RunResult> {
  const { files, tasks, keepGoing = false, save, signal, onEvent = () => {} } = options;
  if (files.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', 'no notebook was named', { hint: 'kubelab run NOTEBOOK.ipynb' });
  }
  if (save !== undefined) checkSave(save, files);
  const notebooks = files.map((file) => {
    const notebook = readNotebook(file);
    const task = tasks?.get(file);
    return { file, notebook, only: task === undefined ? undefined : cellsOfTask(notebook, task) };
  });
  const env = notebookEnvironment(options);
  await makeKernelSnapshot(env);
  const done: RunResult['notebooks'] = [];
  for (const { file, notebook, only } of notebooks) {
    if (signal?.aborted) break;
    onEvent({ type: 'notebook-started', file, notebook });
    const run = await runInFolder(notebook, dirname(resolve(file)), {
      ...options,
      env,
      only,
      onEvent: (event) => onEvent({ ...event, file }),
    });
    done.push({ file, run });
    if (save !== undefined) writeNotebook(save, run.notebook);
    onEvent({ type: 'notebook-finished', file, run });
    if (run.status === 'no-kernel' || (run.status !== 'ok' && !keepGoing)) break;
  }
  return { ...overall(done, signal), notebooks: done };
}

/** The status of several runs. */
export function overall(
  done: readonly { run: NotebookRun }[],
  signal: AbortSignal | undefined,
): Pick<RunResult, 'status' | 'error'> {
  const last = done.at(-1)?.run;
  if (last?.status === 'no-kernel') return { status: 'no-kernel', error: last.error };
  if (signal?.aborted) return { status: 'interrupted' };
  return { status: done.some(({ run }) => run.status !== 'ok') ? 'failed' : 'ok' };
}

/** Runs one notebook as one that lies in `folder`, with kubelab's kernel. */
export function runInFolder(
  notebook: Notebook,
  folder: string,
  options: {
    env: Record<string, string | undefined>;
    keepGoing?: boolean;
    only?: ReadonlySet<string> | undefined;
    timeoutMs?: number;
    signal?: AbortSignal;
    onEvent?: (event: NotebookEvent) => void;
  },
): Promise<NotebookRun> {
  const { env, signal, keepGoing, only, timeoutMs, onEvent } = options;
  return executeNotebook(notebook, {
    startKernel: async () => startKernel(kernelCommand({ folder, env }), signal ? { signal } : {}),
    ...(keepGoing === undefined ? {} : { keepGoing }),
    only,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal ? { signal } : {}),
    ...(onEvent ? { onEvent } : {}),
  });
}

/** The result as plain data: every cell's verdict, with its outputs as nbformat has them. */
export function runReport(result: RunResult): object {
  return {
    status: result.status,
    ...(result.error === undefined ? {} : { error: errorReport(result.error) }),
    notebooks: result.notebooks.map(({ file, run }) => ({
      file,
      status: run.status,
      ms: run.ms,
      cells: run.cells.map(({ index, ...cell }) => ({
        cell: index + 1,
        ...cell,
        outputs: cell.outputs satisfies Output[],
      })),
    })),
  };
}

/** An error as plain data. */
export function errorReport(error: unknown): object {
  if (!isKubelabError(error)) return { message: formatError(error) };
  const { code, message, hint, place } = error;
  return { code, message, hint, ...(place ? { place, at: formatPlace(place) } : {}) };
}

/** The kernels' environment: as given, with `KUBECONFIG` set to the file that was named. Throws FILE_MISSING. */
function notebookEnvironment({
  env = process.env,
  kubeconfig,
}: RunNotebooksOptions): Record<string, string | undefined> {
  if (kubeconfig === undefined) return env;
  const file = resolve(kubeconfig);
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new KubelabError('FILE_MISSING', 'there is no kubeconfig that can be read', {
      hint: 'check the name after --kubeconfig',
      place: { file },
      cause,
    });
  }
  return { ...env, KUBECONFIG: file };
}

/** Refuses a `save` that cannot be written, before an hour of running and not after it. */
function checkSave(save: string, files: readonly string[]): void {
  if (files.length > 1) {
    throw new KubelabError('ARGUMENT_INVALID', `one file cannot hold the outputs of ${files.length} notebooks`, {
      hint: 'run them one by one, each with its own --save FILE',
    });
  }
  const folder = dirname(resolve(save));
  try {
    accessSync(folder, constants.W_OK);
    if (statSync(save, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${save} is a folder`);
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the outputs cannot be saved: ${(cause as Error).message}`, {
      hint: 'name a file in a folder that you may write',
      place: { file: save },
      cause,
    });
  }
}
