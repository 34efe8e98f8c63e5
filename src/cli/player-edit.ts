/** A cell in the reader's hands: opened in the editor, and given its original code back. */
import type { CodeCell } from '../notebook/document.js';
import type { LessonSession } from '../session/session.js';
import { editCode } from './editor.js';
import { errorText } from './error-text.js';
import type { PlayerScreen } from './player-screen.js';

/**
 * Opens a cell in the editor and takes the reader's edit. False, after a word on it, when the code is unchanged, or the
 * editor failed.
 */
export async function editCell(session: LessonSession, screen: PlayerScreen, cell: CodeCell): Promise<boolean> {
  const { env, signals } = screen.io;
  try {
    const edited = await screen.keyboard.lend(() => signals.ignoringInterrupts(() => editCode(cell.source, env)));
    if (edited === cell.source) {
      screen.say('The cell is as it was.', screen.io.out.style.dim);
      return false;
    }
    session.edit(cell, edited);
    return true;
  } catch (error) {
    screen.write(`${errorText(error, screen.io)}\n`);
    return false;
  }
}

/** Gives a cell its original code back, with a word where that is not seen. False when it has it already. */
export function restoreCell(session: LessonSession, screen: PlayerScreen, cell: CodeCell | undefined): boolean {
  const { dim } = screen.io.out.style;
  const restored = cell !== undefined && session.restore(cell);
  if (!restored) screen.say('The cell is as it was handed out.', dim);
  else if (cell !== session.step?.cell) screen.say("The task's cell has its original code again.", dim);
  return restored;
}
