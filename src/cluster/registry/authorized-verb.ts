/** A second question about a request that does more than its own verb says (pkg/registry/core/pod/rest/authorize.go). */
import { forbidden } from '../../kube/status.js';
import type { Call, Registry } from './deps.js';

/** Throws a 403 ApiError for a user without the right to `verb` as well. */
export function ensureAuthorizedForVerb({ authorization }: Registry, { request, user }: Call, verb: string): void {
  const { info } = request;
  if (info.verb === verb) return;
  const { outcome, reason } = authorization.authorize({ ...info, user, verb });
  if (outcome === 'allow') return;
  request.findings.push({
    stage: 'authorization',
    outcome: 'refused',
    detail: `This ${info.verb} does what the verb ${verb} is for, and no rule allows ${user.username} to ${verb} ${info.resource}.`,
    remedy: `Give ${user.username} the verb ${verb} on ${info.resource} as well.`,
  });
  throw forbidden({ group: info.apiGroup, resource: info.resource }, info.name, reason);
}
