/** The comment beside a grade in Moodle: points by check, the observations, a teacher's words, as HTML. */
import { markup } from '../../report/markup.js';
import { formatPoints } from '../../report/points.js';
import type { GradedWork } from './graded-work.js';

/** The comment on a work that was graded. Of hidden checks it says the sum alone, as the learner's page does. */
export function feedbackComment({ result, verdict }: GradedWork): string {
  const { points, maxPoints, checks, marks = [] } = result;
  const now = new Map(checks.map((check) => [check.id, check]));
  const all = (verdict?.checks ?? []).map((check) => ({ ...check, ...now.get(check.id) }));
  const hidden = all.filter(({ visibility }) => visibility === 'hidden');
  const sum = (of: 'points' | 'maxPoints'): number => hidden.reduce((total, check) => total + check[of], 0);
  const deductions = verdict?.deductions ?? [];
  const shown = all.filter(({ visibility }) => visibility === 'shown');
  const lines = [
    ...shown.map((check) => {
      const seen = check.points < check.maxPoints ? ` (${check.seen})` : '';
      const said = marks.flatMap(({ check: id, comment }) => (id === check.id && comment ? `. ${comment}` : []));
      return `${check.title}: ${formatPoints(check.points)} of ${formatPoints(check.maxPoints)}${seen}${said.join('')}`;
    }),
    ...(hidden.length > 0
      ? [`Further checks: ${formatPoints(sum('points'))} of ${formatPoints(sum('maxPoints'))}`]
      : []),
    ...deductions.map(({ title, visibility, points: cost }) => {
      return `${visibility === 'shown' ? title : 'Taken off'}: ${formatPoints(-Math.abs(cost))}`;
    }),
    ...marks.flatMap(({ kind, points: change, comment, check }) => {
      if (shown.some(({ id }) => id === check)) return [];
      const what = { points: 'From your teacher', late: 'Handed in late', mark: 'Marked by hand' }[kind];
      const number = `${change > 0 ? '+' : ''}${formatPoints(change)}`;
      if (change === 0) return `${what}: ${comment ?? number}`;
      return `${what}: ${number}${comment ? ` (${comment})` : ''}`;
    }),
  ];
  return markup`<p>${formatPoints(points)} of ${formatPoints(maxPoints)} points</p>${
    lines.length > 0 && markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`
  }`.html;
}

/** True for a comment that {@link feedbackComment} wrote, also after a platform has tidied its HTML. */
export function isOwnComment(text: string): boolean {
  return /^\s*(<[^>]{0,200}>\s*){0,3}[−\d.]+ of [\d.]+ points\b/.test(text.slice(0, 1000));
}
