/** A second question about a request that does more than its own verb says (pkg/registry/core/pod/rest/authorize.go). */
import { forbidden } from '../../kube/status.js';
import type { Call, Registry } from './deps.js';

/** Throws a 403 ApiError for whoever may not do the same with another verb. */
export function ensureAuthorizedForVerb({ authorization }: Registry, { request, user }: Call, verb: string): void {
  const { info } = request;
  if (info.verb === verb) return;
  const { outcome, reason } = authorization.authorize({ ...info, user, verb });
  if (outcome !== 'allow') throw forbidden({ group: info.apiGroup, resource: info.resource }, info.name, reason);
}
