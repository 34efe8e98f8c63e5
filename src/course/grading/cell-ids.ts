/**
 * Knowing the cells of a submission whose ids were lost, as an editor of nbformat 4.4 loses them: by nbgrader's `grade_id`,
 * else by their text and by their place among cells that are known.
 */
import type { Cell, Notebook } from '../../notebook/document.js';

/** The submission with the release's ids. */
export interface KnownCells {
  notebook: Notebook;
  /** The recognised cells, as a sentence for the teacher; undefined when no cell had lost its id. */
  note?: string;
}

/** Longer notebooks are refused later; matching their cells would take long. */
const MOST_CELLS = 1000;

/**
 * Gives cells the id of the release's cell that they are. A notebook in which all open cells (`openIds`) have their ids needs
 * nothing else; a notebook that shares no text with the release stays as it is.
 */
export function withReleaseIds(submission: Notebook, release: Notebook, openIds: ReadonlySet<string>): KnownCells {
  const { cells } = submission;
  const theirs = new Map(release.cells.map((cell) => [cell.id, cell]));
  const isThere = (id: string): boolean => cells.some((cell) => cell.id === id);
  if (cells.length > MOST_CELLS || [...openIds].every(isThere)) return { notebook: submission };
  const found = noMatches();
  cells.forEach((cell, index) => {
    if (theirs.has(cell.id)) found.add(index, cell.id);
  });
  const byGradeId = matchGradeIds(cells, release.cells, found);
  const byText = matchTexts(cells, release.cells, found);
  if (!isOfRelease(cells, release.cells, found, openIds)) return { notebook: submission };
  const byPlace = matchPlaces(cells, release.cells, found, openIds);
  const known = cells.map((cell, index) => {
    // a cell of the learner's own must not bear the id of another
    const own = found.has(cell.id) ? `${cell.id}-${index}` : cell.id;
    return { ...cell, id: found.idOf(index) ?? own };
  });
  return { notebook: { ...submission, cells: known }, ...noteOf(byGradeId, byText, byPlace) };
}

/** Pairs of a cell of the submission (by its place) and its cell of the release (by its id). */
interface Matches {
  /** False when one of the two is known already. */
  add(index: number, id: string): boolean;
  idOf(index: number): string | undefined;
  has(id: string): boolean;
}

function noMatches(): Matches {
  const ids = new Map<number, string>();
  const taken = new Set<string>();
  return {
    add: (index, id) => {
      if (ids.has(index) || taken.has(id)) return false;
      ids.set(index, id);
      taken.add(id);
      return true;
    },
    idOf: (index) => ids.get(index),
    has: (id) => taken.has(id),
  };
}

function matchGradeIds(cells: readonly Cell[], release: readonly Cell[], found: Matches): number {
  const ids = new Map(
    release.flatMap((cell) => [gradeId(cell), cell.id].flatMap((name) => (name ? [[name, cell.id]] : []))),
  );
  return cells.filter((cell, index) => {
    const id = ids.get(gradeId(cell) ?? '');
    return id !== undefined && found.add(index, id);
  }).length;
}

function gradeId({ metadata }: Cell): string | undefined {
  const { nbgrader } = metadata as { nbgrader?: { grade_id?: unknown } };
  return typeof nbgrader?.grade_id === 'string' ? nbgrader.grade_id : undefined;
}

/** Cells whose text is there once in each of the two notebooks, in the same order. */
function matchTexts(cells: readonly Cell[], release: readonly Cell[], found: Matches): number {
  const places = new Map<string, number[]>();
  cells.forEach((cell, index) => {
    if (found.idOf(index) === undefined) places.set(textOf(cell), [...(places.get(textOf(cell)) ?? []), index]);
  });
  const count = new Map<string, number>();
  for (const cell of release) count.set(textOf(cell), (count.get(textOf(cell)) ?? 0) + 1);
  let last = -1;
  return release.filter((cell) => {
    const [place, another] = places.get(textOf(cell)) ?? [];
    const isSure = place !== undefined && another === undefined && count.get(textOf(cell)) === 1 && place > last;
    if (!isSure || found.has(cell.id)) return false;
    last = place;
    return found.add(place, cell.id);
  }).length;
}

/** Equal cells that it takes to know the release: all lessons begin with one or two alike. */
const ENOUGH = 3;

function isOfRelease(
  cells: readonly Cell[],
  release: readonly Cell[],
  found: Matches,
  openIds: ReadonlySet<string>,
): boolean {
  if ([...openIds].some((id) => found.has(id))) return true;
  const theirs = new Map(release.map((cell) => [cell.id, cell]));
  const alike = cells.filter((cell, index) => {
    const other = theirs.get(found.idOf(index) ?? '');
    return other !== undefined && sameText(cell, other);
  });
  return alike.length >= Math.min(ENOUGH, release.length - openIds.size) && alike.length > 0;
}

/** Code between two known cells is the release's code between the same two: by its text, else in its order. */
function matchPlaces(
  cells: readonly Cell[],
  release: readonly Cell[],
  found: Matches,
  openIds: ReadonlySet<string>,
): number {
  const placeOf = new Map(cells.map((_, index) => [found.idOf(index) ?? '', index]));
  let matched = 0;
  let [from, at] = [0, 0];
  for (const [index, cell] of [...release.entries(), [release.length, undefined] as const]) {
    const place = cell ? placeOf.get(cell.id) : cells.length;
    if (place === undefined || place < from) continue;
    const theirs = release.slice(at, index).filter(({ cell_type: type }) => type === 'code');
    const own = range(from, place).filter((one) => cells[one]?.cell_type === 'code');
    matched += matchGap(cells, own, theirs, found, openIds);
    [from, at] = [place + 1, index + 1];
  }
  return matched;
}

function matchGap(
  cells: readonly Cell[],
  own: readonly number[],
  theirs: readonly Cell[],
  found: Matches,
  openIds: ReadonlySet<string>,
): number {
  const alike = theirs.filter((cell) => {
    const place = own.find((one) => found.idOf(one) === undefined && sameText(cells[one], cell));
    return place !== undefined && found.add(place, cell.id);
  });
  const left = own.filter((one) => found.idOf(one) === undefined);
  const missing = theirs.filter(({ id }) => !found.has(id));
  // as many as there were: a locked one was changed; else the learner's own are among them, and the tasks come first
  const wanted = left.length === missing.length ? missing : missing.filter(({ id }) => openIds.has(id));
  const inOrder = wanted.filter((cell, index) => left[index] !== undefined && found.add(left[index], cell.id));
  return alike.length + inOrder.length;
}

function sameText(cell: Cell | undefined, other: Cell): boolean {
  return cell !== undefined && textOf(cell) === textOf(other);
}

function textOf({ cell_type: type, source }: Cell): string {
  return `${type}:${source.replaceAll(/\s+/g, ' ').trim()}`;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function noteOf(byGradeId: number, byText: number, byPlace: number): Pick<KnownCells, 'note'> {
  const ways = [
    ...(byGradeId > 0 ? [`${byGradeId} by nbgrader's grade_id`] : []),
    ...(byText > 0 ? [`${byText} by their text`] : []),
    ...(byPlace > 0 ? [`${byPlace} by their place`] : []),
  ];
  return ways.length === 0 ? {} : { note: `Cells had lost their ids and were known again: ${ways.join(', ')}.` };
}
