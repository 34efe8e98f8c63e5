/** Faults that change nothing that anybody can see, each with the reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Mutant } from './instrument.js';

/** An entry of `equivalent.yaml`. */
export interface Equivalent {
  file: string;
  from: string;
  to: string;
  reason: string;
}

/** The entries of the file beside this one. */
export function equivalents(): Equivalent[] {
  return (parse(readFileSync(join(import.meta.dirname, 'equivalent.yaml'), 'utf8')) as Equivalent[] | null) ?? [];
}

/** Whether the entry speaks of this fault. */
export function speaksOf({ file, from, to }: Equivalent, mutant: Mutant): boolean {
  return file === mutant.file && from === mutant.from && to === mutant.to;
}
