/**
 * The record of each graded submission, in `log/` of the folder of results: its result, the content of its page, the hashes of
 * its inputs, and the facts that differ from run to run. `--resume` goes on from here.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import type { Verdict } from '../../grader/verdict.js';
import { redactText } from '../../redact-text.js';
import { atMost } from './at-most.js';
import type { EvidenceKey } from './evidence-file.js';
import type { FeedbackContent } from './feedback-content.js';
import { recordName } from './file-names.js';
import { isRecord } from './kept-shapes.js';
import { sealOf } from './machine-key.js';
import type { Result } from './results.js';
import type { TeacherContent } from './teacher-content.js';

/** The hashes of the inputs of a result; when one of them changes, the submission is graded again. */
export interface ContentKey {
  notebook: string;
  rubric: string;
  /** The lesson's notebook, from which locked cells are restored. */
  lesson: string;
  /** The version of kubelab. */
  kubelab: string;
}

/** The record of one submission. */
export interface SubmissionRecord {
  version: 2;
  learner: string;
  exercise: string;
  key: ContentKey;
  /** The evidence that it rests on; undefined when it was not kept. */
  evidence?: EvidenceKey;
  /** The result without a teacher's marks. */
  result: Result;
  verdict: Verdict;
  content: FeedbackContent;
  teacher: TeacherContent;
  /** Why the run was ended before its last cell. */
  stopped?: string;
  /** Warnings for the teacher, as about what was not contained. */
  warnings: string[];
  started: string;
  ms: number;
  /** Bytes at the end of the run. */
  memory?: number;
  /** The seal of all other fields, by the key of the machine that wrote them. */
  seal?: string;
}

/** The record of a learner's submission in the folder of results; undefined without one that can be used. */
export function readRecord(out: string, learner: string, exercise: string): SubmissionRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(fileOf(out, learner, exercise), 'utf8'));
    return isRecord(record) && record.learner === learner && record.exercise === exercise ? record : undefined;
  } catch {
    return undefined; // There is none, or somebody changed it; the submission is graded again.
  }
}

/**
 * Writes the record in one step, sealed with the key of this machine, or without a seal where no key is given. Throws
 * FILE_UNREADABLE, of a full disk, say.
 */
export function writeRecord(out: string, record: SubmissionRecord, machineKey: Buffer | undefined): void {
  const file = fileOf(out, record.learner, record.exercise);
  const { seal: _, ...rest } = record;
  const written = machineKey ? { ...rest, seal: sealOf('record', rest, machineKey) } : rest;
  writeFileAtomically(file, `${JSON.stringify(written, null, 1)}\n`, 0o600);
}

/** True for a record that this machine wrote, and that was not changed since: `--resume` takes no mark from another. */
export function isSealed(record: SubmissionRecord, machineKey: Buffer): boolean {
  const { seal, ...rest } = record;
  return seal === sealOf('record', rest, machineKey);
}

/**
 * The record as it is kept: with every token and key cut out of its texts, whatever they stand in, and changed by `anonymise`.
 * Ids, hashes and status stay: a learner may be called as an exercise or a status is.
 */
export function withoutSecrets(record: SubmissionRecord, anonymise: (text: string) => string): SubmissionRecord {
  const { key, evidence, learner, exercise, ...rest } = record;
  const clean = mapTexts(rest, (text) => anonymise(redactText(text)));
  return {
    ...clean,
    ...(evidence ? { evidence } : {}),
    key,
    learner,
    exercise,
    result: { ...clean.result, learner, exercise },
    verdict: { ...clean.verdict, exercise },
  };
}

/** The fields whose texts are words of kubelab. */
const OWN_WORDS = new Set(['kind', 'outcome', 'status', 'visibility']);

/** A copy of plain data with each of its texts changed; keys stay. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  // The shape stays as it is: only strings are replaced by strings.
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const changed = ([key, inner]: [string, unknown]): [string, unknown] => [
    key,
    OWN_WORDS.has(key) ? inner : mapTexts(inner, change),
  ];
  return Object.fromEntries(Object.entries(value).map(changed)) as T;
}

/** The differences between two keys, in words; empty when there are none. */
export function changesOf(before: ContentKey, after: ContentKey): string[] {
  const words = {
    notebook: 'another notebook',
    rubric: 'another rubric',
    lesson: 'another lesson',
    kubelab: 'another kubelab',
  };
  const parts = ['notebook', 'rubric', 'lesson', 'kubelab'] as const;
  return parts.filter((part) => before[part] !== after[part]).map((part) => words[part]);
}

/** The hash of a file's bytes, read piece by piece, of some files at a time. Rejects with the file system's error. */
export function hashOfFile(file: string): Promise<string> {
  return hashing(async () => {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
    return hash.digest('hex');
  });
}

/** A grading on a queue has thousands of submissions under way, and a process may open a thousand files. */
const hashing = atMost(16);

function fileOf(out: string, learner: string, exercise: string): string {
  return join(out, 'log', recordName(learner, exercise));
}
