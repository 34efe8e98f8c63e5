/** The summary of a grading: mean, median, how points are spread, how often each check passed, the faults. */

import { count } from '../count.js';
import type { MarkChange } from '../course/grading/changes.js';
import type { ClassRun, Step } from '../course/grading/grade-class.js';
import type { KnownRubric, Task } from '../course/grading/grade-one.js';
import { isMissing } from '../course/grading/results.js';
import { hundredths } from '../hundredths.js';
import { mostlyWrong, statisticsOf } from '../report/statistics.js';
import { sanitise } from './terminal/sanitise.js';
import { formatTable } from './terminal/table.js';
import type { Terminal } from './terminal/terminal.js';
import { cutTo } from './terminal/text.js';

/** Options of a summary beside the results. */
export interface SummaryOptions {
  /** The folder of results, as it was named. */
  out: string;
  interrupted: boolean;
  /** How to go on after an interruption, as a sentence. */
  goOn: string;
  /** The command that grades these learners again, when what kept them from it is mended. */
  gradeAgain?: (learners: readonly string[]) => string;
  rubrics: ReadonlyMap<string, KnownRubric>;
  terminal: Terminal;
  /** The submissions of this time. */
  handedIn: readonly Task[];
  /** When, by which clocks. */
  times?: string;
}

/** The summary as lines of text. */
export function summaryOfClass(run: ClassRun, options: SummaryOptions): string {
  const { style } = options.terminal;
  const exercises = [...new Set(run.results.map(({ exercise }) => exercise))].filter((id) => options.rubrics.has(id));
  const parts = exercises.map((exercise) => exerciseSummary(exercise, run, options));
  if (run.changes.length > 0) {
    parts.push([style.bold('Marks that changed'), ...run.changes.flatMap(changeLines).map((line) => sanitise(line))]);
  }
  if (run.notGraded.length > 0) {
    const shown = run.notGraded.slice(0, MOST_REFUSED);
    const lines = shown.map(({ learner, reason }) => `  ${cutTo(sanitise(`${learner}: ${reason ?? ''}`), 400)}`);
    const left = run.notGraded.length - shown.length;
    const more = left > 0 ? [`  and ${left} more: see results.csv`] : [];
    const again = options.gradeAgain?.([...new Set(run.notGraded.map(({ learner }) => learner))]);
    const next = again === undefined ? [] : [sanitise(`To grade what is mended or handed in anew: ${again}`)];
    parts.push([style.bold(`${count(run.notGraded.length, 'submission')} not graded`), ...lines, ...more, ...next]);
  }
  const stays = run.steps.filter(({ how }) => how === 'stays');
  if (stays.length > 0) {
    const lines = stays.map(({ learner, why }) => `  ${sanitise(`${learner}: ${why.join('; ')}`)}`);
    const head = style.bold(`${count(stays.length, 'submission')} must be run again; the earlier marks stay`);
    parts.push([head, ...lines, 'To run them, grade again with --resume and the options of the first time.']);
  }
  const end = stepsLines(run.steps);
  if (options.times !== undefined) end.push(...options.times.split('\n').map((line) => sanitise(line)));
  const kept = keptLine(run, options.handedIn);
  if (kept !== undefined) end.push(sanitise(kept));
  if (run.left > 0) {
    const why = options.interrupted ? 'The grading was interrupted' : 'The grading ended early';
    end.push(style.yellow(`${why}; ${count(run.left, 'submission')} left. ${options.goOn}`));
  }
  const files = 'report.html, report/, results.csv, results.json, results.xml, feedback/';
  end.push(`Results: ${sanitise(options.out)} (${files})`);
  return `\n${[...parts, end].map((lines) => lines.join('\n')).join('\n\n')}`;
}

const MOST_REFUSED = 20;
const MOST_KEPT = 8;

