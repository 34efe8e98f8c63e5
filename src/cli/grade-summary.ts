/** What a grading says at its end: mean, median, how points are spread, how often each check passed, what went wrong. */
import type { ClassRun } from '../course/grading/grade-class.js';
import type { KnownRubric } from '../course/grading/grade-one.js';
import { mostlyWrong, statisticsOf } from '../report/statistics.js';
import { changeLines } from './grade-report.js';
import { sanitise } from './terminal/sanitise.js';
import { formatTable } from './terminal/table.js';
import type { Terminal } from './terminal/terminal.js';
import { count } from './terminal/text.js';

/** What a summary needs beside the results. */
export interface SummaryOptions {
  /** The folder of results, as it was named. */
  out: string;
  interrupted: boolean;
  rubrics: ReadonlyMap<string, KnownRubric>;
  terminal: Terminal;
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
    const lines = run.notGraded.map(({ learner, reason }) => `  ${sanitise(`${learner}: ${reason ?? ''}`)}`);
    parts.push([style.bold(`${count(run.notGraded.length, 'submission')} not graded`), ...lines]);
  }
  const end = [];
  if (run.left > 0) {
    const why = options.interrupted ? 'The grading was interrupted' : 'The grading ended early';
    end.push(style.yellow(`${why}; ${count(run.left, 'submission')} left. Go on with --resume.`));
  }
  end.push(`Results: ${sanitise(options.out)} (report.html, results.csv, results.json, results.xml, feedback/)`);
  return `\n${[...parts, end].map((lines) => lines.join('\n')).join('\n\n')}`;
}

function exerciseSummary(exercise: string, run: ClassRun, { rubrics, terminal }: SummaryOptions): string[] {
  const { style } = terminal;
  const rubric = rubrics.get(exercise)?.rubric;
  const statistics = statisticsOf(run.results.filter((result) => result.exercise === exercise));
  const { graded, notGraded, mean, median, maxPoints, tenths } = statistics;
  const title = style.bold(sanitise(rubric?.title ?? exercise));
  if (graded === 0) return [`${title}: none graded`];
  const missing = notGraded > 0 ? `, ${notGraded} not graded` : '';
  const numbers = `${graded} graded${missing}; mean ${short(mean)}, median ${short(median)} of ${short(maxPoints)}`;
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

const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar for each tenth of the points, as high as it has submissions. */
function histogram(tenths: readonly number[]): string {
  const most = Math.max(1, ...tenths);
  return tenths.map((n) => BARS[Math.ceil((n / most) * 8)]).join('');
}

function short(points: number): string {
  return String(Math.round(points * 100) / 100);
}
