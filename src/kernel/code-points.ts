/**
 * Places in code: Jupyter counts code points
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#cursor-pos-unicode-note), JavaScript UTF-16 units.
 */

/** The place in units of one that is given in code points. */
export function toUnits(code: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0 && units < code.length; left--) units += lengthAt(code, units);
  return units;
}

/** The place in code points of one that is given in units. */
export function toCodePoints(code: string, units: number): number {
  let count = 0;
  for (let at = 0; at < units; at += lengthAt(code, at)) count += 1;
  return count;
}

function lengthAt(code: string, at: number): number {
  return (code.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
