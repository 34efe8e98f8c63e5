/**
 * The life of a request, on one screen: the stages in their order, as in DefaultBuildHandlerChain of
 * k8s.io/apiserver/pkg/server/config.go. A stage calls the next, answers, or throws an ApiError.
 */
import { type AuditOptions, auditUnauthorized, withAudit } from '../audit/with-audit.js';
import type { Credentials } from '../authentication/authenticator.js';
import type { UnionResult } from '../authentication/union.js';
import { withAuthentication } from '../authentication/with-authentication.js';
import type { Clock } from '../clock.js';
import { type Handler, reach } from './handler.js';
import { type AuthorizationOptions, withAuthorization } from './with-authorization.js';
import { withExplanations } from './with-explanations.js';
import { withImpersonation } from './with-impersonation.js';
import { withRecovery } from './with-recovery.js';

/** The parts of the stages. */
export interface Stages {
  clock: Clock;
  authenticate(credentials: Credentials): UnionResult | Promise<UnionResult>;
  audit: AuditOptions;
  authorization: AuthorizationOptions;
  /** Paths that are no resources: health, version, keys. Undefined when the path is none of its own. */
  nonResource: Handler;
  /** Resources and their discovery: admission and storage. */
  registry: Handler;
  onError(error: unknown): void;
}

/** The two ways in. */
export interface HandlerChain {
  /** For requests from outside: all stages. */
  handle: Handler;
  /** For the control plane inside this process, whose user is known: the stages behind authentication. */
  handleAuthenticated: Handler;
}

/** Puts the stages together. */
export function handlerChain(stages: Stages): HandlerChain {
  const dispatch: Handler = (request) => {
    reach(request, 'routing');
    return (ofRegistry(request.info.path) ? stages.registry : stages.nonResource)(request);
  };

  const authorized = withAuthorization(stages.authorization, dispatch);
  const impersonated = withImpersonation(stages.authorization.authorize, authorized);
  const audited = withAudit(stages.audit, impersonated);
  const authenticated = withAuthentication(
    {
      authenticate: stages.authenticate,
      onUnauthorized: (request, error) => auditUnauthorized(stages.audit, request, error),
    },
    audited,
  );
  const explained = withExplanations(authenticated);
  return { handle: withRecovery(stages, explained), handleAuthenticated: withRecovery(stages, audited) };
}

function ofRegistry(path: string): boolean {
  return /^\/(api|apis|openapi)(\/|$)/.test(path);
}
