/** A teacher's page about one submission: every check with its reason and its requests, all requests, the notebook. */
import type { CheckVerdict } from '../grader/verdict.js';
import { results, tones } from './check-words.js';
import type { RequestView } from './feedback-view.js';
import { type Markup, markup } from './markup.js';
import { renderCells } from './notebook-cells.js';
import { hrefOf, renderPage } from './page.js';
import { formatPoints } from './points.js';
import { renderMarkList } from './teacher-notes.js';
import type { Basis, TeacherView } from './teacher-view.js';
import { renderTimeline } from './timeline.js';

/** The page as HTML. It holds the hidden checks, which learners are not shown. */
export function renderTeacherPage(view: TeacherView): string {
  return renderPage({ title: `${view.title}: ${view.learner} (for teachers)`, body: renderBody(view) });
}

function renderBody(view: TeacherView): Markup {
  const score =
    view.status === 'graded'
      ? markup`<p class="score">${formatPoints(view.points)} of ${formatPoints(view.maxPoints)} points</p>`
      : markup`<p class="score bad">Not graded</p>`;
  const head = markup`<h1>${view.title}</h1>
<p>${view.learner}. For teachers: this page shows hidden checks.</p>
<p><a href="../report.html">The class</a>${view.feedback !== undefined && markup` · <a href="${hrefOf(view.feedback)}">What the learner is given</a>`}</p>
${score}
${view.reason !== undefined && markup`<p>${view.reason}</p>`}
${view.run.length > 0 && markup`<p class="quiet">${view.run.join(', ')}</p>`}
${view.byOwnRecord && markup`<p class="warn">By the learner's own record: the API server's audit log was out of reach.</p>`}
${view.warnings.map((warning) => markup`<p class="warn">${warning}</p>\n`)}
${renderMarks(view)}`;
  if (view.checks.length === 0) return head;
  return markup`${head}
<h2>Checks</h2>
${renderChecks(view)}
${renderDeductions(view)}
<h2>What the API server saw</h2>
${renderTimeline(view.requests)}
${view.left > 0 && markup`<p class="quiet">${view.left} later requests are left out here.</p>`}
<h2>The notebook as it ran</h2>
<p class="quiet">Below the code of a cell stands what it put out. Nothing of that counts for the points.</p>
${renderCells(view.cells)}`;
}

function renderChecks({ checks, basis }: TeacherView): Markup {
  const known = new Map(basis.map((one) => [one.check, one]));
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Table of checks">
<table><caption>What was asked for, what was seen, and the requests that it rests on</caption>
<thead><tr><th scope="col" class="title">Check</th><th scope="col" class="word">Result</th><th scope="col" class="number">Points</th><th scope="col">Seen</th></tr></thead>
<tbody>${checks.map((check) => renderCheck(check, known.get(check.id)))}</tbody></table></div>`;
}

function renderCheck(check: CheckVerdict, basis: Basis | undefined): Markup {
  const { id, title, visibility, status, points, maxPoints, seen } = check;
  const hidden = visibility === 'hidden' && markup`<br><span class="quiet">hidden from learners</span>`;
  return markup`<tr><th scope="row">${title}<br><code>${id}</code>${hidden}</th><td class="word ${tones[status]}">${results[status]}</td><td class="number">${formatPoints(points)} of ${formatPoints(maxPoints)}</td><td>${seen}${basis && renderBasis(check, basis)}</td></tr>\n`;
}

function renderBasis({ points, title }: CheckVerdict, { requests, more }: Basis): Markup {
  const count = requests.length + more;
  return markup`<details><summary>${points > 0 ? 'Rests on' : 'Looked at'} ${count} ${count === 1 ? 'request' : 'requests'}<span class="unseen"> for “${title}”</span></summary>
<ul>${requests.map((request) => markup`<li>${sentence(request)}</li>\n`)}${more > 0 && markup`<li>and ${more} more</li>`}</ul></details>`;
}

function sentence({ user, credential, verb, what, status, times }: RequestView): Markup {
  const often = times > 1 ? ` (${times} times)` : '';
  return markup`<code>${verb} ${what}</code>${often}: ${status || 'no answer'}, by ${user} (${credential})`;
}

function renderDeductions({ deductions }: TeacherView): Markup | undefined {
  if (deductions.length === 0) return undefined;
  return markup`<h2>Points taken off</h2>
<ul>${deductions.map(
    ({ id, title, visibility, points, seen }) =>
      markup`<li>${title} <code>${id}</code> (${formatPoints(-Math.abs(points))}${visibility === 'hidden' && ', hidden from learners'}): ${seen}</li>\n`,
  )}</ul>`;
}

function renderMarks({ marks }: TeacherView): Markup | undefined {
  return marks.length === 0
    ? undefined
    : markup`<h2>Your marks</h2>
${renderMarkList(marks)}`;
}
