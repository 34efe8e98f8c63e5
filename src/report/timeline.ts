/**
 * The requests of a run as a picture: a line for each identity, a mark for each request from left to right, and beside it
 * a table that says the same in words.
 */
import type { RequestView } from './feedback-view.js';
import { type Markup, markup } from './markup.js';

const STEP = 26;
const LANE = 40;
const LABEL = 17;
/** The greatest width of a letter, on the average. */
const CHARACTER = 7.5;
const TOP = 14;
/** The marks that are drawn; the table has every request. */
const MOST = 60;

/** The picture and its table. */
export function renderTimeline(requests: readonly RequestView[]): Markup {
  if (requests.length === 0) return markup`<p>The API server saw no request.</p>`;
  return markup`${renderPicture(requests)}
<p class="quiet">From left to right in the order in which the server saw them. ● done, ◆ refused (401, 403), ■ any other
answer; with a ring: it earned points.</p>
<details><summary>The requests as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Table of requests">
<table><caption>What the API server saw</caption>
<thead><tr><th scope="col" class="number">No.</th><th scope="col">User</th><th scope="col">Credential</th><th scope="col">Request</th><th scope="col" class="number">Status</th><th scope="col">Counts for</th></tr></thead>
<tbody>${requests.map(
    (request, index) =>
      markup`<tr><td class="number">${index + 1}</td><td>${request.user}</td><td class="word">${request.credential}</td><td>${sentence(request)}</td><td class="number">${request.status || '–'}</td><td>${request.checks.join('; ') || '–'}</td></tr>\n`,
  )}</tbody></table></div></details>`;
}

function renderPicture(requests: readonly RequestView[]): Markup {
  const shown = chosen(requests);
  const lanes = [...new Set(shown.map(({ request }) => laneOf(request)))];
  const longest = Math.max(...lanes.map((lane) => lane.length));
  const width = Math.max(shown.length * STEP + STEP, Math.ceil(longest * CHARACTER));
  const height = lanes.length * LANE + TOP;
  const title = `Timeline of ${requests.length} requests by ${lanes.join(', ')}`;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Timeline of requests">
<svg role="img" aria-label="${title}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${title}</title>
${lanes.map((lane, row) => {
  const y = TOP + row * LANE;
  return markup`<text x="0" y="${y}">${lane}</text><line class="lane" x1="0" x2="${width}" y1="${y + LABEL}" y2="${y + LABEL}"/>\n`;
})}${shown.map(({ request, number }, column) => {
  const x = column * STEP + STEP / 2;
  const y = TOP + lanes.indexOf(laneOf(request)) * LANE + LABEL;
  return markup`<g><title>${number}. ${laneOf(request)}: ${sentence(request)}: ${request.status || 'no answer'}</title>${mark(request, x, y)}</g>\n`;
})}</svg></div>${
    shown.length < requests.length &&
    markup`<p class="quiet">${requests.length - shown.length} requests that earned nothing are left out of the picture.</p>`
  }`;
}

/** Every request that earned points, and as many of the others as there is room for. */
function chosen(requests: readonly RequestView[]): { request: RequestView; number: number }[] {
  const numbered = requests.map((request, index) => ({ request, number: index + 1 }));
  let room = MOST - requests.filter(({ checks }) => checks.length > 0).length;
  return numbered.filter(({ request }) => request.checks.length > 0 || room-- > 0);
}

/** The mark of a request, whose form tells as much as its colour. */
function mark({ status, checks }: RequestView, x: number, y: number): Markup {
  const ring = checks.length > 0 && markup`<circle class="counts" cx="${x}" cy="${y}" r="10"/>`;
  if (status >= 200 && status < 300) return markup`<circle class="done" cx="${x}" cy="${y}" r="6"/>${ring}`;
  const refused = status === 401 || status === 403;
  const path = refused ? `M${x} ${y - 7}l7 7-7 7-7-7z` : `M${x - 5} ${y - 5}h10v10h-10z`;
  return markup`<path class="${refused ? 'refused' : 'other'}" d="${path}"/>${ring}`;
}

function laneOf({ user, credential }: RequestView): string {
  return `${user} (${credential})`;
}

function sentence({ verb, what, times }: RequestView): string {
  return `${verb} ${what}${times > 1 ? ` (${times} times)` : ''}`;
}
