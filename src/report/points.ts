/** Points as people write them. */
import { hundredths } from '../hundredths.js';

/** Two digits behind the point at most, and a true minus sign. */
export function formatPoints(points: number): string {
  const text = String(hundredths(points));
  return text.startsWith('-') ? `−${text.slice(1)}` : text;
}
