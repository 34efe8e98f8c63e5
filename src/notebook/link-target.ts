/** Symbolic links that lead to no file: a reader of folders sees the name there, and nobody can open it. */
import { readlinkSync } from 'node:fs';

/** The target of a symbolic link, as it is written in the link; undefined for a name that is no link. */
export function linkTarget(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
