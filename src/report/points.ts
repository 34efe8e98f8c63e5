/** Points as people write them. */

/** Two digits behind the point at most, and a true minus sign. */
export function formatPoints(points: number): string {
  const text = String(Math.round(points * 100) / 100);
  return text.startsWith('-') ? `−${text.slice(1)}` : text;
}
