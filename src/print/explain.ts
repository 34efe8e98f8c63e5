/**
 * What happened to a request at each stage. The practice cluster is asked for what it found; elsewhere the answer and what
 * was sent have to tell.
 */
import { type Explanation, explanationPath, type Stage, type StageFinding, stages } from '../kube/explanation.js';
import { anonymousUser } from '../kube/user.js';
import type { Exchange, Explained } from '../request/exchange.js';
import { type RawExchange, rawOf } from '../request/sent-exchange.js';
import { frontProxyRemedy, headerShape, suspicions } from './diagnose.js';
import { createExplained } from './explained.js';
import { tellLeftOut } from './left-out.js';
import { readRefusal, refusalRemedy } from './refusal.js';
import { messageOf, stoppedAt } from './stopped-at.js';

type Finding = Explained['findings'][number];

/** Explains an exchange; asks the practice cluster when it answered. `now` in milliseconds. */
export async function explain(exchange: Exchange, now: number = Date.now()): Promise<Explained> {
  const raw = rawOf(exchange);
  if (!raw) throw new TypeError('not an exchange'); // the face is called with exchanges only
  if (raw.failure || !raw.response)
    return createExplained({ summary: unansweredSummary(raw), source: 'client', findings: unanswered(raw) });
  const told = await askCluster(raw);
  if (told) {
    const findings = told.map((finding) => {
      // of the handshake the client has seen more
      if (finding.stage === 'tls') return { ...finding, detail: tlsDetail(raw) };
      if (finding.stage === 'storage' && finding.outcome === 'refused' && !finding.remedy) {
        return { ...finding, remedy: storageRemedies[raw.response?.status ?? 0] };
      }
      const remedy = finding.stage === 'authentication' && finding.outcome === 'refused' && frontProxyRemedy(raw);
      return remedy ? { ...finding, remedy: `${finding.remedy ?? ''} ${remedy}`.trim() } : finding;
    });
    const all = findings.map((finding) => tellLeftOut(raw, finding));
    return createExplained({ summary: summary(raw, all), source: 'practice cluster', findings: all });
  }
  const findings = await localFindings(raw, now);
  return createExplained({ summary: summary(raw, findings), source: 'client', findings });
}

async function askCluster(raw: RawExchange): Promise<StageFinding[] | undefined> {
  const id = raw.response?.headers['audit-id'];
  if (!id) return undefined;
  const { status, body } = await raw.ask(explanationPath(id));
  const findings: unknown = (body as Partial<Explanation> | undefined)?.findings;
  return status === 200 && Array.isArray(findings) && findings.every(isFinding) ? findings : undefined;
}

function isFinding(value: unknown): value is StageFinding {
  return typeof value === 'object' && value !== null && 'stage' in value && 'outcome' in value && 'detail' in value;
}

function summary(raw: RawExchange, findings: readonly Finding[]): string {
  const status = raw.response?.status ?? 0;
  const refused = findings.find((f) => f.outcome === 'refused');
  if (!refused) return `${status}: the request passed every stage.`;
  return `${status}: refused at the stage of ${refused.stage}.`;
}

function unansweredSummary({ failure }: RawExchange): string {
  return `No answer: it ended at the stage of ${failure?.stage ?? 'answer'} (${failure?.code ?? 'unknown'}).`;
}

function unanswered({ failure }: RawExchange): Finding[] {
  const refused: Pick<Finding, 'outcome' | 'detail' | 'remedy'> = {
    outcome: 'refused',
    detail: failure?.message ?? '',
    remedy: failure?.hint,
  };
  const tls = failure?.stage === 'tls';
  const first: Finding[] = tls
    ? [
        { stage: 'connection', outcome: 'passed', detail: 'somebody answered at that address' },
        { stage: 'tls', ...refused },
      ]
    : [
        { stage: failure?.stage === 'credential' ? 'credential' : 'connection', ...refused },
        { stage: 'tls', outcome: 'not reached', detail: '' },
      ];
  return [...first, ...rest('authentication')];
}

function rest(from: Stage): Finding[] {
  const at = stages.indexOf(from);
  return stages.slice(at).map((stage) => ({ stage, outcome: 'not reached', detail: '' }));
}

const passed = (stage: string, detail: string): Finding => ({ stage, outcome: 'passed', detail });

