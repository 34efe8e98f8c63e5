/**
 * The evidence of each submission in the folder of results, `evidence/*.json.gz`: a changed rubric can be held against it
 * without running the submission. The files are without secrets, and of a bounded size.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeFileAtomically } from '../../atomic-file.js';
import type { AskedKinds } from '../../grader/asked-kinds.js';
import type { CellEvidence, Evidence } from '../../grader/evidence.js';
import { evidenceName } from './file-names.js';
import { type Cleaner, type EvidencePath, evidenceCleaner, type WatchedEvidence, watchCuts } from './kept-evidence.js';

/** The key of the evidence in the record of a submission. */
export interface EvidenceKey {
  /** The hash of the file as it lies there. */
  sha256: string;
}

/** The submission that the evidence is of. */
export interface EvidenceOwner {
  learner: string;
  exercise: string;
  /** The hash of the notebook that was run. */
  notebook: string;
}

/** The fields that are kept beside the events and objects themselves. */
interface Head extends EvidenceOwner {
  version: 1;
  /** The kinds whose objects were read, as `group/Kind`. */
  asked: 'all' | string[];
  /** The parts that were left out; such evidence cannot be judged. */
  incomplete?: string;
  source: Evidence['source'];
  cut: EvidencePath[];
}

type EvidenceFile = Head & Pick<Evidence, 'audit' | 'objects' | 'before' | 'cells'>;

/** Characters of a cell's output that are evidence. */
export const OUTPUT_SHOWN = 4000;
/** Characters of JSON that are kept of one submission; a run of a lesson has a few hundred thousand. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** The bytes of the file, and their key for the record. Of more than 16 MB the beginning is kept. */
export function packEvidence(
  owner: EvidenceOwner,
  { evidence, asked, anonymise }: { evidence: Evidence; asked: AskedKinds; anonymise: (text: string) => string },
): { bytes: Uint8Array; key: EvidenceKey } {
  const { learner, exercise, notebook } = owner;
  const head = {
    version: 1,
    learner,
    exercise,
    notebook,
    asked: asked === 'all' ? asked : [...asked],
    source: evidence.source,
  } as const;
  const bytes = gzipSync(textOf(head, evidence, evidenceCleaner(anonymise)));
  return { bytes, key: { sha256: hash(bytes) } };
}

/** Writes the bytes of an evidence in one step. Throws FILE_UNREADABLE, of a full disk, say. */
export function writeEvidence(
  out: string,
  owner: Pick<EvidenceOwner, 'learner' | 'exercise'>,
  bytes: Uint8Array,
): void {
  writeFileAtomically(fileOf(out, owner), bytes, 0o600);
}

/** Evidence as it was read, with the kinds of the objects that it holds. */
export interface ReadEvidence extends WatchedEvidence {
  asked: AskedKinds;
}

/** The evidence that a record names; in words, why it cannot be judged. */
export function readEvidence(out: string, owner: EvidenceOwner, key: EvidenceKey | undefined): ReadEvidence | string {
  if (!key) return 'its evidence was not kept';
  let bytes: Buffer;
  try {
    bytes = readFileSync(fileOf(out, owner));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? 'its evidence is gone' : `its evidence cannot be read: ${(error as Error).message}`;
  }
  if (hash(bytes) !== key.sha256) return 'its evidence was changed, or is that of another grading';
  const file = contentOf(bytes);
  if (file?.version !== 1) return 'its evidence is not of this version of kubelab';
  if (file.learner !== owner.learner || file.exercise !== owner.exercise || file.notebook !== owner.notebook) {
    return 'its evidence is that of another submission';
  }
  if (file.incomplete !== undefined) return `its evidence is not whole: ${file.incomplete}`;
  const { audit, objects, before, cells, source, cut, asked } = file;
  const watched = watchCuts({ audit, objects, before, cells, source }, cut);
  if (!watched) return 'its evidence was changed';
  return { ...watched, asked: asked === 'all' ? asked : new Set(asked) };
}

function contentOf(bytes: Buffer): EvidenceFile | undefined {
  try {
    // the hash says that it is the file that was written; the limit, that it can be read whatever it is
    const text = gunzipSync(bytes, { maxOutputLength: 4 * MOST_CHARACTERS }).toString();
    return JSON.parse(text) as EvidenceFile;
  } catch {
    return undefined;
  }
}

/** The file's text, put together piece by piece, so that no more is read than is kept. */
function textOf(head: Omit<Head, 'cut'>, evidence: Evidence, cleaner: Cleaner): string {
  let room = MOST_CHARACTERS;
  const left: string[] = [];
  const listOf = <T>(what: string, items: readonly T[], textOfItem: (item: T, index: number) => string): string => {
    const kept: string[] = [];
    for (const [index, item] of items.entries()) {
      const text = textOfItem(item, index);
      room -= text.length;
      if (room < 0) break;
      kept.push(text);
    }
    if (kept.length < items.length) left.push(`${kept.length} of ${items.length} ${what} were kept`);
    return `[${kept.join(',')}]`;
  };
  const json = JSON.stringify;
  const { audit, objects, before, cells } = evidence;
  let parts: Record<'audit' | 'objects' | 'before' | 'cells', string>;
  try {
    parts = {
      audit: listOf('requests', audit, (event, index) => json(cleaner.event(event, ['audit', index]))),
      objects: listOf('objects', objects, (object, index) => json(cleaner.object(object, ['objects', index]))),
      before: listOf('earlier objects', before, (object, index) => json(cleaner.object(object, ['before', index]))),
      cells: listOf('cells', cells, (cell, index) => json(cleaner.data(withoutHalfWord(cell), ['cells', index]))),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // the stack has an end, and what a learner sends may be nested ten thousand deep
    left.push('something in it is nested too deeply');
    cleaner.cut.length = 0;
    parts = { audit: '[]', objects: '[]', before: '[]', cells: '[]' };
  }
  const incomplete = left.length > 0 ? { incomplete: left.join('; ') } : {};
  const start = json({ ...head, ...incomplete, cut: cleaner.cut });
  const lists = Object.entries(parts).map(([name, list]) => `${json(name)}:${list}`);
  return `${start.slice(0, -1)},${lists.join(',')}}`;
}

/** The cell without the last word of a cut output: a token that lost its end there is not recognised. */
function withoutHalfWord(cell: CellEvidence): CellEvidence {
  const { text } = cell;
  return text.length < OUTPUT_SHOWN ? cell : { ...cell, text: text.slice(0, Math.max(0, text.search(/\s\S*$/))) };
}

function fileOf(out: string, { learner, exercise }: Pick<EvidenceOwner, 'learner' | 'exercise'>): string {
  return join(out, 'evidence', evidenceName(learner, exercise));
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
