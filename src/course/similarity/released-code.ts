/** The code of a notebook as it was handed out, with which submissions are compared. */
import type { Lesson } from '../course.js';
import { releasedNotebook } from '../release.js';

/** The code cells of a lesson as it is handed out. Throws NOTEBOOK_INVALID, FILE_MISSING and FILE_UNREADABLE. */
export function releasedCode(lesson: Lesson): string[] {
  const { cells } = releasedNotebook(lesson);
  return cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.source] : []));
}
