/** The authorization stage: asks whether the user may, and words the refusal. */

import type { AccessAttributes } from '../../kube/rbac.js';
import { ApiError, forbidden } from '../../kube/status.js';
import { anonymousUser } from '../../kube/user.js';
import { type Authorizer, refusal } from '../authorization/authorizer.js';
import type { NearMiss } from '../authorization/near-miss.js';
import { type ApiRequest, type Handler, reach } from './handler.js';

/** Options of the stage. */
export interface AuthorizationOptions {
  authorize: Authorizer;
  /** The nearest miss of a request that was refused. */
  explain(attributes: AccessAttributes): NearMiss;
}

/** Lets allowed requests through; throws a 403 {@link ApiError} else. */
export function withAuthorization(options: AuthorizationOptions, next: Handler): Handler {
  return (request) => {
    reach(request, 'authorization');
    const attributes = accessAttributes(request);
    const { outcome, reason } = options.authorize(attributes);
    const allowed = outcome === 'allow';
    request.audit.annotations['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid';
    request.audit.annotations['authorization.k8s.io/reason'] = reason;
    if (allowed) {
      request.findings.push({
        stage: 'authorization',
        outcome: 'passed',
        detail: reason || 'Members of system:masters may do everything.',
      });
      return next(request);
    }
    const { detail, remedy } = options.explain(attributes);
    request.findings.push({ stage: 'authorization', outcome: 'refused', detail, remedy });
    throw refusalError(attributes, reason);
  };
}

/** The question about a request. The user must be known. */
export function accessAttributes({ user, info }: ApiRequest): AccessAttributes {
  return {
    user: user ?? { username: anonymousUser, groups: [] },
    verb: info.verb,
    isResourceRequest: info.isResourceRequest,
    namespace: info.namespace,
    apiGroup: info.apiGroup,
    apiVersion: info.apiVersion,
    resource: info.resource,
    subresource: info.subresource,
    name: info.name,
    path: info.path,
    fieldSelector: info.fieldSelector,
  };
}

/** The 403 for these attributes, with the authorizer's reason behind the sentence when it gave one. */
export function refusalError(attributes: AccessAttributes, reason: string): ApiError {
  const { target, name, message } = refusal(attributes);
  const { status } = forbidden(target, name, reason ? `${message}: ${reason}` : message);
  // in it stands what the client sent, which no browser may take for a page
  return new ApiError({ ...status, code: 403 }, { 'x-content-type-options': 'nosniff' });
}
