/**
 * An exchange as a view, in this order: request and answer; identity; the stage where it stopped; the reason, and the nearest
 * remedy. Then the body. A success is one line, with all else folded.
 */

import { redactText } from '../redact-text.js';
import type { Failure } from '../request/exchange.js';
import { sentenceOf } from '../request/expired-credential.js';
import { type RawExchange, shownParts } from '../request/sent-exchange.js';
import { bodyBlocks, failureText } from './exchange-body.js';
import { exchangeSections } from './exchange-sections.js';
import { messageOf } from './inferred-stage.js';
import { stageName, stagesBlock } from './journey.js';
import { readRefusal, refusalSentences } from './refusal.js';
import { remedyOf } from './remedy.js';
import { type Halt, outcomes, stoppedAt } from './stopped-at.js';
import type { Block, Cell, View } from './view.js';
import { warningsOf } from './warnings.js';

/** How an exchange is shown. */
export interface ExchangeViewOptions {
  reveal: boolean;
  /** In milliseconds; ages are counted from it. */
  now: number;
  /** True shows the stages also where nothing stopped the request. */
  isNew: boolean;
  /** False leaves the stages out, where an explanation says them. */
  stages?: boolean;
}

/** The exchange as it may be shown. */
export function exchangeView(
  raw: RawExchange,
  { reveal, now, isNew, stages: hasStages = true }: ExchangeViewOptions,
): View {
  const { request, response, body } = shownParts(raw, reveal);
  const { tls, identity, failure, timings } = raw;
  const stop = stoppedAt(raw);
  const took = `${Math.round(timings.total)} ms`;
  const who = `as ${identity.description}`;
  const stages = stagesBlock(outcomes(raw));
  const view: View = [
    {
      type: 'headline',
      text: `${request.method} ${request.path}`,
      answer: answerOf(response, failure),
      notes: stop ? [took] : [took, who],
    },
    // as kubectl shows them
    ...warningsOf(response).map(
      (text): Block => ({ type: 'text', tone: 'warn', text: `Warning: ${redactText(text)}` }),
    ),
    ...(stop ? [{ type: 'text' as const, text: who }] : []),
    ...(hasStages && (stop || isNew) ? [stages] : []),
  ];
  if (tls && !tls.verified && !failure) {
    view.push({ type: 'text', tone: 'warn', text: `the server was not verified (${tls.verification})` });
  }
  if (failure) view.push(...failureBlocks(failure));
  const told = stop && !failure ? toldIn(raw, stop) : undefined;
  if (told && stop) view.push(reason(raw, stop.stage, told, now));
  if (!failure) view.push(...bodyBlocks(body, request.path, now, told));
  if (hasStages && !stop && !isNew) view.push({ type: 'details', summary: 'Stages', blocks: [stages] });
  view.push(...exchangeSections(raw, request, response));
  return view;
}

/** Why it stopped, in the words for that stage; where there are none, all that the server said. */
function toldIn(raw: RawExchange, stop: { why: string }): string {
  const { body, response } = raw;
  const message = messageOf(raw);
  if (stop.why !== message.trim()) return redactText(stop.why);
  const reason: unknown = typeof body === 'object' && body !== null ? body.reason : undefined;
  return (
    redactText(failureText({ reason: typeof reason === 'string' ? reason : '', message })).trim() ||
    String(response?.status)
  );
}

/** Where and why it stopped, and what would change that. */
function reason(raw: RawExchange, stage: Halt, told: string, now: number): Block {
  const where = stage === 'unknown' ? 'stopped, and the answer does not tell where' : `stopped at ${stageName(stage)}`;
  const next = nearest(raw, stage, now);
  return {
    type: 'aside',
    tone: 'bad',
    blocks: [
      { type: 'text', tone: 'bad', text: `${where}: ${told}` },
      ...(next ? [{ type: 'text' as const, text: next }] : []),
    ],
  };
}

function nearest(raw: RawExchange, stage: Halt, now: number): string | undefined {
  if (stage === 'authentication' && raw.identity.method !== 'anonymous') {
    return (
      sentenceOf(raw, now) ??
      'A server does not say what is wrong with a credential: await exchange.explain() looks for it.'
    );
  }
  const refusal = stage === 'authorization' ? readRefusal(messageOf(raw)) : undefined;
  return refusal ? `what would change it: ${refusalSentences(refusal)[0]}` : remedyOf(stage, raw);
}

function answerOf(response: RawExchange['response'], failure: Failure | undefined): Exclude<Cell, string> {
  if (failure) return { text: `no answer (${failure.stage}: ${failure.code})`, tone: 'bad' };
  const { status = 0, reason = '' } = response ?? {};
  const isGood = status >= 100 && status < 300;
  return { text: `${status} ${reason || (reasons[status] ?? '')}`.trim(), tone: isGood ? 'good' : 'bad' };
}

// HTTP/2 and some proxies send no reason
const reasons: Record<number, string> = {
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function failureBlocks({ message, hint, dialects }: Failure): View {
  const { curl, kubectl, node } = dialects;
  return [
    {
      type: 'aside',
      tone: 'bad',
      blocks: [
        { type: 'text', text: message, tone: 'bad' },
        { type: 'text', text: `next: ${hint}` },
      ],
    },
    {
      type: 'facts',
      caption: 'The same fault in the words of',
      rows: [
        ...(curl ? [{ name: 'curl', value: curl }] : []),
        ...(kubectl ? [{ name: 'kubectl', value: kubectl }] : []),
        { name: 'Node', value: node },
      ],
    },
  ];
}
