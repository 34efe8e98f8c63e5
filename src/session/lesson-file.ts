/**
 * The lesson's notebook as the reader has it, in the copy that Jupyter, `check` and `run` work on too: read at the beginning,
 * and changed there cell by cell, so that what another program wrote into other cells stays.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Lesson } from '../course/course.js';
import { originalNotebook } from '../course/learner-copy.js';
import { isKubelabError } from '../errors.js';
import type { Cell, CodeCell, Notebook, Output } from '../notebook/document.js';
import { readNotebook } from '../notebook/document.js';
import { writeNotebook } from '../notebook/format.js';
import { putAside } from './put-aside.js';

/** Outputs of a cell. */
export interface CellOutputs {
  cell: CodeCell;
  outputs: Output[];
  executionCount: number | null;
}

/** Another program's changes to the file. */
export interface ChangesElsewhere {
  /** Cells whose code or text is another, or that are new, gone or elsewhere. */
  cells: number;
  /** Cells whose outputs alone are others. */
  outputs: number;
  /** True for a file that is there and holds no notebook: nothing can be saved until it is mended or written over. */
  unreadable: boolean;
}

/** The file of one lesson. */
export interface LessonFile {
  readonly notebook: Notebook;
  /** The code of a cell as it was handed out; undefined for a cell that the reader added. */
  originalOf(cell: CodeCell): string | undefined;
  /** Changes the code of a cell, here and in the file. Throws FILE_UNREADABLE. */
  setSource(cell: CodeCell, source: string): void;
  /** Adds, removes or moves cells, here and in the file, which becomes the known state. Throws FILE_UNREADABLE. */
  setCells(change: (cells: Cell[]) => void): void;
  /** Writes down what cells put out. Throws FILE_UNREADABLE. */
  setOutputs(ran: readonly CellOutputs[]): void;
  /** How the file differs from the known state; none for a file that cannot be read. */
  changesElsewhere(): ChangesElsewhere;
  /**
   * Takes over the file's contents, or its outputs alone; nothing of a file that cannot be read. Gives the cells whose code
   * or text changed.
   */
  take(what: 'all' | 'outputs'): Cell[];
  /**
   * Writes all that is known here. A file that holds no notebook is put aside as `FILE.broken` before; its new name is given then.
   * Throws FILE_UNREADABLE.
   */
  write(): string | undefined;
}

/** Opens the notebook of a lesson; `folder` is that of the learner's copy. Throws FILE_MISSING or NOTEBOOK_INVALID. */
export function openLessonFile(lesson: Lesson, folder: string = dirname(lesson.file)): LessonFile {
  const notebook = readNotebook(lesson.file);
  const originals = new Map(
    originalNotebook(lesson, folder)?.cells.flatMap((cell) =>
      cell.cell_type === 'code' ? [[cell.id, cell.source] as const] : [],
    ),
  );
  /** Changes that are not in the file, as it could not be written: the next write takes them along. */
  const unwritten = new Map<CodeCell, Partial<CodeCell>>();
  const writeAll = (all: Notebook): void => {
    writeNotebook(lesson.file, all);
    unwritten.clear();
  };
  const change = (changed: readonly { cell: CodeCell; changes: Partial<CodeCell> }[]): void => {
    for (const { cell, changes } of changed) {
      Object.assign(cell, changes);
      unwritten.set(cell, { ...unwritten.get(cell), ...changes });
    }
    const onDisk = existsSync(lesson.file) ? readNotebook(lesson.file) : notebook;
    let complete = true;
    for (const [cell, changes] of unwritten) {
      const there = onDisk.cells.find(({ id, cell_type: type }) => id === cell.id && type === 'code');
      if (there) Object.assign(there, changes);
      else complete = false;
    }
    // a cell that has been taken out of the file comes back with all that is known here
    writeAll(complete ? onDisk : notebook);
  };
  return {
    notebook,
    originalOf: (cell) => originals.get(cell.id),
    changesElsewhere() {
      const found = look(lesson.file);
      if (found === 'broken') return { cells: 0, outputs: 0, unreadable: true };
      const there = found?.cells ?? notebook.cells;
      const here = new Map(notebook.cells.map((cell, index) => [cell.id, { cell, index }] as const));
      const others = there.filter((cell, index) => {
        const own = here.get(cell.id);
        return own?.cell.source !== cell.source || own.cell.cell_type !== cell.cell_type || own.index !== index;
      });
      const gone = notebook.cells.filter(({ id }) => !there.some((cell) => cell.id === id));
      const outputs = there.filter((cell) => !others.includes(cell) && !sameOutputs(cell, here.get(cell.id)?.cell));
      return { cells: others.length + gone.length, outputs: outputs.length, unreadable: false };
    },
    take(what) {
      const found = look(lesson.file);
      if (!found || found === 'broken') return [];
      const there = found.cells;
      const here = new Map(notebook.cells.map((cell) => [cell.id, cell] as const));
      if (what === 'all') unwritten.clear();
      const changed: Cell[] = [];
      const cells = there.map((cell) => {
        const own = here.get(cell.id);
        if (own?.cell_type !== cell.cell_type) return cell;
        if (own.source !== cell.source && what === 'all') changed.push(own);
        // callers hold this cell object, so it is changed in place
        return Object.assign(own, what === 'all' || own.source === cell.source ? cell : {});
      });
      if (what === 'all') notebook.cells.splice(0, notebook.cells.length, ...cells);
      return changed;
    },
    write() {
      const aside = look(lesson.file) === 'broken' ? putAside(lesson.file) : undefined;
      writeAll(notebook);
      return aside;
    },
    setSource: (cell, source) => change([{ cell, changes: { source } }]),
    setCells: (change) => {
      change(notebook.cells);
      writeAll(notebook);
    },
    setOutputs: (ran) =>
      change(
        ran.map(({ cell, outputs, executionCount }) => ({
          cell,
          changes: { outputs, execution_count: executionCount },
        })),
      ),
  };
}

/** The notebook in a file; `broken` for a file that holds none, undefined for one that is gone or may not be read. */
function look(file: string): Notebook | 'broken' | undefined {
  try {
    return readNotebook(file);
  } catch (error) {
    return isKubelabError(error) && error.code === 'NOTEBOOK_INVALID' ? 'broken' : undefined;
  }
}

function sameOutputs(a: Cell, b: Cell | undefined): boolean {
  if (a.cell_type !== 'code' || b?.cell_type !== 'code') return true;
  return isDeepStrictEqual(a.outputs, b.outputs);
}
