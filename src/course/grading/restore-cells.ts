/**
 * The notebook that is run: the release's cells, with the learner's text in those that the release leaves open. Other cells
 * that a learner changed, moved or removed are as in the release; the learner's own cells stay, and self-checks are left out.
 */
import { KubelabError } from '../../errors.js';
import type { Cell, Notebook } from '../../notebook/document.js';

/** The longest notebook that is run. */
const MOST_CELLS = 1000;

/**
 * The notebook to run. Cells go by id: a locked cell is the release's, an open one has the learner's source, a cell of the
 * learner's own comes after the cell that it followed. Throws NOTEBOOK_INVALID when none of the release's open cells is there
 * or there are too many cells.
 */
export function restoreCells(submission: Notebook, release: Notebook, file: string): Notebook {
  if (submission.cells.length > MOST_CELLS) {
    throw new KubelabError(
      'NOTEBOOK_INVALID',
      `the notebook has ${submission.cells.length} cells; at most ${MOST_CELLS} are run`,
      {
        hint: 'take the copy that was handed out, and solve its tasks',
        place: { file },
      },
    );
  }
  const open = openCells(release);
  const handedIn = new Map(submission.cells.map((cell) => [cell.id, cell]));
  if (open.size > 0 && ![...open].some((id) => handedIn.has(id))) {
    throw new KubelabError('NOTEBOOK_INVALID', 'the notebook holds none of the cells that were to be filled in', {
      hint: `it is another exercise's, or hardly anything of this one is left (${[...open].slice(0, 3).join(', ')}, …)`,
      place: { file },
    });
  }
  const added = addedCells(submission, new Set(release.cells.map(({ id }) => id)));
  const cells = release.cells.flatMap((cell): Cell[] => {
    const own = added.get(cell.id) ?? [];
    if (!open.has(cell.id)) return isSelfCheck(cell) ? own : [cell, ...own];
    const learners = handedIn.get(cell.id);
    const source = learners?.cell_type === cell.cell_type ? learners.source : cell.source;
    return [{ ...cell, source }, ...own];
  });
  return { ...release, cells: [...(added.get('') ?? []), ...cells].map(withoutOutputs) };
}

/** The ids of the cells that learners may change: all that are not locked; in a notebook without locks, the tasks. */
export function openCells(release: Notebook): ReadonlySet<string> {
  const { cells } = release;
  const open = cells.some(isLocked) ? (cell: Cell) => !isLocked(cell) : isTask;
  return new Set(cells.filter((cell) => cell.cell_type === 'code' && open(cell)).map(({ id }) => id));
}

function isLocked({ metadata }: Cell): boolean {
  const { nbgrader } = metadata as { nbgrader?: { locked?: unknown } };
  return metadata.editable === false || nbgrader?.locked === true;
}

function isTask({ metadata }: Cell): boolean {
  return (metadata.tags ?? []).includes('task');
}

/** True for a cell that calls `check()` and does nothing else. The grader judges here, so the cell finds no rubric. */
function isSelfCheck({ cell_type: type, source }: Cell): boolean {
  return type === 'code' && /^(await )?check\('[^']*'\);?$/.test(source.trim());
}

/** True for a grade cell of `kubelab release --nbgrader`. */
function isGradeCell({ source }: Cell): boolean {
  return /^import [^\n]*\nawait points\('[^']*', \{ nbgrader: true \}\)$/.test(source.trim());
}

/** The learner's own cells by the id of the release's cell before them; under the empty text, the cells before all. */
function addedCells(submission: Notebook, known: ReadonlySet<string>): Map<string, Cell[]> {
  const added = new Map<string, Cell[]>();
  let before = '';
  for (const cell of submission.cells) {
    if (known.has(cell.id)) before = cell.id;
    // a cell that nbgrader reads points off has nothing to say here
    else if (!isGradeCell(cell)) added.set(before, [...(added.get(before) ?? []), cell]);
  }
  return added;
}

function withoutOutputs(cell: Cell): Cell {
  return cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
}
