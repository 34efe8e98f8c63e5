/** The results in a folder that `grade` wrote, for later steps such as the export to a learning platform. */
import { join } from 'node:path';
import * as z from 'zod';
import { KubelabError } from '../../errors.js';
import { readNamedFile } from '../../named-file.js';
import type { Result, Results } from './results.js';

/** The part of results.json that is read here; the whole is in results.schema.json. */
const resultsSchema = z.object({
  version: z.literal(1),
  results: z.array(
    z.looseObject({
      learner: z.string(),
      exercise: z.string(),
      points: z.number(),
      maxPoints: z.number(),
      status: z.enum(['graded', 'not graded']),
      checks: z.array(z.looseObject({ id: z.string(), points: z.number(), maxPoints: z.number() })),
    }),
  ),
});

/** All results in the folder. Throws FILE_MISSING, and ARGUMENT_INVALID for a results.json that `grade` did not write. */
export function readResults(folder: string): Result[] {
  const file = join(folder, 'results.json');
  const text = readNamedFile(file, 'the results', 'name the folder that a grading wrote, such as grading');
  try {
    // checked as far as it is used; what is beside that is as `grade` writes it
    return (resultsSchema.parse(JSON.parse(text)) as unknown as Results).results;
  } catch (cause) {
    throw new KubelabError('ARGUMENT_INVALID', 'this is not what "kubelab grade" writes', {
      hint: 'grade again, with --resume to keep what is done',
      place: { file },
      cause,
    });
  }
}
