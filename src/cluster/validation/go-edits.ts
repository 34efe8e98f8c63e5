/** Which items of one list became which of another (go-cmp's internal/diff), from both ends towards the middle. */

/** How two items compare: the leaves that are the same, and those that are not. */
interface Result {
  same: number;
  diff: number;
}

/** An item that stayed or changed (both), went (`i` alone) or came (`j` alone). */
export interface Edit {
  i?: number;
  j?: number;
}

type Compare = (i: number, j: number) => Result;

/** The edits that make a list of `nx` items one of `ny`. */
export function differenceOf(nx: number, ny: number, compare: Compare): Edit[] {
  const forward = { x: 0, y: 0, edits: [] as Edit[] };
  const reverse = { x: nx, y: ny, edits: [] as Edit[] };
  const front = { x: 0, y: 0 };
  const back = { x: nx, y: ny };
  let budget = 4 * (nx + ny);
  const equal = (i: number, j: number): boolean => compare(i, j).diff === 0;
  const met = (): boolean => front.x >= back.x || front.y >= back.y || budget === 0;
  while (!met()) {
    for (let stop1 = false, stop2 = false, k = 0; !(stop1 && stop2) && budget > 0; k++) {
      const [x, y] = [front.x + zigzag(k), front.y - zigzag(k)];
      if (x >= reverse.x || y < forward.y) stop1 = true;
      else if (y >= reverse.y || x < forward.x) stop2 = true;
      else if (equal(x, y)) {
        connectForward(forward, x, y, compare);
        while (forward.x < reverse.x && forward.y < reverse.y && equal(forward.x, forward.y)) stepForward(forward);
        [front.x, front.y, stop1, stop2] = [forward.x, forward.y, true, true];
      } else budget--;
    }
    if (reverse.x - front.x >= reverse.y - front.y) front.x++;
    else front.y++;
    if (met()) break;
    for (let stop1 = false, stop2 = false, k = 0; !(stop1 && stop2) && budget > 0; k++) {
      const [x, y] = [back.x - zigzag(k), back.y + zigzag(k)];
      if (forward.x >= x || reverse.y < y) stop1 = true;
      else if (forward.y >= y || reverse.x < x) stop2 = true;
      else if (equal(x - 1, y - 1)) {
        connectReverse(reverse, x, y, compare);
        while (forward.x < reverse.x && forward.y < reverse.y && equal(reverse.x - 1, reverse.y - 1))
          stepReverse(reverse);
        [back.x, back.y, stop1, stop2] = [reverse.x, reverse.y, true, true];
      } else budget--;
    }
    if (back.x - forward.x >= back.y - forward.y) back.x--;
    else back.y--;
  }
  connectForward(forward, reverse.x, reverse.y, compare);
  return [...forward.edits, ...reverse.edits.reverse()];
}

interface Path {
  x: number;
  y: number;
  edits: Edit[];
}

/** 0, -1, 1, -2, 2, … */
const zigzag = (k: number): number => (k & 1 ? ~k : k) >> 1;

/** Alike enough to be one item that changed. */
const similar = ({ same, diff }: Result): boolean => same + 1 >= diff;

const stepForward = (path: Path): void => {
  path.edits.push({ i: path.x++, j: path.y++ });
};
const stepReverse = (path: Path): void => {
  path.edits.push({ i: --path.x, j: --path.y });
};

function connectForward(path: Path, x: number, y: number, compare: Compare): void {
  while (x > path.x && y > path.y) {
    if (similar(compare(path.x, path.y))) stepForward(path);
    else if (x - path.x >= y - path.y) path.edits.push({ i: path.x++ });
    else path.edits.push({ j: path.y++ });
  }
  while (x > path.x) path.edits.push({ i: path.x++ });
  while (y > path.y) path.edits.push({ j: path.y++ });
}

function connectReverse(path: Path, x: number, y: number, compare: Compare): void {
  while (path.x > x && path.y > y) {
    if (similar(compare(path.x - 1, path.y - 1))) stepReverse(path);
    else if (path.y - y >= path.x - x) path.edits.push({ j: --path.y });
    else path.edits.push({ i: --path.x });
  }
  while (path.x > x) path.edits.push({ i: --path.x });
  while (path.y > y) path.edits.push({ j: --path.y });
}
