/**
 * The lesson's notebook as the reader has it, in the copy that Jupyter, `check` and `run` work on too: read at the beginning,
 * and changed there cell by cell, so that what another program wrote into other cells stays.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Lesson } from '../course/course.js';
import { originalNotebook } from '../course/learner-copy.js';
import type { CodeCell, Notebook, Output } from '../notebook/document.js';
import { readNotebook } from '../notebook/document.js';
import { writeNotebook } from '../notebook/format.js';

/** What a cell put out. */
export interface CellOutputs {
  cell: CodeCell;
  outputs: Output[];
  executionCount: number | null;
}

/** The file of one lesson. */
export interface LessonFile {
  readonly notebook: Notebook;
  /** The code of a cell as it was handed out; undefined for a cell that the reader added. */
  originalOf(cell: CodeCell): string | undefined;
  /** Changes the code of a cell, here and in the file. Throws FILE_UNREADABLE. */
  setSource(cell: CodeCell, source: string): void;
  /** Writes down what cells put out. Throws FILE_UNREADABLE. */
  setOutputs(ran: readonly CellOutputs[]): void;
}

/** Opens the notebook of a lesson; `folder` is that of the learner's copy. Throws FILE_MISSING or NOTEBOOK_INVALID. */
export function openLessonFile(lesson: Lesson, folder: string = dirname(lesson.file)): LessonFile {
  const notebook = readNotebook(lesson.file);
  const originals = new Map(
    originalNotebook(lesson, folder)?.cells.flatMap((cell) =>
      cell.cell_type === 'code' ? [[cell.id, cell.source] as const] : [],
    ),
  );
  const change = (changed: readonly { cell: CodeCell; changes: Partial<CodeCell> }[]): void => {
    const onDisk = existsSync(lesson.file) ? readNotebook(lesson.file) : notebook;
    let complete = true;
    for (const { cell, changes } of changed) {
      Object.assign(cell, changes);
      const there = onDisk.cells.find(({ id, cell_type: type }) => id === cell.id && type === 'code');
      if (there) Object.assign(there, changes);
      else complete = false;
    }
    // a cell that has been taken out of the file comes back with all that is known here
    writeNotebook(lesson.file, complete ? onDisk : notebook);
  };
  return {
    notebook,
    originalOf: (cell) => originals.get(cell.id),
    setSource: (cell, source) => change([{ cell, changes: { source } }]),
    setOutputs: (ran) =>
      change(
        ran.map(({ cell, outputs, executionCount }) => ({
          cell,
          changes: { outputs, execution_count: executionCount },
        })),
      ),
  };
}
