/** The impersonation stage: a caller that asks for it in headers and may goes on as another user. */
import { ApiError, isApiError } from '../../kube/status.js';
import type { Authorizer } from '../authorization/authorizer.js';
import type { Handler } from './handler.js';
import {
  asksForImpersonation,
  impersonate,
  type LastModes,
  wantedUser,
  withoutImpersonation,
} from './impersonation.js';
import { accessAttributes } from './with-authorization.js';

/** Replaces the user of the request; the caller stays in `impersonator`. Throws a 400 or 403 {@link ApiError}. */
export function withImpersonation(authorize: Authorizer, next: Handler): Handler {
  const last: LastModes = new Map();
  const asAnother: Handler = (request) => {
    const wanted = wantedUser(request.headers);
    if (!wanted) return next(request);
    const caller = request.user;
    try {
      const { user, constraint } = impersonate(authorize, wanted, accessAttributes(request), last);
      request.user = user;
      if (caller) request.impersonator = caller;
      if (constraint) request.audit.impersonationConstraint = constraint;
    } catch (error) {
      if (isApiError(error)) {
        request.findings.push({
          stage: 'authorization',
          outcome: 'refused',
          detail: `${caller?.username} may not act as ${wanted.username}: ${error.message}`,
          remedy: `Give ${caller?.username} the verb "impersonate" on users, groups or serviceaccounts, or the narrow pair "impersonate:MODE" and "impersonate-on:MODE:VERB".`,
        });
      }
      throw error;
    }
    request.headers = withoutImpersonation(request.headers);
    request.findings.push({
      stage: 'authentication',
      outcome: 'passed',
      detail: `${caller?.username} acts as ${request.user.username}, in the groups ${request.user.groups.join(', ')}.`,
    });
    return next(request);
  };
  return (request) => (asksForImpersonation(request.headers) ? asAnother(request) : next(request));
}
