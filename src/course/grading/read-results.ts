/** The results in a folder that `grade` wrote, for later steps such as the export to a learning platform. */
import { join } from 'node:path';
import { KubelabError } from '../../errors.js';
import { readNamedFile } from '../../named-file.js';
import { isResults } from './kept-shapes.js';
import type { Result } from './results.js';

/** All results in the folder. Throws FILE_MISSING, and ARGUMENT_INVALID for a results.json that `grade` did not write. */
export function readResults(folder: string): Result[] {
  const file = join(folder, 'results.json');
  const text = readNamedFile(file, 'the results', 'name the folder that a grading wrote, such as grading');
  let cause: unknown;
  try {
    const results: unknown = JSON.parse(text);
    if (isResults(results)) return results.results;
  } catch (error) {
    cause = error;
  }
  throw new KubelabError('ARGUMENT_INVALID', 'this is not what "kubelab grade" writes', {
    hint: 'grade again, with --resume to keep what is done',
    place: { file },
    cause,
  });
}
