/**
 * The feedback on a run: its cells with their outputs as text, and the requests that the server saw. Limits hold
 * whatever a notebook puts out, so that a page can be opened.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Evidence } from '../../grader/evidence.js';
import { type SeenRequest, seenRequests } from '../../grader/seen-request.js';
import type { Verdict } from '../../grader/verdict.js';
import { shortStack } from '../../kernel/short-stack.js';
import { parseServiceAccountUsername } from '../../kube/user.js';
import type { Cell, Output } from '../../notebook/document.js';
import type { NotebookRun } from '../../notebook/execute.js';
import { redactText } from '../../redact-text.js';
import type { CellView, OutputView, RequestView } from '../../report/feedback-view.js';

/** The content of a run's page. */
export interface FeedbackContent {
  cells: CellView[];
  requests: RequestView[];
}

/** Characters of one text, of one picture, of a page. */
const LIMITS = {
  text: 20_000,
  looked: 200_000,
  picture: 700_000,
  page: 4_000_000,
  outputs: 100,
  cells: 1000,
  requests: 2000,
};

/** The content for the page of a run; without one, of its requests alone. */
export function feedbackContent(
  run: Pick<NotebookRun, 'notebook' | 'cells'> | undefined,
  evidence: Evidence,
  verdict: Verdict,
): FeedbackContent {
  return { cells: run ? cellViews(run) : [], requests: requestViews(evidence, verdict) };
}

function cellViews({ notebook, cells: runs }: Pick<NotebookRun, 'notebook' | 'cells'>): CellView[] {
  const byIndex = new Map(runs.map((run) => [run.index, run]));
  const views: CellView[] = [];
  let room = LIMITS.page;
  for (const [index, cell] of notebook.cells.entries()) {
    if (views.length >= LIMITS.cells || room <= 0) {
      views.push({ kind: 'text', source: `*${notebook.cells.length - index} more cells are left out here.*` });
      break;
    }
    const view = cellView(cell, byIndex.get(index));
    if (!view) continue;
    views.push(view);
    room -= JSON.stringify(view).length;
  }
  return views;
}

function cellView(cell: Cell, run: NotebookRun['cells'][number] | undefined): CellView | undefined {
  if (cell.cell_type !== 'code') {
    return cell.source.trim() === '' ? undefined : { kind: 'text', id: cell.id, source: cut(cell.source) };
  }
  if (cell.source.trim() === '') return undefined;
  const outputs = (run?.outputs ?? []).slice(0, LIMITS.outputs).map(outputView);
  const more = (run?.outputs.length ?? 0) - outputs.length;
  if (more > 0) outputs.push({ kind: 'left out', text: `${more} more outputs are left out here.` });
  const outcome = !run || run.status === 'not-run' ? 'not run' : run.passed ? 'passed' : 'failed';
  return { kind: 'code', id: cell.id, source: cut(cell.source), outcome, outputs };
}

function outputView(output: Output): OutputView {
  switch (output.output_type) {
    case 'stream':
      return { kind: 'text', text: output.name === 'stderr' ? shortStack(plain(output.text)) : plain(output.text) };
    case 'error':
      return {
        kind: 'error',
        text: shortStack(plain(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`)),
      };
    default:
      return displayView(output.data);
  }
}

/** HTML is never shown: the text beside it says the same, and cannot pose as a part of the page. */
function displayView(data: Record<string, unknown>): OutputView {
  for (const type of ['image/png', 'image/jpeg']) {
    const picture = data[type];
    if (typeof picture !== 'string') continue;
    const base64 = picture.replaceAll(/\s/g, '');
    if (base64.length <= LIMITS.picture) return { kind: 'picture', url: `data:${type};base64,${base64}` };
    return { kind: 'left out', text: 'A picture that is too large to be shown here.' };
  }
  const text = data['text/plain'];
  if (typeof text === 'string') return { kind: 'text', text: plain(text) };
  const markdown = data['text/markdown'];
  if (typeof markdown === 'string') return { kind: 'markdown', text: cut(markdown) };
  return { kind: 'left out', text: `Not shown here: ${Object.keys(data).join(', ').slice(0, 200) || 'nothing'}.` };
}

function plain(text: string): string {
  return cut(stripVTControlCharacters(text));
}

/**
 * The text up to its limit. Tokens are taken out before, since half a token is not recognised. Text far behind the limit is
 * not read, however much a learner wrote.
 */
function cut(whole: string): string {
  const near = whole.length <= LIMITS.looked ? whole : withoutHalfWord(whole.slice(0, LIMITS.looked));
  const text = redactText(near);
  const shown = text.slice(0, LIMITS.text);
  const left = text.length - shown.length + whole.length - near.length;
  return left === 0 ? shown : `${shown}\n… ${left} more characters are left out here.`;
}

/** The text up to the last space: its last word may be a token whose end was cut off. */
function withoutHalfWord(text: string): string {
  return text.slice(0, Math.max(0, text.search(/\s\S*$/)));
}

function requestViews(evidence: Evidence, verdict: Verdict): RequestView[] {
  // a learner may send tens of thousands of requests that count
  const titles = new Map<string, string[]>();
  for (const { visibility, events, title } of verdict.checks) {
    if (visibility !== 'shown') continue;
    for (const auditID of new Set(events)) titles.set(auditID, [...(titles.get(auditID) ?? []), title]);
  }
  const views: RequestView[] = [];
  for (const seen of seenRequests(evidence.audit, evidence.source)) {
    const view = requestView(seen, titles.get(seen.event.auditID) ?? []);
    const last = views.at(-1);
    if (last && alike(last, view)) last.times++;
    else if (views.length < LIMITS.requests || view.checks.length > 0) views.push(view);
  }
  return views;
}

function requestView({ event, credential, code, path, ...seen }: SeenRequest, checks: string[]): RequestView {
  const { user, impersonatedUser, verb } = event;
  const as = impersonatedUser ? ` as ${callerName(impersonatedUser.username)}` : '';
  const resource = [seen.group ? `${seen.resource}.${seen.group}` : seen.resource, seen.subresource];
  const object = [seen.namespace, seen.name].filter(Boolean).join('/');
  const what = seen.resource ? `${resource.filter(Boolean).join('/')} ${object}`.trim() : path;
  return {
    user: `${callerName(user.username)}${as}`.slice(0, 200),
    credential: credential === 'none' ? 'no credential' : credential,
    verb,
    what: what.slice(0, 300),
    status: code,
    times: 1,
    checks,
  };
}

/** Accounts go by namespace and name, as people call them. */
function callerName(username = 'nobody known'): string {
  const account = parseServiceAccountUsername(username);
  return account ? `${account.namespace}/${account.name}` : username;
}

function alike(a: RequestView, b: RequestView): boolean {
  return JSON.stringify({ ...a, times: 0 }) === JSON.stringify({ ...b, times: 0 });
}
