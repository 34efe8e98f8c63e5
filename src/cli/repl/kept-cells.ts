/** The code of a session, kept as the cells of a notebook: cells that ran to their end, without tokens and keys. */
import type { CodeCell, Notebook, Output } from '../../notebook/document.js';
import { redactText } from '../../redact-text.js';
import { PRELUDE } from './prompt-kernel.js';
import { withoutSecrets } from './secrets.js';

/** One cell of a session. */
export interface KeptCell {
  source: string;
  outputs: readonly Output[];
}

/** A session as a notebook, and how many of its cells lost a token by it and do not run as they are. */
export interface SavedSession {
  notebook: Notebook;
  redacted: number;
}

/** The notebook of these cells; its first one is that of every prompt. */
export function sessionNotebook(cells: readonly KeptCell[]): SavedSession {
  const all = [{ source: PRELUDE, outputs: [] }, ...cells];
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript' },
    },
    cells: all.map(
      ({ source, outputs }, index): CodeCell => ({
        cell_type: 'code',
        id: `cell-${index}`,
        metadata: {},
        source: withoutSecrets(source),
        execution_count: index + 1,
        outputs: outputs.map(cleanOutput),
      }),
    ),
  };
  const redacted = all.filter(({ source }) => withoutSecrets(source) !== source).length;
  return { notebook, redacted };
}

/** Every text of an output, cut where a token or a key stands in it. */
function cleanOutput(output: Output): Output {
  // a copy has the shape of what it is copied from
  return cut(output) as Output;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)]));
}
