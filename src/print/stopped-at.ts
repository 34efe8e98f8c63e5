/** At which stage a request ended, as far as its answer tells. */
import { type Stage, stages } from '../kube/explanation.js';
import { anonymousUser } from '../kube/user.js';
import type { Explained } from '../request/exchange.js';
import type { RawExchange } from '../request/sent-exchange.js';
import { readRefusal } from './refusal.js';

/** A stage, or what comes before the first one. */
export type Halt = Stage | 'connection' | 'credential';

/** The stage that stopped a request, and why in a few words; undefined when it passed them all. */
export function stoppedAt(raw: RawExchange): { stage: Halt; why: string } | undefined {
  const { failure, response, identity } = raw;
  if (failure || !response) {
    const stage = failure?.stage === 'tls' || failure?.stage === 'credential' ? failure.stage : 'connection';
    return { stage, why: failure?.code ?? 'no answer' };
  }
  const { status } = response;
  const message = messageOf(raw);
  if (status === 400 && message.includes('HTTP request to an HTTPS server'))
    return { stage: 'tls', why: 'plain HTTP was sent to a port that speaks TLS' };
  if (status === 401) {
    const why = identity.method === 'anonymous' ? 'no credential was sent' : 'the credential was not accepted';
    return { stage: 'authentication', why };
  }
  if (status === 403) {
    const refusal = readRefusal(message);
    if (!refusal || !isAuthorizers(message)) return { stage: 'admission', why: message || String(status) };
    const { user, verb, path, resource, namespace } = refusal;
    const who = user === anonymousUser ? `${user} (nobody)` : user;
    return {
      stage: 'authorization',
      why: `no rule allows ${who} to ${verb} ${path ?? resource}${namespace ? ` in ${namespace}` : ''}`,
    };
  }
  if (status < 400) return undefined;
  return { stage: 'storage', why: message.split('\n')[0] || String(status) };
}

/** True for the sentence of an authorizer, which admission plug-ins do not write. */
function isAuthorizers(message: string): boolean {
  return /is forbidden: User|^forbidden: User/.test(message);
}

/** What the answer says in words. */
export function messageOf({ body }: RawExchange): string {
  return typeof body === 'object' && body !== null ? String(body.message ?? '') : String(body ?? '');
}

/** Every stage with what became of it there; of a request that got no answer, the connection too. */
export function outcomes(raw: RawExchange): Pick<Explained['findings'][number], 'stage' | 'outcome'>[] {
  const stop = stoppedAt(raw);
  const all: Halt[] =
    stop?.stage === 'connection' || stop?.stage === 'credential' ? [stop.stage, ...stages] : [...stages];
  const at = stop ? all.indexOf(stop.stage) : all.length;
  return all.map((stage, index) => ({
    stage,
    outcome: index < at ? 'passed' : index === at ? 'refused' : 'not reached',
  }));
}
