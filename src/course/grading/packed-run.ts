/**
 * The result of a run on another machine, as it travels. The grader trusts no byte of it: it takes no more than so many, and a work
 * process unpacks them (`learner-work.ts`), which has limits of its own.
 */
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { tooDeepInJson } from '../../json-depth.js';
import type { SubmissionRun } from './run-submission.js';

/** A run that was not unpacked yet. */
export interface PackedRun {
  status: 'packed';
  bytes: Uint8Array;
  /** The grader's own warnings about the run. */
  warnings: string[];
}

/** A run, when it began, and how long it took. */
export interface TimedRun extends SubmissionRun {
  took: { started: string; ms: number };
}

const packBytes = promisify(gzip);
const MB = 1024 * 1024;
/** Bytes of one run; a run of a lesson has some ten thousand. */
export const MOST_PACKED: number = 32 * MB;
const MOST_UNPACKED = 400 * MB;
/** Objects of the cluster are nested some 200 deep at most; a cell's outputs are not held to that. */
const DEEPEST = 10_000;
/** The reason for refusing a run that is nested too deeply to be read. */
export const TOO_DEEP = 'it is nested too deeply';
/** Sentences that come along, and the characters of each. */
const MOST_WARNINGS = 100;
const MOST_CHARACTERS = 1000;

/** The run as JSON and gzip; in words, why it cannot be sent. */
export async function packRun(run: TimedRun): Promise<Buffer | string> {
  const bytes = await packBytes(JSON.stringify(run));
  if (bytes.length <= MOST_PACKED) return bytes;
  return `what its server saw has ${Math.round(bytes.length / MB)} MB; at most ${MOST_PACKED / MB} come back over a queue`;
}

/** The run in the bytes; in words, why there is none. The contents of its lists are not checked. */
export function unpackRun(bytes: Uint8Array): TimedRun | string {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
    if (tooDeepInJson(text, DEEPEST) !== undefined) return TOO_DEEP;
    const run: unknown = JSON.parse(text.toString());
    return isRun(run) ? run : 'it is not what a run leaves';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      return `it unpacks to more than ${MOST_UNPACKED / MB} MB`;
    // the words of a parser quote what it read
    return error instanceof SyntaxError ? 'it is not JSON' : `it cannot be unpacked: ${(error as Error).message}`;
  }
}

function isRun(value: unknown): value is TimedRun {
  if (!isObject(value) || !isObject(value.evidence) || !isObject(value.took)) return false;
  const { status, reason, stopped, memory, run, warnings, evidence, took } = value;
  const { audit, objects, before, cells, source } = evidence;
  return (
    (status === 'ran' || status === 'not gradable') &&
    [reason, stopped].every((text) => text === undefined || isSentence(text)) &&
    (memory === undefined || typeof memory === 'number') &&
    (run === undefined || (isObject(run) && isObject(run.notebook) && Array.isArray(run.cells))) &&
    Array.isArray(warnings) &&
    warnings.length <= MOST_WARNINGS &&
    warnings.every(isSentence) &&
    [audit, objects, before, cells].every((list) => Array.isArray(list) && list.every(isObject)) &&
    (source === 'server' || source === 'client') &&
    isSentence(took.started) &&
    typeof took.ms === 'number'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSentence(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MOST_CHARACTERS;
}
