/** `kubelab grade`: grades submissions, shows how it goes, and sums up. */
import type { ClassRun } from '../../course/grading/grade-class.js';
import { timesInWords } from '../../course/grading/lateness.js';
import { removeOwnRunFolders } from '../../course/grading/run-folder.js';
import { makeUnpacker } from '../../course/grading/unpack.js';
import { closeInheritedDescriptors } from '../../sandbox/inherited-descriptors.js';
import { shellWord } from '../../shell.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from '../exit-codes.js';
import { gradePrepared, throwFaultOfMachine } from '../grade-prepared.js';
import { summaryOfClass } from '../grade-summary.js';
import { asBefore } from '../graded-with.js';
import { courseOf, namedPaths } from '../lesson-copy.js';
import { type PreparedGrading, prepareGrading } from '../prepare-grading.js';
import { runPlaceOf } from '../run-place.js';
import type { Io } from '../terminal/terminal.js';
import { warnOf } from '../warn-of.js';
import { commandHere } from '../words.js';

/** The options of `grade`; times are in seconds, memory in MB. */
export interface GradeOptions {
  exercise?: string;
  /** Learners to grade, when it is not all that was handed in. */
  only?: string[];
  jobs?: number;
  out: string;
  resume?: boolean;
  roster?: string;
  marks?: string;
  due?: Date;
  /** In minutes. */
  grace?: number;
  /** Cost of each begun day: points, or a share as `10%`. */
  late?: number | string;
  anonymous?: boolean;
  timeoutCell?: number;
  timeout?: number;
  memory?: number;
  sandbox: 'auto' | 'bwrap' | 'none';
  kubeconfig?: string;
  auditLog?: string;
  course?: string;
  /** The address of a Redis, whose workers run the submissions. */
  queue?: string;
  /** Goes on, with later submissions. */
  watch?: boolean;
}

/**
 * Grades the notebooks, which are named by their paths or as lessons of the learner's copy. 0 when all were graded, 1 when
 * some could not be, 3 when the machine did not allow it, 130 or 143 after a signal; the results are whole in each case.
 * With `watch` it goes on until a signal comes. Throws for faults of the command line and its files.
 */
export async function grade(names: readonly string[], given: GradeOptions, io: Io): Promise<ExitCode> {
  closeInheritedDescriptors();
  const options = asBefore(given);
  const { interruption } = io.signals;
  endInTime(interruption);
  const named = options.course === undefined ? {} : { course: options.course };
  const course = courseOf(named);
  const paths = namedPaths(names, named, io);
  if (options.watch) {
    const { gradeAsItComes } = await import('../grade-as-it-comes.js');
    return gradeAsItComes({ paths, course, options, io });
  }
  const unpacker = makeUnpacker(course, interruption);
  try {
    const prepared = await prepareGrading(paths, course, unpacker, options, io);
    interruption.throwIfAborted();
    const place = await runPlaceOf(options, io);
    try {
      warnOf([...prepared.warnings, ...place.warnings], io);
      return endOf(await gradePrepared(prepared, place, options, io), prepared, { names, options: given }, io);
    } finally {
      place.close();
    }
  } finally {
    unpacker.remove();
  }
}

/** Sums up. Throws the fault of a machine that did not allow the grading. */
function endOf(
  done: ClassRun,
  prepared: PreparedGrading,
  { names, options }: { names: readonly string[]; options: GradeOptions },
  io: Io,
): ExitCode {
  const signal = io.signals.interruption;
  const times = timesInWords(done.results);
  io.out.line(
    summaryOfClass(done, {
      out: options.out,
      interrupted: signal.aborted,
      goOn: 'Go on with --resume.',
      gradeAgain: (learners) => commandHere(gradeAgain(names, options, learners), io),
      rubrics: prepared.rubrics,
      terminal: io.out,
      handedIn: prepared.handedIn,
      ...(times === undefined ? {} : { times }),
    }),
  );
  if (signal.aborted) return exitCodeOfSignal(signal.reason);
  throwFaultOfMachine(done);
  return done.notGraded.length > 0 ? EXIT.failed : EXIT.ok;
}

/** The command for these learners: one alone, or all that is new in the folder, which has course, roster and marks. */
function gradeAgain(
  names: readonly string[],
  { exercise, anonymous, out }: GradeOptions,
  learners: readonly string[],
): string {
  const [learner] = learners;
  const isOne = learner !== undefined && learners.length === 1 && !anonymous;
  const words = [
    ...names,
    ...(exercise === undefined ? [] : ['--exercise', exercise]),
    ...['--out', out, ...(anonymous ? ['--anonymous'] : [])],
    ...(isOne ? ['--only', learner] : ['--resume']),
  ];
  return `grade ${words.map((word) => shellWord(word)).join(' ')}`;
}

/**
 * How long a grading may take to end its processes and write its results, after a signal. It takes a second; on a busy machine some
 * more, and the results are to be whole.
 */
const END_MS = 10_000;

/**
 * Ends this process {@link END_MS} after a signal, whatever it still waits for: processes that it started are killed at its exit,
 * and then their folders go. A second Ctrl-C ends it at once.
 */
function endInTime(signal: AbortSignal): void {
  const end = (): void => {
    process.once('exit', removeOwnRunFolders);
    process.exit(exitCodeOfSignal(signal.reason));
  };
  signal.addEventListener('abort', () => setTimeout(end, END_MS).unref(), { once: true });
}
