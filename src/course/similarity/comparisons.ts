/**
 * The results of the last comparisons of a class's submissions, `log/similar.json`: comparing some hundred takes seconds, and
 * the submissions stay as they are while rubrics and marks change.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { packageVersion } from '../../package-root.js';
import { sealOf } from '../grading/machine-key.js';
import type { CodeSource } from './coded-work.js';
import type { Alike } from './find-alike.js';

/** The last comparison of an exercise. */
export interface Comparison {
  /** The hash of the compared code. */
  of: string;
  alike: Alike;
}

/** Comparisons by exercise. */
export type Comparisons = Map<string, Comparison>;

/** The hash of all code that a comparison looks at, and of the kubelab that compares. */
export function hashOfCode(sources: Iterable<CodeSource>, released: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([packageVersion(), released]));
  for (const source of sources) hash.update(JSON.stringify(source));
  return hash.digest('hex');
}

/** The comparisons that this machine wrote into the folder of results; empty when there are none, or when they were changed. */
export function readComparisons(folder: string, machineKey: Buffer): Comparisons {
  try {
    const { found, seal } = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as {
      found: [string, Comparison][];
      seal: string;
    };
    return new Map(seal === sealOf('comparisons', found, machineKey) ? found : []);
  } catch {
    return new Map(); // all are compared again
  }
}

/** Writes the comparisons in one step, sealed with the key of this machine. Throws FILE_UNREADABLE. */
export function writeComparisons(folder: string, comparisons: Comparisons, machineKey: Buffer): void {
  const found = [...comparisons];
  const seal = sealOf('comparisons', found, machineKey);
  writeFileAtomically(fileOf(folder), `${JSON.stringify({ found, seal })}\n`, 0o600);
}

function fileOf(folder: string): string {
  return join(folder, 'log', 'similar.json');
}
