/** `kubelab rejudge`: judges a graded class again, from its folder of results. */
import { openWorkProcesses } from '../../course/grading/work-processes.js';
import type { ExitCode } from '../exit-codes.js';
import type { RejudgeCommandOptions } from '../rejudge-folder.js';
import type { Io } from '../terminal/terminal.js';

/**
 * Judges by the rubrics and marks as they are now, and says what changed. 0 when all were judged, 1 when some need a
 * run. Throws for a folder that holds no grading, and for faults of rubrics, roster and marks.
 */
export async function rejudge(folder: string, options: RejudgeCommandOptions, io: Io): Promise<ExitCode> {
  const work = openWorkProcesses({ processes: 1, signal: io.signals.interruption });
  work.prepare();
  try {
    // loaded while that process loads its own program
    const { rejudgeFolder } = await import('../rejudge-folder.js');
    return await rejudgeFolder(work, folder, options, io);
  } finally {
    await work.close();
  }
}
