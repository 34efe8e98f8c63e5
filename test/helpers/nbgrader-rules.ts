/**
 * What nbgrader 0.9 does with a notebook, as its documentation says: the rules for its metadata, how solutions are cleared, and
 * how a grade cell is read. https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
import type { Cell, Notebook } from '../../src/notebook/document.js';

/** nbgrader's metadata of a cell, version 3. */
export interface NbgraderMetadata {
  schema_version: number;
  grade: boolean;
  solution: boolean;
  locked: boolean;
  task: boolean;
  grade_id: string;
  points?: number;
}

/** The metadata; undefined for a cell that has none. */
export function nbgraderOf(cell: Cell): NbgraderMetadata | undefined {
  return (cell.metadata as { nbgrader?: NbgraderMetadata }).nbgrader;
}

/** What nbgrader would refuse the notebook for. */
export function metadataFaults({ cells }: Notebook): string[] {
  const ids = new Set<string>();
  return cells.flatMap((cell) => {
    const about = nbgraderOf(cell);
    if (!about) return [];
    const { grade, solution, locked, task, grade_id: id, points, schema_version: version } = about;
    const faults = [
      version !== 3 && 'another version',
      task && 'a task cell that is graded by hand',
      !id && 'no grade_id',
      ids.has(id) && 'a grade_id that is there twice',
      grade !== (points !== undefined) && 'points without a grade, or a grade without points',
      points !== undefined && !(points >= 0) && 'points below zero',
      cell.cell_type === 'markdown' && grade !== solution && 'text that is only graded, or only an answer',
      solution && locked && 'an answer that is locked',
    ];
    ids.add(id);
    return faults.flatMap((fault) => (fault ? [`${cell.id}: ${fault}`] : []));
  });
}

/** The notebook as `generate_assignment` hands it out: the stub in the place of what stands between the marks. */
export function cleared(notebook: Notebook, { begin, end, stub }: Record<'begin' | 'end' | 'stub', string>): Notebook {
  const clear = (cell: Cell): Cell => {
    const lines: string[] = [];
    let inside = false;
    let found = false;
    for (const line of cell.source.split('\n')) {
      if (line.includes(begin)) {
        if (inside) throw new Error(`${cell.id}: nested marks`);
        lines.push(line.replace(/\S.*$/, stub));
        inside = true;
        found = true;
      } else if (line.includes(end)) inside = false;
      else if (!inside) lines.push(line);
    }
    if (inside) throw new Error(`${cell.id}: no end of the solution`);
    if (found && !nbgraderOf(cell)?.solution) throw new Error(`${cell.id}: marks outside of a solution cell`);
    return { ...cell, source: nbgraderOf(cell)?.solution && !found ? stub : lines.join('\n') };
  };
  return { ...notebook, cells: notebook.cells.map(clear) };
}

/** The points of a grade cell that was run: none for an error, a number that it shows, else all. Throws for too high a number. */
export function gradeOf(cell: Cell): number {
  const most = nbgraderOf(cell)?.points ?? 0;
  for (const output of cell.cell_type === 'code' ? cell.outputs : []) {
    if (output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr')) return 0;
    if (output.output_type !== 'execute_result') continue;
    const shown = Number(output.data['text/plain']);
    if (shown > most) throw new Error(`${cell.id}: ${shown} of ${most} points`);
    return shown >= 0 ? shown : most;
  }
  return most;
}
