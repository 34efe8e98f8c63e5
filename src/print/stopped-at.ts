/** The stage where a request ended, and its outcome at each stage, as far as its answer tells. */
import { type Stage, stages } from '../kube/explanation.js';
import { requestInfo } from '../kube/request-info.js';
import { anonymousUser } from '../kube/user.js';
import type { Explained } from '../request/exchange.js';
import type { RawExchange } from '../request/sent-exchange.js';
import { fieldConflicts, ownersText } from './conflict.js';
import { inferredStage, isEscalation, messageOf } from './inferred-stage.js';
import { readRefusal } from './refusal.js';

/** A stage, a step before the first stage, or `unknown` where the answer leaves it open. */
export type Halt = Stage | 'connection' | 'credential' | 'unknown';

/** A stage with the request's outcome there. */
export type Step = Pick<Explained['findings'][number], 'stage' | 'outcome'>;

/** The stage that stopped a request, and why in a few words; undefined when it passed them all. */
export function stoppedAt(raw: RawExchange): { stage: Halt; why: string } | undefined {
  const { failure, response } = raw;
  if (failure || !response) {
    const stage = failure?.stage === 'tls' || failure?.stage === 'credential' ? failure.stage : 'connection';
    return { stage, why: failure?.code ?? 'no answer' };
  }
  if (response.status < 400) return undefined;
  const stage = inferredStage(raw);
  return { stage, why: whyOf(stage, raw, response.status) };
}

function whyOf(stage: Halt, raw: RawExchange, status: number): string {
  const message = messageOf(raw);
  if (stage === 'tls') return 'plain HTTP was sent to a port that speaks TLS';
  if (stage === 'authentication')
    return raw.identity.method === 'anonymous' ? 'no credential was sent' : 'the credential was not accepted';
  const refusal = stage === 'authorization' ? readRefusal(message) : undefined;
  if (refusal) {
    const { user, verb, path, resource, namespace } = refusal;
    const who = user === anonymousUser ? `${user} (nobody)` : user;
    return `no rule allows ${who} to ${verb} ${path ?? resource}${namespace ? ` in ${namespace}` : ''}`;
  }
  const conflicts = fieldConflicts(raw.body);
  if (conflicts.length > 0) return ownersText(conflicts);
  if (isEscalation(message)) return 'nobody gives rights that they do not hold (the registry of RBAC sees to it)';
  return message.split('\n')[0] || String(status);
}

const lookedUpFirst = new Set(['update', 'patch', 'delete']);
const aboutWrites: readonly string[] = ['admission', 'validation'];

/** Every stage with its outcome; of a request that got no answer, the connection too. */
export function outcomes(raw: RawExchange): Step[] {
  const stop = stoppedAt(raw);
  const all: Halt[] =
    stop?.stage === 'connection' || stop?.stage === 'credential' ? [stop.stage, ...stages] : [...stages];
  if (stop?.stage === 'unknown') {
    return all.map((stage) => ({ stage, outcome: stage === 'tls' ? 'passed' : 'unknown' }));
  }
  const at = stop ? all.indexOf(stop.stage) : all.length;
  return all.map((stage, index) => ({
    stage,
    outcome: index < at ? before(stage, raw, stop?.stage) : index === at ? 'refused' : 'not reached',
  }));
}

/** The outcome of a stage before the stopping one. */
function before(stage: string, { request, response, body }: RawExchange, stop: Halt | undefined): Step['outcome'] {
  const { isResourceRequest, verb } = requestInfo(request.method, request.path);
  if (!isResourceRequest && (stage === 'storage' || aboutWrites.includes(stage))) return 'not asked';
  if (!aboutWrites.includes(stage)) return 'passed';
  if (['get', 'list', 'watch'].includes(verb)) return 'not asked';
  if (stop === 'storage' && lookedUpFirst.has(verb)) {
    // the object is read before admission; whether it was still the same when it was written is found out behind it
    const isEarly = response?.status === 404 || fieldConflicts(body).length > 0;
    return isEarly ? 'not reached' : 'unknown';
  }
  return stage === 'validation' && verb.startsWith('delete') ? 'not asked' : 'passed';
}

/** The stages of a line: routing and decoding only where they decided. Several findings of one stage are one step. */
export function lineOf(steps: readonly Step[]): Step[] {
  const line = new Map<string, Step>();
  for (const step of steps) {
    const known = line.get(step.stage);
    if (known?.outcome !== 'refused') line.set(step.stage, { stage: step.stage, outcome: step.outcome });
  }
  return [...line.values()].filter(
    ({ stage, outcome }) => (stage !== 'routing' && stage !== 'decoding') || outcome === 'refused',
  );
}
