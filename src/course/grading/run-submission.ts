/**
 * Running one submission: `runSubmission({ file, release, … })` gives its cells' results and the {@link Evidence} that it is
 * judged by. Whatever the submission does, the promise resolves, and all its processes have ended then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatError, isKubelabError } from '../../errors.js';
import type { AskedKinds } from '../../grader/asked-kinds.js';
import type { CellEvidence, Evidence } from '../../grader/evidence.js';
import type { KubeObject } from '../../kube/object.js';
import type { Notebook, Output } from '../../notebook/document.js';
import { type CellRun, executeNotebook, type NotebookEvent, type NotebookRun } from '../../notebook/execute.js';
import { type AuditMoment, auditMoment, auditSince } from './audit-tail.js';
import { OUTPUT_SHOWN } from './evidence-file.js';
import { type IsOthers, othersOnCluster, othersOnPractice } from './learner-events.js';
import { prepareSlot, type Slot, type SlotOptions } from './slot.js';
import type { WorkProcesses } from './work-processes.js';

/** The notebook to read. */
export interface HandedInNotebook {
  /** The learner's notebook. */
  file: string;
  /** The notebook that was handed out, which locked cells are restored from. */
  release: Notebook;
  /** The work processes that read the notebook. */
  work: WorkProcesses;
  signal?: AbortSignal;
}

/** How to run a notebook. */
export interface RunNotebookOptions extends SlotOptions {
  /** A slot that was prepared with these options; a new one is prepared without it. The slot is closed in any case. */
  slot?: Slot | Promise<Slot>;
  /** The kinds whose objects are evidence; all without it. */
  asked?: AskedKinds;
  /** The longest that one cell may run, in milliseconds; 60 s without it. */
  timeoutCellMs?: number;
  /** Ends the run; the submission is then not gradable. */
  signal?: AbortSignal;
  onEvent?: (event: NotebookEvent) => void;
}

/** The submission to run, and the options of its run. */
export interface RunSubmissionOptions extends RunNotebookOptions, Omit<HandedInNotebook, 'signal'> {}

/** The result of running a submission. */
export interface SubmissionRun {
  status: 'ran' | 'not gradable';
  /** Why it is not gradable, as a sentence without a full stop. */
  reason?: string;
  /** Why the run was ended before its last cell; requests until then count. */
  stopped?: string;
  /** The cells' results and the notebook with outputs; undefined when it was not run. */
  run?: NotebookRun;
  evidence: Evidence;
  /** Warnings for the teacher, as about what was not contained on this machine, a sentence each. */
  warnings: string[];
  /** Bytes of memory at the end of the run, of cluster and learner together (proportional set size); Linux. */
  memory?: number;
}

const TIMEOUT_CELL_MS = 60_000;
/** Characters of a cell's output that are kept in the notebook. */
const OUTPUT_KEPT = 256 * 1024;
/** Bytes of a real cluster's log that are read of the time before the run. */
const EARLIER_BYTES = 16 * 1024 * 1024;

/** How long a cluster that no longer answers has to end. */
const ENDING_MS = 3000;

/** The reason for a submission that a signal ended. */
export const INTERRUPTED = 'grading was interrupted';

const noEvidence: Evidence = { audit: [], objects: [], before: [], source: 'server', cells: [] };

/** Runs the submission. Never rejects for faults of a learner; rejects only with ENVIRONMENT and the like of its options. */
export async function runSubmission(options: RunSubmissionOptions): Promise<SubmissionRun> {
  const read = await readNotebookToRun(options);
  if (!('notebook' in read)) {
    await discard(options.slot);
    return read;
  }
  const ran = await runNotebook(read.notebook, options);
  return { ...ran, warnings: [...read.notes, ...ran.warnings] };
}

/** The notebook to run, with notes for the teacher; else a run that says why there is none. Never rejects. */
export async function readNotebookToRun({
  file,
  release,
  work,
  signal,
}: HandedInNotebook): Promise<{ notebook: Notebook; notes: string[] } | SubmissionRun> {
  try {
    const { notebook, note } = await work.do('read', { file, release });
    return { notebook, notes: note === undefined ? [] : [note] };
  } catch (error) {
    return notGradable(signal?.aborted ? INTERRUPTED : firstLine(formatError(error)));
  }
}

/** A submission that came to no evidence, for this reason. */
export function notGradable(reason: string): SubmissionRun {
  return { status: 'not gradable', reason, evidence: noEvidence, warnings: [] };
}

/** Runs a notebook that was read. Rejects as {@link runSubmission}. */
export async function runNotebook(notebook: Notebook, options: RunNotebookOptions): Promise<SubmissionRun> {
  const slot = await (options.slot ?? prepareSlot(options));
  try {
    return await runIn(slot, notebook, options);
  } catch (error) {
    const reason = (await endOfCluster(slot, error)) ?? firstLine(formatError(error));
    return { ...notGradable(reason), warnings: slot.sandbox.warnings };
  } finally {
    await slot.close();
  }
}

