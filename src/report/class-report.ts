/** The teacher's page over a class: each exercise with its table, the spread of points, and the checks that most got wrong. */
import { type Markup, markup } from './markup.js';
import { hrefOf, renderPage } from './page.js';
import { formatPoints } from './points.js';
import { type AlikeView, percent } from './similar-page.js';
import { mostlyWrong, type Scored, type Statistics, statisticsOf } from './statistics.js';

/** One exercise of a class. */
export interface ExerciseView {
  title: string;
  /** The checks of its rubric, in order. */
  checks: readonly { id: string; title: string; visibility: 'shown' | 'hidden'; maxPoints: number }[];
  submissions: readonly SubmissionView[];
  /** The similarities among submissions, and the page that shows them, relative to the report. */
  similar?: { alike: AlikeView; page: string };
}

/** One submission, as the table shows it. */
export interface SubmissionView extends Scored {
  learner: string;
  reason?: string;
  /** The teacher's comment beside the marks. */
  comment?: string;
  /** True when nothing was handed in. */
  missing?: boolean;
  /** The teacher's page about it, relative to the report. */
  report?: string;
  /** The learner's page, relative to the report. */
  page?: string;
}

/** The page as HTML. */
export function renderClassReport(view: { exercises: readonly ExerciseView[] }): string {
  const title = view.exercises.length === 1 ? `Class report: ${view.exercises[0]?.title}` : 'Class report';
  return renderPage({
    title,
    body: markup`<h1>${title}</h1>
${view.exercises.map((exercise) => renderExercise(exercise, view.exercises.length > 1))}
${view.exercises.length === 0 && markup`<p>Nothing was handed in.</p>`}`,
  });
}

function renderExercise(exercise: ExerciseView, named: boolean): Markup {
  const absent = exercise.submissions.filter(({ missing }) => missing).length;
  const statistics = statisticsOf(exercise.submissions.filter(({ missing }) => !missing));
  const { graded, notGraded, mean, median, maxPoints } = statistics;
  const numbers =
    graded > 0
      ? `Mean ${formatPoints(mean)}, median ${formatPoints(median)} of ${formatPoints(maxPoints)} points; ${graded} graded`
      : 'None graded';
  return markup`${named && markup`<h2>${exercise.title}</h2>`}
<p class="score">${numbers}${notGraded > 0 && `, ${notGraded} not graded`}${absent > 0 && `, ${absent} handed in nothing`}</p>
${graded > 0 && markup`<h2>How points are spread</h2>\n${renderDistribution(exercise.title, statistics)}`}
<h2>Checks</h2>
${renderChecks(exercise, statistics)}
<h2>Submissions</h2>
${renderSubmissions(exercise)}
${exercise.similar && renderSimilar(exercise.similar)}
`;
}

/** The learners' names alone; similar passages stand side by side, on a page of their own. */
function renderSimilar({ alike, page }: NonNullable<ExerciseView['similar']>): Markup | undefined {
  const { same, pairs } = alike;
  if (same.length + pairs.length === 0) return undefined;
  const near = pairs.slice(0, 10);
  return markup`<h2>Alike</h2>
<p>${same.length > 0 && `Groups that are the same but for names, spaces and comments: ${same.length}. `}${
    pairs.length > 0 && `Pairs with passages in common: ${pairs.length}. `
  }<a href="${page}">Side by side</a>. A small task has few right answers: that two are alike says nothing of why.</p>
<ul>${same.map(({ learners }) => markup`<li>The same: ${learners.join(', ')}</li>\n`)}${near.map(
    ({ left, right, leftShare, rightShare }) =>
      markup`<li>In common: ${left} (${percent(leftShare)} of it), ${right} (${percent(rightShare)})</li>\n`,
  )}${pairs.length > near.length && markup`<li>and ${pairs.length - near.length} more pairs</li>\n`}</ul>`;
}

const BAR = 40;
const HIGH = 110;

