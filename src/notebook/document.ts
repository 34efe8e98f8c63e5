/**
 * The notebook as it lies on disk (nbformat 4.5): its types, and reading it with refusals that name the fault and its
 * place. `parseNotebook(text, file)` and `readNotebook(file)` give a {@link Notebook}; writing is in `format.ts`.
 * https://nbformat.readthedocs.io/en/latest/format_description.html
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError, type Place } from '../errors.js';
import { tooDeepInJson } from '../json-depth.js';
import { findJsonFault, positionAt } from './json-fault.js';
import { linkTarget } from './link-target.js';

/** A notebook, upgraded to minor version 5 so that each cell has an id. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: NotebookMetadata;
  cells: Cell[];
}

/** The metadata of a notebook; unknown entries are kept. */
interface NotebookMetadata {
  kernelspec?: { name?: string; display_name?: string; language?: string };
  language_info?: { name?: string };
  [key: string]: unknown;
}

/** The metadata of a cell; unknown entries are kept. */
interface CellMetadata {
  tags?: string[];
  [key: string]: unknown;
}

/** One cell; `source` is one string, however the file had it. */
export type Cell = CodeCell | TextCell;

/** A cell that is run. */
export interface CodeCell {
  cell_type: 'code';
  id: string;
  metadata: CellMetadata;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

/** A cell that is read. */
export interface TextCell {
  cell_type: 'markdown' | 'raw';
  id: string;
  metadata: CellMetadata;
  source: string;
  attachments?: Record<string, MimeBundle>;
}

/** Contents by MIME type; text is one string. */
export type MimeBundle = Record<string, unknown>;

/** One output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** Text written to a standard stream. */
interface StreamOutput {
  output_type: 'stream';
  name: string;
  text: string;
}

/** Something shown, or (execute_result) the value of the last expression. */
export interface DisplayOutput {
  output_type: 'display_data' | 'execute_result';
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

/** The error that a cell threw or the compiler found in it; plain tslab writes such things as text. */
export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

type Json = Record<string, unknown>;

/** How strictly a notebook is read. */
export interface ReadOptions {
  /** Refuses two cells with one id; without it the second is given another. */
  uniqueIds?: boolean;
}

/** The notebook in `file`. Throws FILE_MISSING, FILE_UNREADABLE or NOTEBOOK_INVALID. */
export function readNotebook(file: string, options: ReadOptions = {}): Notebook {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
  return parseNotebook(text, file, options);
}

function unreadable(file: string, cause: NodeJS.ErrnoException): KubelabError {
  const { code, message } = cause;
  const place = { file };
  if (code === 'EISDIR') {
    const hint = `name a notebook that is in it, such as ${join(file, 'NAME.ipynb')}`;
    return new KubelabError('FILE_UNREADABLE', 'this is a folder, and no notebook', { hint, place, cause });
  }
  if (code !== 'ENOENT') {
    const hint = 'make it a file that you may read: ls -l shows who may';
    return new KubelabError('FILE_UNREADABLE', `the notebook cannot be read: ${message}`, { hint, place, cause });
  }
  const target = linkTarget(file);
  return target === undefined
    ? new KubelabError('FILE_MISSING', 'there is no such notebook', {
        hint: 'check the name; notebooks end in .ipynb',
        place,
        cause,
      })
    : new KubelabError('FILE_MISSING', `this is a link to ${target}, and no file is there`, {
        hint: 'name the notebook itself, or make the link anew: ln -sf NOTEBOOK LINK',
        place,
        cause,
      });
}

/** The notebook that `text` holds; `file` is for the messages. Throws NOTEBOOK_INVALID with the place. */
export function parseNotebook(text: string, file: string, options: ReadOptions = {}): Notebook {
  const json = parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text, file);
  if (!isRecord(json)) throw invalid({ file }, 'a notebook is a JSON object, and this is none', 'check the file');
  checkFormat(json, file);
  const metadata = json.metadata ?? {};
  if (!isRecord(metadata)) throw invalid({ file }, '"metadata" is not an object', 'save it again with Jupyter');
  checkLanguage(metadata, file);
  if (!Array.isArray(json.cells)) {
    throw invalid(
      { file },
      'the notebook has no list of "cells"',
      'save it again with Jupyter, with at least one cell',
    );
  }
  if (options.uniqueIds) checkUniqueIds(json.cells, file);
  const ids = new Set<string>();
  const cells = json.cells.map((cell: unknown, index) => parseCell(cell, { file, cell: index + 1 }, ids));
  return { nbformat: 4, nbformat_minor: Math.max(5, Number(json.nbformat_minor)), metadata, cells };
}

/** Notebooks nest some ten deep. */
const DEEPEST = 1000;
const MEND = 'mend that place in a text editor, or take the notebook from its source again';

function parseJson(text: string, file: string): unknown {
  const deep = tooDeepInJson(text, DEEPEST);
  if (deep !== undefined) {
    const message = `the notebook cannot be read: its lists and objects nest more than ${DEEPEST} deep`;
    throw invalid({ file, ...positionAt(text, deep) }, message, MEND);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const offset = findJsonFault(text) ?? text.length;
    const what = offset >= text.length ? 'it ends too early' : `${JSON.stringify(text[offset])} cannot stand here`;
    throw invalid(
      { file, ...positionAt(text, offset) },
      text.trim() === '' ? 'the notebook is empty' : `the notebook is not JSON: ${what}`,
      text.trim() === '' ? 'take it from its source again; Jupyter saves a notebook without cells, too' : MEND,
      cause,
    );
  }
}

function checkFormat(json: Json, file: string): void {
  const { nbformat, nbformat_minor: minor } = json;
  if (nbformat === 4 && Number.isInteger(minor) && Number(minor) >= 0) return;
  if (nbformat === undefined) {
    throw invalid({ file }, 'this JSON is no notebook: it names no "nbformat"', 'name a file that Jupyter saved');
  }
  const version = `${JSON.stringify(nbformat)}.${JSON.stringify(minor) ?? '?'}`;
  throw invalid(
    { file },
    `the notebook is of nbformat ${version}, and this kubelab reads 4.0 and later 4.x`,
    `convert it: jupyter nbconvert --to notebook --nbformat 4 ${/^[\w./-]+$/.test(file) ? file : JSON.stringify(file)}`,
  );
}

function checkLanguage(metadata: NotebookMetadata, file: string): void {
  const { kernelspec, language_info: info } = metadata;
  const language = kernelspec?.language ?? info?.name;
  const kernel = kernelspec?.name;
  const ofLanguage = language === undefined || language === 'typescript';
  if (ofLanguage && (kernel === undefined || kernel === 'tslab')) return;
  throw invalid(
    { file },
    `the notebook is for ${kernel ? `the kernel ${JSON.stringify(kernel)}` : 'another kernel'}${
      language ? ` and the language ${JSON.stringify(language)}` : ''
    }, and kubelab runs TypeScript with the kernel "tslab"`,
    'choose the kernel "TypeScript (kubelab)" in Jupyter and save, or run it with the tool it was made for',
  );
}

function checkUniqueIds(cells: readonly unknown[], file: string): void {
  const ids = new Set<unknown>();
  cells.forEach((cell, index) => {
    const id = isRecord(cell) ? cell.id : undefined;
    if (id !== undefined && ids.has(id)) {
      const place = { file, cell: index + 1 };
      throw invalid(place, `the id ${JSON.stringify(id)} is that of an earlier cell, too`, 'remove one of the two');
    }
    ids.add(id);
  });
}

function parseCell(cell: unknown, place: Place, ids: Set<string>): Cell {
  if (!isRecord(cell)) throw invalid(place, 'the cell is not an object', 'remove it, or save again with Jupyter');
  const source = joinLines(cell.source);
  if (typeof source !== 'string') {
    throw invalid(place, 'the cell\'s "source" is neither a string nor a list of strings', 'give it one');
  }
  const base = {
    id: uniqueId(cell.id, `${place.cell}\n${source}`, ids),
    metadata: isRecord(cell.metadata) ? cell.metadata : {},
    source,
  };
  if (cell.cell_type === 'code') {
    const outputs = Array.isArray(cell.outputs) ? cell.outputs.map((output) => parseOutput(output, place)) : [];
    const count = typeof cell.execution_count === 'number' ? cell.execution_count : null;
    return { cell_type: 'code', ...base, execution_count: count, outputs };
  }
  if (cell.cell_type !== 'markdown' && cell.cell_type !== 'raw') {
    const type = JSON.stringify(cell.cell_type) ?? 'none';
    throw invalid(place, `the cell's type is ${type}`, 'a cell_type is "code", "markdown" or "raw"');
  }
  // nbformat gives attachments the shape of MIME bundles; they are only carried through.
  const attachments = isRecord(cell.attachments) ? { attachments: cell.attachments as Record<string, MimeBundle> } : {};
  return { cell_type: cell.cell_type, ...base, ...attachments };
}

function parseOutput(output: unknown, place: Place): Output {
  if (!isRecord(output)) throw invalid(place, 'an output of the cell is not an object', 'clear the outputs and save');
  switch (output.output_type) {
    case 'stream':
      return { output_type: 'stream', name: String(output.name), text: String(joinLines(output.text)) };
    case 'display_data':
    case 'execute_result':
      return {
        output_type: output.output_type,
        data: Object.fromEntries(
          Object.entries(output.data ?? {}).map(([type, value]) => [type, isJsonType(type) ? value : joinLines(value)]),
        ),
        metadata: isRecord(output.metadata) ? output.metadata : {},
        ...(output.output_type === 'execute_result' ? { execution_count: Number(output.execution_count) || null } : {}),
      };
    case 'error': {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      return { output_type: 'error', ename: String(output.ename), evalue: String(output.evalue), traceback };
    }
    default:
      throw invalid(place, 'an output of the cell is of an unknown type', 'clear the outputs and save');
  }
}

/** The cell's id, or (nbformat before 4.5, or an id taken by an earlier cell) one made from its place and source. */
function uniqueId(id: unknown, seed: string, ids: Set<string>): string {
  let unique = typeof id === 'string' && /^[a-zA-Z0-9-_]{1,64}$/.test(id) ? id : '';
  for (let round = 0; unique === '' || ids.has(unique); round++) {
    unique = createHash('sha256').update(`${seed}\n${round}`).digest('hex').slice(0, 8);
  }
  ids.add(unique);
  return unique;
}

/** True for a media type whose contents are a JSON value: a list of strings there is a list, and not the lines of a text. */
export function isJsonType(type: string): boolean {
  return /^application\/(.*\+)?json$/.test(type);
}

/** A multi-line text as one string; anything else as it is. */
function joinLines(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(place: Place, message: string, hint: string, cause?: unknown): KubelabError {
  return new KubelabError('NOTEBOOK_INVALID', message, { hint, place, cause });
}
