/** The face of exchanges and clients in notebooks. */
import { factsOf, readableCertificates } from '../inspect/x509.js';
import type { Client, ExecResult } from '../request/api.js';
import type { Exchange } from '../request/exchange.js';
import type { Face } from '../request/face.js';
import { rawOf } from '../request/sent-exchange.js';
import { bundleOf, display, wantsColor } from './display.js';
import { exchangeView } from './exchange-view.js';
import { explain } from './explain.js';
import { isFirstOfKind } from './first-of-kind.js';
import { renderText } from './text.js';
import type { Cell, View } from './view.js';

/** The view of an exchange, of a client or of a command's result; undefined for anything else. */
export function viewOf(value: unknown, reveal?: boolean): View | undefined {
  const raw = rawOf(value);
  if (raw) {
    const isNew = isFirstOfKind(raw);
    return exchangeView(raw, { reveal: reveal ?? raw.connection.reveal, now: Date.now(), isNew });
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if ('server' in value && 'identity' in value && 'whoami' in value) return clientView(value as Client);
  if ('stdout' in value && 'exchange' in value && 'exitCode' in value) return execView(value as ExecResult);
  return undefined;
}

const text = (view: View): string => renderText(view, { color: wantsColor() });

/** Full texts, HTML in a notebook, and explanations. */
export const notebookFace: Face = {
  text: (exchange) => text(viewOf(exchange) ?? []),
  show: (exchange, reveal) => display(viewOf(exchange, reveal) ?? []),
  explain: (exchange: Exchange) => explain(exchange),
  client: (client) => text(clientView(client)),
  execResult: (result) => text(execView(result)),
  bundle: (value) => bundleOf(viewOf(value) ?? []),
};

function clientView({ server, identity, source, ca, insecure, tlsServerName, namespace }: Client): View {
  const checked: Cell = server.startsWith('http:')
    ? { text: 'nothing: this is plain HTTP', tone: 'warn' }
    : insecure
      ? { text: 'nothing, as was asked for', tone: 'bad' }
      : ca
        ? `the CA ${
            readableCertificates(ca)
              .map((certificate) => factsOf(certificate).subject.text)
              .join('; ') || 'that was given, in which there is no certificate'
          }`
        : "Node's own list of CAs";
  return [
    { type: 'heading', text: `Client of ${server}` },
    {
      type: 'facts',
      rows: [
        { name: 'from', value: source },
        { name: 'identity', value: identity.description },
        { name: 'server checked by', value: checked },
        ...(tlsServerName ? [{ name: 'for the name', value: tlsServerName }] : []),
        { name: 'namespace', value: namespace },
      ],
    },
  ];
}

function execView({ stdout, stderr, exitCode, exchange }: ExecResult): View {
  if (exitCode === undefined) return viewOf(exchange) ?? [];
  return [
    ...(stdout ? [{ type: 'code' as const, text: stdout.replace(/\n$/, '') }] : []),
    ...(stderr ? [{ type: 'code' as const, caption: 'standard error', text: stderr.replace(/\n$/, '') }] : []),
    ...(exitCode === 0 && (stdout || stderr)
      ? []
      : [
          {
            type: 'text' as const,
            text: `exit code ${exitCode}`,
            tone: exitCode === 0 ? ('good' as const) : ('bad' as const),
          },
        ]),
  ];
}
