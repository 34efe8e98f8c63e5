/** An exchange as a view: what was asked, what came, who you were, how the connection was, and the body. */

import { redactText } from '../redact-text.js';
import type { ExchangeRequest, Failure } from '../request/exchange.js';
import { type RawExchange, shownParts } from '../request/sent-exchange.js';
import { bodyBlocks } from './exchange-body.js';
import { exchangeSections } from './exchange-sections.js';
import { journeyPicture, stageName } from './journey.js';
import { outcomes, stoppedAt } from './stopped-at.js';
import type { Block, Tone, View } from './view.js';

/** The exchange as it may be shown; `now` in milliseconds is what ages are counted from. */
export function exchangeView(raw: RawExchange, { reveal, now }: { reveal: boolean; now: number }): View {
  const { request, response, body } = shownParts(raw, reveal);
  const { tls, identity, failure, timings } = raw;
  const steps = outcomes(raw);
  const stop = stoppedAt(raw);
  const passed = steps.filter(({ outcome }) => outcome === 'passed').map(({ stage }) => stageName(stage));
  const view: View = [
    heading(request, response, failure),
    { type: 'badges', badges: [{ text: `as ${identity.description}` }, { text: `${Math.round(timings.total)} ms` }] },
    journeyPicture(steps, stop && redactText(stop.why)),
  ];
  if (tls && !tls.verified && !failure) {
    view.push({ type: 'text', tone: 'warn', text: `the server was not verified (${tls.verification})` });
  }
  if (stop && !failure) {
    const after = passed.length ? `, after ${passed.join(', ').replace(/, (?=[^,]*$)/, ' and ')}` : '';
    const reason = stop.stage === 'storage' || stop.stage === 'admission' ? '' : `: ${redactText(stop.why)}`;
    view.push({ type: 'text', tone: 'bad', text: `stopped at ${stageName(stop.stage)}${after}${reason}` });
  }
  if (failure) view.push(...failureBlocks(failure));
  else view.push(...bodyBlocks(body, request.path, now));
  view.push(...exchangeSections(raw, request, response));
  return view;
}

function heading(request: ExchangeRequest, response: RawExchange['response'], failure: Failure | undefined): Block {
  const { status = 0, reason = '' } = response ?? {};
  const answer = failure
    ? `no answer (${failure.stage}: ${failure.code})`
    : `${status} ${reason || (reasons[status] ?? '')}`.trim();
  const tone: Tone = status >= 200 && status < 300 ? 'good' : status >= 100 && status < 200 ? 'good' : 'bad';
  return { type: 'heading', text: `${request.method} ${request.path} -> ${answer}`, tone };
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
    { type: 'text', text: message, tone: 'bad' },
    { type: 'text', text: `next: ${hint}` },
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