/** Results kept from earlier gradings, with the names of learners without a submission this time. */
function keptLine({ kept }: ClassRun, handedIn: readonly Task[]): string | undefined {
  if (kept.length === 0) return undefined;
  const there = new Set(handedIn.map(({ label }) => label));
  const gone = [...new Set(kept.flatMap(({ learner }) => (there.has(learner) ? [] : [learner])))];
  const more = gone.length > MOST_KEPT ? ` and ${gone.length - MOST_KEPT} more` : '';
  const names = gone.length > 0 ? `; not handed in this time: ${gone.slice(0, MOST_KEPT).join(', ')}${more}` : '';
  return `${count(kept.length, 'row')} of earlier gradings kept as ${kept.length === 1 ? 'it was' : 'they were'}${names}`;
}

function exerciseSummary(exercise: string, run: ClassRun, { rubrics, terminal }: SummaryOptions): string[] {
  const { style } = terminal;
  const rubric = rubrics.get(exercise)?.rubric;
  const own = run.results.filter((result) => result.exercise === exercise);
  const absent = own.filter(isMissing).length;
  const statistics = statisticsOf(own.filter((result) => !isMissing(result)));
  const { graded, notGraded, mean, median, maxPoints, tenths } = statistics;
  const title = style.bold(sanitise(rubric?.title ?? exercise));
  if (graded === 0) return [`${title}: none graded`];
  const others = `${notGraded > 0 ? `, ${notGraded} not graded` : ''}${absent > 0 ? `, ${absent} handed in nothing` : ''}`;
  const numbers = `${graded} graded${others}; mean ${short(mean)}, median ${short(median)} of ${short(maxPoints)}`;
  const titles = new Map(rubric?.checks.map((check) => [check.id, check.title]));
  const rates = statistics.checks.map(({ id, passed, of }) => [
    `  ${`${Math.round((passed / of) * 100)} %`.padStart(5)}`,
    `${passed} of ${of}`.padStart(9),
    sanitise(`${id}: ${titles.get(id) ?? ''}`),
  ]);
  const wrong = mostlyWrong(statistics.checks).map(({ id }) => sanitise(id));
  return [
    `${title}: ${numbers}`,
    `  0 % ${histogram(tenths)} 100 %`,
    formatTable([], rates, style),
    ...(wrong.length > 0 ? [`Most got wrong: ${wrong.join(', ')}`] : []),
  ];
}

/** One change of marks, and why. */
function changeLines({ learner, exercise, before, after, why, checks }: MarkChange): string[] {
  const head = `${learner} ${exercise}: ${before.points} of ${before.maxPoints} → ${after.points} of ${after.maxPoints}`;
  return [`${head} (${why.join(', ') || 'the same notebook and rubric'})`, ...checks.map((line) => `  ${line}`)];
}

/** How many results came about how, where some did not come by a first run: `Judged again: 3 (another rubric)`. */
function stepsLines(steps: readonly Step[]): string[] {
  if (steps.every(({ how, why }) => how === 'refused' || (how === 'run' && why.length === 0))) return [];
  return (['kept', 'judged', 'run'] as const).flatMap((how) => {
    const own = steps.filter((step) => step.how === how);
    if (own.length === 0) return [];
    const reasons = [...new Set(own.map(({ why }) => why.join(', ')))].filter((why) => why !== '');
    const counted = reasons.map((why) => {
      const alike = own.filter((step) => step.why.join(', ') === why).length;
      return alike === own.length ? why : `${why}: ${alike}`;
    });
    return [sanitise(`${words[how]}: ${own.length}${counted.length > 0 ? ` (${counted.join('; ')})` : ''}`)];
  });
}

const words = { kept: 'As before', judged: 'Judged again from the evidence', run: 'Run' };

const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar for each tenth of the points, as high as it has submissions. */
function histogram(tenths: readonly number[]): string {
  const most = Math.max(1, ...tenths);
  return tenths.map((n) => BARS[Math.ceil((n / most) * 8)]).join('');
}

function short(points: number): string {
  return String(hundredths(points));
}
