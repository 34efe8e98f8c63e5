/** The folds of an exchange, in two parts: all that went over the wire, and the request as terminal commands. */
import { curlCommand } from '../request/curl.js';
import type { ExchangeRequest, ExchangeResponse, Timings, TlsFacts } from '../request/exchange.js';
import { kubectlCommand } from '../request/kubectl.js';
import type { RawExchange } from '../request/sent-exchange.js';
import { cut, shortened, yaml } from './exchange-body.js';
import type { Block } from './view.js';

/** The folds; `request` and `response` as they may be shown. */
export function exchangeSections(
  raw: RawExchange,
  request: ExchangeRequest,
  response: ExchangeResponse | undefined,
): Block[] {
  const { tls, timings } = raw;
  const section = (summary: string, ...blocks: Block[]): Block => ({ type: 'details', summary, blocks });
  const { body } = request;
  return [
    section(
      body === undefined ? 'Headers, TLS, time' : 'Headers, TLS, time, the body that was sent',
      headers('sent', request.headers),
      ...(response ? [headers('received', response.headers)] : []),
      ...(tls ? [tlsBlock(tls)] : []),
      timingsBlock(timings),
      ...(body === undefined
        ? []
        : [
            {
              type: 'code' as const,
              caption: 'the body that was sent',
              text: cut(typeof body === 'string' ? body : yaml(shortened(body))),
            },
          ]),
    ),
    section(
      'The same with curl and kubectl',
      { type: 'code', text: curlCommand(raw) },
      { type: 'code', text: kubectlCommand(raw) },
    ),
  ];
}

function headers(caption: string, list: Record<string, string>): Block {
  return { type: 'facts', caption, rows: Object.entries(list).map(([name, value]) => ({ name, value })) };
}

/** The handshake's outcome. */
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