function renderDistribution(title: string, { tenths, graded }: Statistics): Markup {
  const most = Math.max(...tenths, 1);
  const spoken = tenths.map((n, tenth) => `${tenth * 10} to ${tenth * 10 + 10} %: ${n}`).join('; ');
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Distribution of points: ${title}">
<svg role="img" aria-label="Submissions by their share of the points. ${spoken}" viewBox="0 0 ${BAR * 10 + 30} ${HIGH + 40}" width="${BAR * 10 + 30}" height="${HIGH + 40}">
<title>${graded} submissions by their share of the points. ${spoken}</title>
${tenths.map((n, tenth) => {
  const height = Math.round((n / most) * HIGH);
  const x = tenth * BAR + 10;
  return markup`<rect class="bar" x="${x + 3}" y="${HIGH + 18 - height}" width="${BAR - 6}" height="${height}"/>${
    n > 0 && markup`<text x="${x + BAR / 2}" y="${HIGH + 12 - height}" text-anchor="middle">${n}</text>`
  }<text x="${x}" y="${HIGH + 34}" text-anchor="middle">${tenth * 10}</text>\n`;
})}<text x="${BAR * 10 + 10}" y="${HIGH + 34}" text-anchor="middle">100 %</text>
<line class="lane" x1="10" x2="${BAR * 10 + 10}" y1="${HIGH + 18}" y2="${HIGH + 18}"/></svg></div>`;
}

function renderChecks({ title, checks }: ExerciseView, statistics: Statistics): Markup {
  const rates = new Map(statistics.checks.map((rate) => [rate.id, rate]));
  const wrong = mostlyWrong(statistics.checks);
  const titles = new Map(checks.map((check) => [check.id, check.title]));
  return markup`${
    wrong.length > 0 &&
    markup`<p>Most got wrong: ${wrong.map(({ id, passed, of }) => `${titles.get(id) ?? id} (${passed} of ${of} passed)`).join('; ')}.</p>`
  }<div class="scroll" tabindex="0" role="region" aria-label="Table of checks: ${title}">
<table><caption>How many passed each check in full</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Id</th><th scope="col">Shown to learners</th><th scope="col" class="number">Points</th><th scope="col" class="number">Passed</th><th scope="col" class="number">Rate</th></tr></thead>
<tbody>${checks.map(({ id, title: name, visibility, maxPoints }) => {
    const { passed, of } = rates.get(id) ?? { passed: 0, of: 0 };
    return markup`<tr><th scope="row">${name}</th><td class="word"><code>${id}</code></td><td>${visibility === 'shown' ? 'yes' : 'no'}</td><td class="number">${formatPoints(maxPoints)}</td><td class="number">${passed} of ${of}</td><td class="number">${of > 0 ? `${Math.round((passed / of) * 100)} %` : '–'}</td></tr>\n`;
  })}</tbody></table></div>`;
}

function renderSubmissions({ title, checks, submissions }: ExerciseView): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Table of submissions: ${title}">
<table><caption>Points by learner and check</caption>
<thead><tr><th scope="col">Learner</th><th scope="col" class="number">Points</th>${checks.map(({ id }) => markup`<th scope="col" class="upright">${id}</th>`)}<th scope="col">Remarks</th></tr></thead>
<tbody>${submissions.map((submission) => {
    const points = new Map(submission.checks.map((check) => [check.id, check]));
    const graded = submission.status === 'graded';
    return markup`<tr><th scope="row" class="learner">${learnerOf(submission)}</th><td class="number">${
      graded ? `${formatPoints(submission.points)} of ${formatPoints(submission.maxPoints)}` : 'not graded'
    }</td>${checks.map(({ id }) => renderPoints(points.get(id)))}<td>${remarks(submission)}</td></tr>\n`;
  })}</tbody></table></div>`;
}

function renderPoints(check: { points: number; maxPoints: number } | undefined): Markup {
  if (!check) return markup`<td class="number">–</td>`;
  const tone = check.points >= check.maxPoints ? 'good' : check.points > 0 ? 'warn' : 'bad';
  return markup`<td class="number ${tone}">${formatPoints(check.points)}</td>`;
}

/** The learner's name links to the teacher's page; a link to the learner's own page stands beside it. */
function learnerOf({ learner, report, page }: SubmissionView): Markup {
  if (page === undefined) return markup`${learner}`;
  if (report === undefined) return markup`<a href="${hrefOf(page)}">${learner}</a>`;
  const feedback = markup`<a href="${hrefOf(page)}">feedback<span class="unseen"> for ${learner}</span></a>`;
  return markup`<a href="${hrefOf(report)}">${learner}</a> <span class="quiet">· ${feedback}</span>`;
}

function remarks({ reason, comment }: SubmissionView): string {
  return [reason, comment].filter((text) => text !== undefined).join('; ');
}