async function localFindings(raw: RawExchange, now: number): Promise<Finding[]> {
  const { status = 0 } = raw.response ?? {};
  const message = messageOf(raw);
  const stop = stoppedAt(raw)?.stage;
  if (stop === 'tls') {
    return [
      {
        stage: 'tls',
        outcome: 'refused',
        detail: 'plain HTTP was sent to a port that speaks TLS',
        remedy: 'Write https:// in the URL.',
      },
      ...rest('authentication'),
    ];
  }
  const tls = passed('tls', tlsDetail(raw));
  if (stop === 'authentication') return [tls, await refusedCredential(raw, now), ...rest('authorization')];
  const refusal = status === 403 ? readRefusal(message) : undefined;
  const who = passed('authentication', whoDetail(raw, refusal?.user));
  if (refusal && stop === 'authorization') {
    const anonymous = refusal.user === anonymousUser;
    return [
      tls,
      anonymous ? { ...who, remedy: anonymousRemedy(raw) } : who,
      {
        stage: 'authorization',
        outcome: 'refused',
        detail: `no rule allows ${refusal.user} to ${refusal.verb} ${refusal.path ?? refusal.resource}${refusal.namespace ? ` in ${refusal.namespace}` : ''}`,
        remedy: refusalRemedy(refusal),
      },
      ...rest('admission'),
    ];
  }
  const allowed = passed('authorization', 'a rule (or membership in system:masters) allows it');
  if (stop === 'admission') {
    return [
      tls,
      who,
      allowed,
      {
        stage: 'admission',
        outcome: 'refused',
        detail: message,
        remedy: 'The right is there; what was asked for breaks a rule about content. Change the object.',
      },
      ...rest('storage'),
    ];
  }
  const admitted = passed('admission', raw.request.method === 'GET' ? 'reading is not looked at' : 'nothing objected');
  if (!stop) return [tls, who, allowed, admitted, passed('storage', status === 201 ? 'created' : 'answered')];
  return [
    tls,
    who,
    allowed,
    admitted,
    { stage: 'storage', outcome: 'refused', detail: message || String(status), remedy: storageRemedies[status] },
  ];
}

const storageRemedies: Record<number, string> = {
  400: 'The server could not understand the request: compare path, parameters and body with the API reference.',
  404: 'Is the name, the namespace and the path right? A wrong API group or version is a 404 too.',
  405: 'The path exists, and this method is not for it: an object is created at its collection and changed at its own path.',
  409: 'It exists already, or was changed since it was read: read it again and send the change on top.',
  410: 'The place in the history is gone: list again and begin there.',
  415: 'The server does not take this content type here: choose another { type } of patch.',
  422: 'Correct the fields that the message names.',
  429: 'Wait as long as Retry-After says.',
};

function tlsDetail({ tls, connection }: RawExchange): string {
  if (!tls)
    return connection.server.startsWith('http:')
      ? 'none: this was plain HTTP, which carries no client certificate'
      : 'nothing is known of it';
  const client = tls.client
    ? ` The client certificate ${tls.client.subject} was offered; the handshake does not judge it.`
    : ' No client certificate was offered.';
  return `${tls.protocol}; the server is ${tls.server?.subject.text ?? 'unknown'}, ${tls.verified ? '' : 'NOT verified: '}${tls.verification}.${client}`;
}

function whoDetail(raw: RawExchange, user: string | undefined): string {
  if (user === anonymousUser) return `the server took you for ${anonymousUser}: ${anonymousReason(raw)}`;
  if (user) return `the server knows you as ${user}`;
  return `accepted: ${raw.identity.description}`;
}

function anonymousReason({ request, credential, tls }: RawExchange): string {
  const { token, fault } = headerShape(request.headers.authorization);
  if (fault) return `${fault}, so it is no credential at all`;
  if (credential.certificate && !tls) return 'a certificate cannot be sent over plain HTTP';
  if (credential.certificate) return 'it did not ask for the client certificate';
  return token === undefined ? 'no credential was sent' : 'it does not know tokens of this kind';
}

function anonymousRemedy(raw: RawExchange): string {
  const { fault } = headerShape(raw.request.headers.authorization);
  return fault
    ? 'Write the header as `Authorization: Bearer TOKEN`, or give { token }.'
    : 'Give a certificate with its key, or a token.';
}

async function refusedCredential(raw: RawExchange, now: number): Promise<Finding> {
  const found = await suspicions(raw, now);
  const sent = raw.identity.method;
  const detail = `a credential was recognised and refused (${sent}; the server does not say why)`;
  if (found.length === 0) {
    return {
      stage: 'authentication',
      outcome: 'refused',
      detail:
        sent === 'anonymous'
          ? 'no credential was sent, and this server lets nobody in without one'
          : `${detail}. From here nothing is seen to be wrong with it`,
      remedy:
        sent === 'anonymous'
          ? 'Give a certificate with its key, or a token.'
          : 'Try another credential; the reason is in the log of the API server.',
    };
  }
  const sure = found.filter((suspicion) => suspicion.certain);
  const list = (sure.length ? sure : found).map((s) => s.detail).join('; ');
  return {
    stage: 'authentication',
    outcome: 'refused',
    detail: `${detail}. ${sure.length ? 'Found' : 'Perhaps'}: ${list}`,
    remedy: (sure[0] ?? found[0])?.remedy,
  };
}
