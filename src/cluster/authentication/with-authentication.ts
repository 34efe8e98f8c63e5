/** The authentication stage: finds the user, or refuses with a 401 that says no more than Kubernetes does. */
import type { StageFinding } from '../../kube/explanation.js';
import { type ApiError, unauthorized } from '../../kube/status.js';
import { anonymousUser, type UserInfo } from '../../kube/user.js';
import { type ApiRequest, type Handler, type Headers, reach, warn, whenThere } from '../chain/handler.js';
import type { Credentials } from './authenticator.js';
import { type BearerCredential, bearerCredential, withoutTokenProtocol } from './bearer-token.js';
import type { UnionResult } from './union.js';

/** Options of the stage. */
export interface AuthenticationOptions {
  authenticate(credentials: Credentials): UnionResult | Promise<UnionResult>;
  /** Called with a request that is refused, before the refusal is thrown. */
  onUnauthorized(request: ApiRequest, error: ApiError): void;
}

/** Sets the user of the request and takes the credential out of its headers. */
export function withAuthentication(options: AuthenticationOptions, next: Handler): Handler {
  const goOn = (request: ApiRequest, { result, refusals }: UnionResult): ReturnType<Handler> => {
    const { headers, clientCertificates } = request;
    reach(request, 'authentication');
    for (const { method, reason, remedy } of refusals) {
      const passed = result.outcome === 'authenticated';
      request.findings.push({
        stage: 'authentication',
        outcome: passed ? 'passed' : 'refused',
        detail: `The ${method} was refused: ${reason}${passed ? ' (another credential was accepted)' : ''}`,
        ...(remedy ? { remedy } : {}),
      });
    }
    if (result.outcome !== 'authenticated') {
      const { warning } = bearerCredential(headers);
      if (warning) warn(request, warning);
      const error = unauthorized();
      options.onUnauthorized(request, error);
      throw error;
    }
    const { user, method, annotations, warning } = result;
    request.user = user;
    Object.assign(request.audit.annotations, annotations);
    if (warning) warn(request, warning);
    const isAnonymous = user.username === anonymousUser;
    // a token that was taken leaves nothing to say of the header
    const bearer = isAnonymous || clientCertificates.length > 0 ? bearerCredential(headers) : {};
    request.headers = withoutCredentials(headers);
    request.findings.push(isAnonymous ? anonymousFinding(bearer) : userFinding(user, method));
    if (bearer.warning) warn(request, bearer.warning);
    return next(request);
  };
  return (request) => whenThere(options.authenticate(request), (found): ReturnType<Handler> => goOn(request, found));
}

function anonymousFinding({ unrecognised }: BearerCredential): StageFinding {
  const detail = `No credential was recognised: the user is ${anonymousUser}.${unrecognised ? ` ${unrecognised}` : ''}`;
  return { stage: 'authentication', outcome: 'passed', detail };
}

const known = new WeakMap<UserInfo, StageFinding>();

/** One finding for each user object: a token sent again gives the same user, by the same method. */
function userFinding(user: UserInfo, method: string): StageFinding {
  let finding = known.get(user);
  if (!finding) {
    const detail = `The ${method} is that of ${user.username}, in the groups ${user.groups.join(', ')}.`;
    finding = { stage: 'authentication', outcome: 'passed', detail };
    known.set(user, finding);
  }
  return finding;
}

/** The headers without credentials, which no later stage needs. */
function withoutCredentials(headers: Headers): Headers {
  headers.authorization = undefined;
  return withoutTokenProtocol(headers);
}
