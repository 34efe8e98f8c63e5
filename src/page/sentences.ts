/** The sentences of the page's server. */
import type { CellStatus } from '../notebook/kernel-client.js';
import type { Hint } from '../session/hints.js';

const ENDINGS: Record<CellStatus, string> = {
  ok: 'ran',
  error: 'stopped with an error',
  aborted: 'was not run by the kernel',
  timeout: 'took too long and was stopped',
  died: 'ended with the kernel',
  interrupted: 'was interrupted',
};

/** How a cell ended, behind "The cell". */
export function endingText(status: CellStatus): string {
  return ENDINGS[status];
}

/** A hint with the line above it. */
export function hintText(hint: Hint): { title: string; text: string } {
  switch (hint.type) {
    case 'hint':
      return {
        title: `Hint ${hint.level} of ${hint.levels}${hint.last ? ', the last' : ''}: ${hint.criterion}`,
        text: hint.text,
      };
    case 'none':
      return { title: `Open: ${hint.criterion}`, text: hint.seen };
    case 'done':
      return { title: 'Nothing is missing any more', text: 'Run the check.' };
    case 'unknown':
      return { title: 'There is no hint now', text: `${hint.why}. Run the cells before this one first.` };
  }
}
