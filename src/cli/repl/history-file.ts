/** The lines typed at the prompt, kept from one start to the next: in kubelab's folder, readable for their owner alone. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { isPath, withoutSecrets } from './secrets.js';

/** The history of a prompt. */
export interface PromptHistory {
  /** Lines typed before, the oldest first. */
  readonly lines: readonly string[];
  /** Writes a line down, unless a token or key may stand in it. */
  keep(line: string): void;
}

/** Lines that are offered again; the file is cut to them when it holds twice as many. */
const MOST = 1000;

/** The history in `file`; empty when that cannot be read. An unwritable line is forgotten with the process. */
export function promptHistory(file: string): PromptHistory {
  const all = readLines(file);
  const lines = all.slice(-MOST);
  if (all.length > 2 * MOST) quietly(() => writeFileAtomically(file, lines.map((line) => `${line}\n`).join(''), 0o600));
  return {
    lines,
    keep(line) {
      if (line.trim() === '' || mayHoldSecret(line)) return;
      quietly(() => {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, `${line}\n`, { mode: 0o600 });
      });
    },
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

/** True for a line with a token or a key in it, and for an argument of `.with`, unless it is the name of a file. */
function mayHoldSecret(line: string): boolean {
  const given = /^\s*\.with\s+(\S.*)$/.exec(line)?.[1];
  return given === undefined ? withoutSecrets(line) !== line : !isPath(given);
}

function quietly(write: () => void): void {
  try {
    write();
  } catch {
    // a prompt without a history still answers
  }
}