async function runIn(slot: Slot, notebook: Notebook, options: RunNotebookOptions): Promise<SubmissionRun> {
  const { timeoutCellMs = TIMEOUT_CELL_MS, asked = 'all', signal: cancelled, onEvent } = options;
  const { client, cluster, sandbox } = slot;
  const before = await client.objects(asked);
  const start = auditMoment(cluster.auditLog);
  const isOthers = cluster.practice ? othersOnPractice : othersOnCluster(await earlierEvents(start));

  const timeout = AbortSignal.timeout(slot.timeoutMs);
  const signal = AbortSignal.any([timeout, slot.over, ...(cancelled ? [cancelled] : [])]);
  let memory = 0;
  const run = await executeNotebook(notebook, {
    startKernel: () => slot.kernel(signal),
    keepGoing: true,
    killAtEnd: true,
    timeoutMs: timeoutCellMs,
    maxOutputSize: OUTPUT_KEPT,
    signal,
    onEvent: (event) => {
      if (event.type === 'cell-finished' && event.number === event.total) memory = slot.memory();
      onEvent?.(event);
    },
  });
  const stopped = timeout.aborted
    ? `it ran longer than ${slot.timeoutMs / 1000} s`
    : slot.over.aborted
      ? (slot.over.reason as Error).message // the slot aborts with an Error
      : run.status === 'no-kernel'
        ? firstLine(formatError(run.error))
        : undefined;
  const result = { run, ...(stopped ? { stopped } : {}), ...(memory ? { memory } : {}) };
  const cells = run.cells.map(cellEvidence);
  const cancelledReason = cancelled?.aborted ? INTERRUPTED : undefined;
  const gathered = cancelledReason ?? (await gather(slot, start, isOthers, asked));
  if (typeof gathered === 'string') {
    return {
      status: 'not gradable',
      reason: gathered,
      ...result,
      evidence: { ...noEvidence, before, cells },
      warnings: sandbox.warnings,
    };
  }
  const evidence: Evidence = { ...gathered.evidence, before, source: 'server', cells };
  return { status: 'ran', ...result, evidence, warnings: [...sandbox.warnings, ...gathered.warnings] };
}

interface Gathered {
  evidence: { audit: Evidence['audit']; objects: KubeObject[] };
  warnings: string[];
}

/** The server's audit events and objects; in words, why they cannot be had. */
async function gather(
  slot: Slot,
  start: AuditMoment,
  isOthers: IsOthers,
  asked: AskedKinds,
): Promise<Gathered | string> {
  const { client, cluster } = slot;
  try {
    const mark = await client.mark();
    const objects = await client.settledObjects(asked);
    const { events, complete } = await auditSince(start, mark);
    const audit = events.filter((event) => !client.isOwn(event.auditID) && !isOthers(event));
    const slowed = cluster.slowed
      ? ['It sent more requests than a lesson needs, and they were answered slowly from then on; all of them count.']
      : [];
    const warnings = complete
      ? slowed
      : [`The audit log does not show the end of the run; ${audit.length} of its requests were found.`];
    if (!complete && cluster.practice) return 'more requests came in than can be judged';
    return { evidence: { audit, objects }, warnings };
  } catch (error) {
    return (await endOfCluster(slot, error)) ?? `its cluster no longer answers: ${firstLine(formatError(error))}`;
  }
}

/** That the practice cluster ended by itself, and why, when this is behind the error; undefined otherwise. */
async function endOfCluster({ cluster, over }: Slot, error: unknown): Promise<string | undefined> {
  const isUnanswered = isKubelabError(error) && error.code === 'CLUSTER_NOT_RUNNING';
  // its connections break before the end of its process is seen
  if (isUnanswered && cluster.practice) await sleep(ENDING_MS, undefined, { signal: over }).catch(() => {});
  return cluster.fault === undefined ? undefined : `its cluster ended: ${cluster.fault}`;
}

async function earlierEvents(start: AuditMoment): Promise<Evidence['audit']> {
  const from = { ...start, offset: Math.max(0, start.offset - EARLIER_BYTES) };
  return (await auditSince(from, undefined)).events;
}

async function discard(slot: RunNotebookOptions['slot']): Promise<void> {
  await (await Promise.resolve(slot).catch(() => undefined))?.close();
}

function cellEvidence({ id, status, passed, outputs }: CellRun): CellEvidence {
  return {
    id,
    outcome: status === 'not-run' ? 'not run' : passed ? 'passed' : 'failed',
    text: outputs.map(textOf).join('').slice(0, OUTPUT_SHOWN),
  };
}

function textOf(output: Output): string {
  switch (output.output_type) {
    case 'stream':
      return output.text;
    case 'error':
      return `${output.ename}: ${output.evalue}\n`;
    default:
      return typeof output.data['text/plain'] === 'string' ? `${output.data['text/plain']}\n` : '';
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
