/** Points as a platform counts them: its maximum may be another than the rubric's. */

/** The points of `of` as a share of the platform's maximum; unchanged where the platform says none. */
export function scaledPoints(points: number, of: number, maximum: number | undefined): number {
  return maximum === undefined || of <= 0 ? points : (points / of) * maximum;
}

/** The note about another maximum; undefined where there is nothing to tell. */
export function scaleNote(platform: string, of: number, maximum: number | undefined): string | undefined {
  if (maximum === undefined || maximum === of || of <= 0) return undefined;
  return `the maximum in ${platform} is ${maximum}, here it is ${of}: points are written as a share of ${maximum}`;
}
