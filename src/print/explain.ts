/**
 * The outcome of a request at each stage. The practice cluster is asked for its findings; elsewhere the answer and the
 * request have to tell.
 */
import { type Explanation, explanationPath, type StageFinding, stages } from '../kube/explanation.js';
import { requestInfo } from '../kube/request-info.js';
import { anonymousUser } from '../kube/user.js';
import type { Exchange, Explained } from '../request/exchange.js';
import { redactBody } from '../request/redact.js';
import { type RawExchange, rawOf } from '../request/sent-exchange.js';
import { conflictLines, fieldConflicts } from './conflict.js';
import { frontProxyRemedy, headerShape, suspicions } from './diagnose.js';
import { createExplained } from './explained.js';
import { messageOf } from './inferred-stage.js';
import { readRefusal } from './refusal.js';
import { anonymousRemedy, remedyOf } from './remedy.js';
import { type Halt, outcomes, type Step, stoppedAt } from './stopped-at.js';

type Finding = Explained['findings'][number];

/** Explains an exchange; asks the practice cluster when it answered. `now` in milliseconds. */
export async function explain(exchange: Exchange, now: number = Date.now()): Promise<Explained> {
  const raw = rawOf(exchange);
  if (!raw) throw new TypeError('not an exchange'); // the face is called with exchanges only
  if (raw.failure || !raw.response)
    return createExplained({ summary: unansweredSummary(raw), source: 'client', findings: unanswered(raw) });
  const told = await askCluster(raw);
  const findings = told
    ? told.map((finding) => withOwnKnowledge(finding, raw))
    : await Promise.all(outcomes(raw).map((step) => localFinding(step, raw, now)));
  return createExplained({
    summary: summary(raw, findings),
    source: told ? 'practice cluster' : 'client',
    findings: await withConflicts(findings, raw),
  });
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

/** A finding of the practice cluster with the client's knowledge. */
function withOwnKnowledge(finding: StageFinding, raw: RawExchange): Finding {
  // of the handshake the client has seen more
  if (finding.stage === 'tls') return { ...finding, detail: tlsDetail(raw) };
  if (finding.outcome !== 'refused') return finding;
  const proxy = finding.stage === 'authentication' ? frontProxyRemedy(raw) : undefined;
  if (proxy) return { ...finding, remedy: `${finding.remedy ?? ''} ${proxy}`.trim() };
  const own = finding.stage === 'authentication' || finding.stage === 'authorization';
  return own || finding.remedy ? finding : { ...finding, remedy: remedyOf(finding.stage, raw) };
}

/** The findings, for conflicts of an apply with the fields' managers: the object is read for their values. */
async function withConflicts(findings: readonly Finding[], raw: RawExchange): Promise<Finding[]> {
  const conflicts = fieldConflicts(raw.body);
  if (conflicts.length === 0) return [...findings];
  const { method, path, body } = raw.request;
  const { resource, subresource } = requestInfo(method, path);
  const [own = ''] = path.split('?');
  const live = await raw.read(subresource ? own.slice(0, own.lastIndexOf('/')) : own);
  const lines = conflictLines(
    conflicts,
    redactBody(body, resource),
    live.status === 200 ? redactBody(live.body, resource) : undefined,
  );
  return findings.map((finding) =>
    finding.outcome === 'refused' ? { ...finding, detail: lines.join('\n') } : finding,
  );
}

function summary(raw: RawExchange, findings: readonly Finding[]): string {
  const status = raw.response?.status ?? 0;
  const refused = findings.find((f) => f.outcome === 'refused');
  if (refused) return `${status}: refused at the stage of ${refused.stage}.`;
  if (status < 400) return `${status}: the request passed every stage that it came to.`;
  return `${status}: the answer does not tell at which stage.`;
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
  return [...first, ...stages.slice(1).map((stage): Finding => ({ stage, outcome: 'not reached', detail: '' }))];
}

async function localFinding({ stage, outcome }: Step, raw: RawExchange, now: number): Promise<Finding> {
  if (outcome === 'passed') return { stage, outcome, ...passedWords(stage, raw) };
  if (outcome !== 'refused') return { stage, outcome, detail: '' };
  if (stage === 'authentication') return refusedCredential(raw, now);
  const why = stage === 'tls' || stage === 'authorization' ? stoppedAt(raw)?.why : messageOf(raw);
  const detail = why || String(raw.response?.status ?? 0);
  return { stage, outcome, detail, remedy: remedyOf(stage as Halt, raw) };
}

function passedWords(stage: string, raw: RawExchange): Pick<Finding, 'detail' | 'remedy'> {
  const status = raw.response?.status ?? 0;
  switch (stage) {
    case 'tls':
      return { detail: tlsDetail(raw) };
    case 'authentication': {
      const user = status === 403 ? readRefusal(messageOf(raw))?.user : undefined;
      const isAnonymous = user === anonymousUser;
      return { detail: whoDetail(raw, user), ...(isAnonymous ? { remedy: anonymousRemedy(raw) } : {}) };
    }
    case 'authorization':
      return { detail: 'a rule (or membership in system:masters) allows it' };
    case 'storage':
      return { detail: status === 201 ? 'created' : 'answered' };
    default:
      return { detail: passedDetails[stage] ?? '' };
  }
}

const passedDetails: Record<string, string> = {
  routing: 'the server has this path, and this method for it',
  decoding: 'parameters and body could be read',
  admission: 'no plug-in objected',
  validation: 'no field is wrong',
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
