/**
 * Solutions: the answers between `// BEGIN SOLUTION` and `// END SOLUTION`, and the solved notebook of a lesson. A file in
 * `solutions/` holds the cells of the lesson that are solved in it, all of them or some; they take the place of the
 * lesson's cells with the same ids.
 */
import { KubelabError } from '../errors.js';
import { type Cell, type Notebook, readNotebook } from '../notebook/document.js';
import type { Lesson } from './course.js';

/** The line in the place of an answer. */
export const TODO = '// TODO: your code here';

/** The line before an answer, and the one behind it. */
export const BEGIN_SOLUTION = '// BEGIN SOLUTION';
export const END_SOLUTION = '// END SOLUTION';

/** The notebook with each answer replaced by a TODO. Throws NOTEBOOK_INVALID, which names `file`, when a mark has no partner. */
export function withoutAnswers(notebook: Notebook, file: string): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell, index) => emptied(cell, { file, cell: index + 1 })) };
}

function emptied(cell: Cell, place: { file: string; cell: number }): Cell {
  if (cell.cell_type !== 'code') return cell;
  const lines: string[] = [];
  let inside = false;
  for (const line of cell.source.split('\n')) {
    const mark = /^(\s*)\/\/ (BEGIN|END) SOLUTION\s*$/.exec(line);
    if (!mark) {
      if (!inside) lines.push(line);
      continue;
    }
    const begins = mark[2] === 'BEGIN';
    if (begins === inside) throw unpaired(begins ? 'END' : 'BEGIN', place);
    if (begins) lines.push(`${mark[1] ?? ''}${TODO}`);
    inside = begins;
  }
  if (inside) throw unpaired('END', place);
  return { ...cell, source: lines.join('\n') };
}

function unpaired(missing: string, place: { file: string; cell: number }): KubelabError {
  return new KubelabError('NOTEBOOK_INVALID', `a line "// ${missing} SOLUTION" is missing in the cell`, {
    hint: 'an answer stands between "// BEGIN SOLUTION" and "// END SOLUTION", each on a line of its own',
    place,
  });
}

/**
 * The lesson's notebook with its solved cells. Undefined without a solution. Throws NOTEBOOK_INVALID, also for a solved
 * cell that the lesson does not have.
 */
export function solvedNotebook(lesson: Lesson): Notebook | undefined {
  if (lesson.solution === undefined) return undefined;
  const solution = readNotebook(lesson.solution);
  const notebook = readNotebook(lesson.file);
  const stray = solution.cells.findIndex(({ id }) => id !== 'title' && !notebook.cells.some((cell) => cell.id === id));
  if (stray >= 0) {
    throw new KubelabError(
      'NOTEBOOK_INVALID',
      `${lesson.file} has no cell ${JSON.stringify(solution.cells[stray]?.id)}`,
      {
        hint: 'give the solved cell the id that it has in the lesson',
        place: { file: lesson.solution, cell: stray + 1 },
      },
    );
  }
  const solved = new Map(solution.cells.map((cell) => [cell.id, cell]));
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (cell.id === 'title' ? cell : (solved.get(cell.id) ?? cell))),
  };
}
