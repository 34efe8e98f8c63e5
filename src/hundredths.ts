/** The rounding of points, as verdicts keep them. */

/** The number with two digits behind the point at most: thirds of points would not add up in a table. */
export function hundredths(points: number): number {
  return Math.round(points * 100) / 100;
}
