/**
 * Writing a notebook as Jupyter does, so that a saved notebook shows no other differences: keys sorted, one space of
 * indent, texts as lists of lines, a newline at the end.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterFailedWrite, KubelabError } from '../errors.js';
import { type Cell, isJsonType, type MimeBundle, type Notebook, type Output } from './document.js';

/** The text of the .ipynb file. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys({ ...notebook, cells: notebook.cells.map(cellToJson) }), null, 1)}\n`;
}

/** Writes the notebook to `file` in one step, so that no reader sees half of it. Throws FILE_UNREADABLE. */
export function writeNotebook(file: string, notebook: Notebook): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    writeFileSync(draft, formatNotebook(notebook));
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new KubelabError('FILE_UNREADABLE', `the notebook cannot be written: ${(cause as Error).message}`, {
      hint: afterFailedWrite(String(cause), 'name a file in a folder that you may write'),
      place: { file },
      cause,
    });
  }
}

function cellToJson(cell: Cell): object {
  const source = splitLines(cell.source);
  if (cell.cell_type === 'code') return { ...cell, source, outputs: cell.outputs.map(outputToJson) };
  return { ...cell, source };
}

function outputToJson(output: Output): object {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: splitLines(output.text) };
    case 'error':
      return output;
    default:
      return { ...output, data: splitBundle(output.data) };
  }
}

/** nbformat splits every text but JSON's own types, of which a string is a value and not lines. */
function splitBundle(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      typeof value === 'string' && !isJsonType(type) ? splitLines(value) : value,
    ]),
  );
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
