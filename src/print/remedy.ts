/** The nearest thing that would change a refusal, by the stage that refused and by the status. */
import { anonymousUser } from '../kube/user.js';
import type { RawExchange } from '../request/sent-exchange.js';
import { fieldConflicts, waysOn } from './conflict.js';
import { headerShape } from './diagnose.js';
import { isEscalation, messageOf } from './inferred-stage.js';
import { readRefusal, refusalRemedy } from './refusal.js';
import type { Halt } from './stopped-at.js';

/** The remedy, in sentences; undefined where none is known. A 401 wants a look at the request: `explain()`. */
export function remedyOf(stage: Halt, raw: RawExchange): string | undefined {
  const status = raw.response?.status ?? 0;
  const message = messageOf(raw);
  if (stage === 'tls') return 'Write https:// in the URL.';
  if (stage === 'authentication') {
    return raw.identity.method === 'anonymous' ? 'Give a certificate with its key, or a token.' : undefined;
  }
  if (stage === 'authorization') {
    const refusal = readRefusal(message);
    return refusal?.user === anonymousUser ? anonymousRemedy(raw) : refusal && refusalRemedy(refusal);
  }
  if (stage === 'admission') {
    return status === 404
      ? 'Make the namespace first, or name one that is there.'
      : 'The right is there; what was asked for breaks a rule about content. Change the object.';
  }
  if (isEscalation(message)) {
    const { path } = raw.request;
    const verb = /bindings/.test(path) ? 'bind on that role' : 'escalate on roles and clusterroles';
    return `Leave out the rights that the message names, be given them first, or be given the verb ${verb}.`;
  }
  return byReason(stage, status, raw);
}

/** The remedy for an anonymous request. */
export function anonymousRemedy(raw: RawExchange): string {
  const { fault } = headerShape(raw.request.headers.authorization);
  return fault
    ? 'Write the header as `Authorization: Bearer TOKEN`, or give { token }.'
    : 'Give a certificate with its key, or a token.';
}

function byReason(stage: Halt, status: number, { body }: RawExchange): string | undefined {
  if (status === 404 && stage === 'routing') {
    return 'The server has no such path. Look for the resource in /api/v1 and /apis: a wrong group, version or plural is a 404 too.';
  }
  if (status === 409) {
    if (fieldConflicts(body).length > 0) return waysOn;
    return typeof body === 'object' && body !== null && body.reason === 'AlreadyExists'
      ? 'An object of that name is there: change it (patch, apply), or delete it first.'
      : 'Read it again and send the change on top: it was changed since it was read.';
  }
  if (status === 422 && stage === 'decoding') {
    return 'The patch does not fit the object: compare its paths and values with the object as it is now.';
  }
  return remedies[status];
}

const remedies: Record<number, string> = {
  400: 'The server could not read the request: compare parameters and body with the API reference.',
  404: 'Are name and namespace right? The list of its collection shows what is there.',
  405: 'The path exists, and this method is not for it: an object is created at its collection and changed at its own path.',
  406: 'Ask for a form that the server has: accept: application/json.',
  410: 'The place in the history is gone: list again and begin there.',
  413: 'Send less at once.',
  415: 'The server does not take this content type here: choose another { type } of patch.',
  422: 'Correct the fields that the message names.',
  429: 'Wait as long as Retry-After says.',
};
