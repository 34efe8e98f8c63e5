/** One prepared grading: by `kubelab grade`, or by each round of its `--watch`. */
import { lockFolder } from '../course/grading/folder-lock.js';
import { type ClassRun, gradeClass } from '../course/grading/grade-class.js';
import { machineKey } from '../course/grading/machine-key.js';
import { openWorkProcesses } from '../course/grading/work-processes.js';
import { askedKinds } from '../grader/asked-kinds.js';
import { kubelabHome } from '../home.js';
import { packageVersion } from '../package-root.js';
import type { GradeOptions } from './commands/grade.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { reportGrading } from './grade-report.js';
import type { PreparedGrading } from './prepare-grading.js';
import type { RunPlace } from './run-place.js';
import type { Io } from './terminal/terminal.js';

/** Runs a prepared grading with its report. Throws FOLDER_LOCKED, and the errors of the folder of results or a rubric. */
export async function gradePrepared(
  prepared: PreparedGrading,
  place: RunPlace,
  options: GradeOptions,
  io: Io,
): Promise<ClassRun> {
  const { out, tasks, rubrics } = prepared;
  const signal = io.signals.interruption;
  const asked = new Map([...rubrics].map(([exercise, { rubric }]) => [exercise, askedKinds(rubric)]));
  const release = lockFolder(out);
  process.once('exit', release);
  const reporter = reportGrading(io.out, tasks, place.workers);
  const work = openWorkProcesses({ processes: place.processes, signal });
  const runner = place.open({
    work,
    signal,
    total: tasks.length,
    askedOf: ({ lesson }) => asked.get(lesson?.id ?? '') ?? 'all',
    onEvent: (submission, event) => reporter.onCell(submission, event),
    ...(options.memory === undefined ? {} : { memoryMb: options.memory }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    ...(options.timeoutCell === undefined ? {} : { timeoutCellMs: options.timeoutCell * 1000 }),
  });
  try {
    return await gradeClass({
      ...prepared,
      signal,
      resume: options.resume ?? false,
      jobs: place.jobs(tasks.length),
      version: packageVersion(),
      run: runner.run,
      machineKey: machineKey(kubelabHome(io.env)),
      work,
      onEvent: (event) => {
        if (event.type === 'finished' && (event.how === 'kept' || event.how === 'judged')) runner.skip();
        reporter.onEvent(event);
      },
    });
  } finally {
    reporter.stop();
    await runner.close();
    await work.close();
    process.removeListener('exit', release);
    release();
  }
}

/** Throws what kept this machine from grading, if something did. */
export function throwFaultOfMachine({ faults: [fault] }: ClassRun): void {
  if (fault !== undefined && exitCodeOf(fault) === EXIT.environment) throw fault;
}
