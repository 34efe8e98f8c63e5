/** Whether a file has changed since it was last looked at. */
import { statSync } from 'node:fs';

/**
 * A text that changes when the file at a path is written to or replaced; empty where no file can be reached, as below a file or
 * by a link that leads round in a circle. Never throws.
 */
export function fileStamp(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return '';
  }
}
