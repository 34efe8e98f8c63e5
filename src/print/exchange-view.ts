/** An exchange as a view: what was asked, what came, who you were, how the connection was, and the body. */
import { stringify } from 'yaml';
import { curlCommand } from '../request/curl.js';
import type { ExchangeRequest, Failure, Timings, TlsFacts } from '../request/exchange.js';
import { kubectlCommand } from '../request/kubectl.js';
import { type RawExchange, shownParts } from '../request/sent-exchange.js';
import { isList, tabulate, tabulateDiscovery } from './tabulate.js';
import type { Block, Tone, View } from './view.js';

/** Lines of a body that are shown; the program has all of it in `exchange.body`. */
const LONGEST = 200;
/** Characters of a word in a body that are shown. */
const LONGEST_WORD = 160;

/** The exchange as it may be shown; `now` in milliseconds is what ages are counted from. */
export function exchangeView(raw: RawExchange, { reveal, now }: { reveal: boolean; now: number }): View {
  const { request, response, body } = shownParts(raw, reveal);
  const { tls, timings, identity, failure } = raw;
  const view: View = [
    heading(request, response, failure),
    { type: 'text', text: `as ${identity.description}`, tone: 'quiet' },
  ];
  if (tls && !tls.verified && !failure) {
    view.push({ type: 'text', tone: 'warn', text: `the server was not verified (${tls.verification})` });
  }
  if (failure) view.push(...failureBlocks(failure));
  else view.push(...bodyBlocks(body, request.path, now));
  view.push(detailsBlock(raw, request, response?.headers, tls, timings));
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

function bodyBlocks(body: unknown, path: string, now: number): View {
  if (body === undefined || body === '') return [];
  if (typeof body === 'string') return [{ type: 'code', text: cut(body) }];
  const failed = statusBlocks(body);
  if (failed) return failed;
  if (isList(body)) return [tabulate(body, path, now)];
  const discovery = tabulateDiscovery(body);
  return discovery ? [discovery] : [{ type: 'code', text: cut(yaml(shortened(body))) }];
}

function statusBlocks(body: object | unknown): View | undefined {
  if (typeof body !== 'object' || body === null || !('kind' in body) || body.kind !== 'Status') return undefined;
  const status = body as {
    status?: string;
    message?: string;
    reason?: string;
    details?: { causes?: { field?: string; message?: string }[] };
  };
  if (status.status !== 'Failure') return undefined;
  const causes = (status.details?.causes ?? []).filter((cause) => cause.field);
  return [
    {
      type: 'text',
      text:
        status.reason && status.reason !== status.message
          ? `${status.reason}: ${status.message ?? ''}`
          : (status.message ?? ''),
      tone: 'bad',
    },
    ...(causes.length > 1
      ? [
          {
            type: 'facts' as const,
            rows: causes.map(({ field = '', message = '' }) => ({ name: field, value: message })),
          },
        ]
      : []),
  ];
}

/** A value as YAML, without the bookkeeping of field owners that kubectl leaves out as well. */
export function yaml(value: unknown): string {
  return stringify(value, (key, field) => (key === 'managedFields' ? undefined : field), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  }).trimEnd();
}

/** The value with its longest words cut: a certificate in base64 says nothing to a reader and hides what does. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    const isLong = value.length > LONGEST_WORD && !/\s/.test(value);
    return isLong ? `${value.slice(0, 40)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shortened(field)]));
}

function cut(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= LONGEST) return text;
  return [...lines.slice(0, LONGEST), `… ${lines.length - LONGEST} more lines; all of it is in exchange.body`].join(
    '\n',
  );
}

function detailsBlock(
  raw: RawExchange,
  request: ExchangeRequest,
  answered: Record<string, string> | undefined,
  tls: TlsFacts | undefined,
  timings: Timings,
): Block {
  const headers = (list: Record<string, string>): { name: string; value: string }[] =>
    Object.entries(list).map(([name, value]) => ({ name, value }));
  return {
    type: 'details',
    summary: `Connection, headers and commands (${Math.round(timings.total)} ms)`,
    blocks: [
      ...(tls ? [tlsBlock(tls)] : []),
      timingsBlock(timings),
      { type: 'facts', caption: 'request headers', rows: headers(request.headers) },
      ...(request.body === undefined
        ? []
        : [
            {
              type: 'code' as const,
              caption: 'request body',
              text: cut(typeof request.body === 'string' ? request.body : yaml(shortened(request.body))),
            },
          ]),
      ...(answered ? [{ type: 'facts' as const, caption: 'answer headers', rows: headers(answered) }] : []),
      { type: 'code', caption: 'the same with curl', text: curlCommand(raw) },
      { type: 'code', caption: 'the same with kubectl', text: kubectlCommand(raw) },
    ],
  };
}

/** What the handshake agreed on. */
function tlsBlock({ protocol, cipher, verified, verification, server, client, serverName }: TlsFacts): Block {
  return {
    type: 'facts',
    caption: 'TLS',
    rows: [
      { name: 'protocol', value: `${protocol}, ${cipher}` },
      {
        name: 'server certificate',
        value: server
          ? `${server.subject.text || '(no subject)'}, signed by ${server.issuer.text}, until ${server.notAfter}`
          : 'none seen',
      },
      { name: 'checked for', value: serverName },
      {
        name: 'verified',
        value: { text: `${verified ? 'yes' : 'no'}: ${verification}`, tone: verified ? 'good' : 'bad' },
      },
      { name: 'client certificate', value: client ? `${client.subject} (${client.fingerprint256})` : 'none' },
    ],
  };
}

function timingsBlock({ reused, ...parts }: Timings): Block {
  const names = {
    dns: 'name look-up',
    connect: 'TCP connection',
    tls: 'TLS handshake',
    firstByte: 'until the first byte',
    total: 'in all',
  };
  const rows = (Object.keys(names) as (keyof typeof names)[]).flatMap((key) => {
    const value = parts[key];
    return value === undefined ? [] : [{ name: names[key], value: `${value.toFixed(1)} ms` }];
  });
  return { type: 'facts', caption: reused ? 'time, over a connection that was open already' : 'time', rows };
}
