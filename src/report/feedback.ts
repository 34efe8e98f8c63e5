/** A learner's page: each check's points, what the server saw instead of the task, hints to try, and the run itself. */

import type { CheckVerdict } from '../grader/verdict.js';
import { results, tones } from './check-words.js';
import type { FeedbackView, MarkView } from './feedback-view.js';
import { type Markup, markup } from './markup.js';
import { renderCells } from './notebook-cells.js';
import { renderPage } from './page.js';
import { formatPoints } from './points.js';
import { renderNote, renderNotes } from './teacher-notes.js';
import { renderTimeline } from './timeline.js';

/** The page as HTML. Of hidden checks and deductions it shows totals only. */
export function renderFeedback(view: FeedbackView): string {
  return renderPage({ title: `${view.title}: ${view.learner}`, body: renderBody(view) });
}

function renderBody(view: FeedbackView): Markup {
  const head = markup`<h1>${view.title}</h1>
<p>${view.learner}</p>`;
  if (view.reason !== undefined) {
    return markup`${head}
<p class="score bad">Not graded</p>
<p>${view.reason}</p>
${renderNotes(view.marks, { checks: [], cells: [] })}`;
  }
  return markup`${head}
<p class="score">${formatPoints(view.points)} of ${formatPoints(view.maxPoints)} points</p>
${view.byOwnRecord && markup`<p class="warn">By your own record: the API server's audit log was out of reach.</p>`}
${view.warnings.map((warning) => markup`<p class="warn">${warning}</p>\n`)}
<h2>Checks</h2>
${renderChecks(view)}
${renderDeductions(view)}
${renderNotes(view.marks, { checks: shownChecks(view).map(({ id }) => id), cells: view.cells })}
<h2>What the API server saw</h2>
${renderTimeline(view.requests)}
<h2>Your notebook as it ran</h2>
<p class="quiet">Below the code of a cell stands what it put out. Points come from what the API server saw, never from these
outputs.</p>
${renderCells(view.cells, view.marks)}`;
}

function shownChecks({ checks }: FeedbackView): CheckVerdict[] {
  return checks.filter(({ visibility }) => visibility === 'shown');
}

function renderChecks(view: FeedbackView): Markup {
  const { checks, marks } = view;
  const shown = shownChecks(view);
  const hidden = checks.filter(({ visibility }) => visibility === 'hidden');
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Table of checks">
<table><caption>What was asked for, and what was seen</caption>
<thead><tr><th scope="col" class="title">Check</th><th scope="col" class="word">Result</th><th scope="col" class="number">Points</th><th scope="col">Seen</th></tr></thead>
<tbody>${shown.map((check) => renderCheck(check, marks))}${hidden.length > 0 && renderHidden(hidden)}</tbody></table></div>`;
}

function renderCheck(check: CheckVerdict, marks: readonly MarkView[]): Markup {
  const notes = marks.filter((mark) => mark.check === check.id).map(renderNote);
  const hints = check.status === 'passed' ? [] : check.hints;
  const row = markup`<tr${hints.length > 0 && markup` class="with-hints"`}><th scope="row">${check.title}</th><td class="word ${tones[check.status]}">${results[check.status]}</td><td class="number">${ofPoints(check)}</td><td>${check.seen}${notes}</td></tr>\n`;
  if (hints.length === 0) return row;
  return markup`${row}<tr class="hints"><td colspan="4">${hints.map(
    (hint, level) =>
      markup`<details><summary>Hint${hints.length > 1 && ` ${level + 1} of ${hints.length}`} for “${check.title}”</summary><p>${hint}</p></details>`,
  )}</td></tr>\n`;
}

function renderHidden(hidden: readonly CheckVerdict[]): Markup {
  const points = sum(hidden.map((check) => check.points));
  const maxPoints = sum(hidden.map((check) => check.maxPoints));
  const status = points >= maxPoints ? 'passed' : points > 0 ? 'partly' : 'failed';
  return markup`<tr><th scope="row">Further checks (${hidden.length})</th><td class="word ${tones[status]}">${results[status]}</td><td class="number">${ofPoints({ points, maxPoints })}</td><td></td></tr>\n`;
}

function renderDeductions({ deductions }: FeedbackView): Markup | undefined {
  if (deductions.length === 0) return undefined;
  const shown = deductions.filter(({ visibility }) => visibility === 'shown');
  const hidden = deductions.filter(({ visibility }) => visibility === 'hidden');
  return markup`<h2>Points taken off</h2>
<ul>${shown.map(({ title, points, seen }) => markup`<li>${title} (${formatPoints(-Math.abs(points))}): ${seen}</li>\n`)}${
    hidden.length > 0 && markup`<li>Further: ${formatPoints(-Math.abs(sum(hidden.map(({ points }) => points))))}</li>\n`
  }</ul>`;
}

function ofPoints({ points, maxPoints }: { points: number; maxPoints: number }): string {
  return `${formatPoints(points)} of ${formatPoints(maxPoints)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
