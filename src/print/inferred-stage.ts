/**
 * Which stage decided about a request, read off the answer: its status, its reason, its sentence. An API server does not say
 * it; where the answer leaves it open the stage is `unknown`.
 */
import type { Stage } from '../kube/explanation.js';
import { type RequestInfo, requestInfo } from '../kube/request-info.js';
import type { StatusDetails } from '../kube/status.js';
import type { RawExchange } from '../request/sent-exchange.js';

/** An answer as far as the stage can be read off it. */
interface Answer {
  status: number;
  message: string;
  details: StatusDetails;
  info: RequestInfo;
}

/** A request with its answer, as far as the stage can be read off them: of an exchange, or of an audit event. */
export interface AnsweredRequest {
  request: Pick<RawExchange['request'], 'method' | 'path'>;
  response: Pick<NonNullable<RawExchange['response']>, 'status'> | undefined;
  body: unknown;
}

/** The stage that answered with this status of 400 or more. */
export function inferredStage(answered: AnsweredRequest): Stage | 'unknown' {
  const { request, response, body } = answered;
  const status = response?.status ?? 0;
  const answer: Answer = {
    status,
    message: messageOf(answered),
    details: isFields(body) && isFields(body.details) ? body.details : {},
    info: requestInfo(request.method, request.path),
  };
  // a webhook chooses the status of its refusal itself
  if (/^admission webhook |failed calling webhook|ValidatingAdmissionPolicy '/.test(answer.message)) return 'admission';
  return byStatus[status]?.(answer) ?? 'unknown';
}

const byStatus: Record<number, (answer: Answer) => Stage | 'unknown'> = {
  400: ({ message }) => {
    if (message.includes('HTTP request to an HTTPS server')) return 'tls';
    if (/^(Name|Namespace) parameter /.test(message)) return 'routing';
    return aboutStoredObject.test(message) ? 'storage' : 'decoding';
  },
  401: () => 'authentication',
  403: ({ message }) => {
    if (isAuthorizers(message)) return 'authorization';
    return isEscalation(message) ? 'validation' : 'admission';
  },
  404: notFoundStage,
  405: () => 'routing',
  406: () => 'routing',
  409: () => 'storage',
  410: () => 'storage',
  413: () => 'decoding',
  415: () => 'decoding',
  422: ({ message, details }) => {
    const { kind = '', causes = [] } = details;
    // the options of the request, and a patch that does not fit, are found out before admission
    const isPatch =
      causes.some(({ field }) => field === 'patch') ||
      message.startsWith('the server rejected our request due to an error in our request');
    return kind.endsWith('Options') || isPatch ? 'decoding' : 'validation';
  },
  429: ({ message }) => (message.includes('disruption budget') ? 'storage' : 'unknown'),
  500: ({ message }) => {
    if (message.includes('resourceVersion should not be set')) return 'storage';
    if (message.startsWith('unsupported role reference kind')) return 'validation';
    return message.startsWith('failed to create typed patch object') ? 'decoding' : 'unknown';
  },
};

/** Refusals with 400 about the state of the pod or of a token's bound object. */
const aboutStoredObject =
  /is waiting to start|^previous terminated container|^container \S+ is not valid for pod|^a container name must be|does not have a host assigned|^cannot bind token|^address not allowed/;

function notFoundStage({ message, details, info }: Answer): Stage {
  const { kind = '', name = '' } = details;
  if (!/ not found$/.test(message)) return 'routing';
  // the role of a binding is looked up under the binding's resource
  if (info.resource.endsWith('rolebindings') && kind === info.resource && name !== info.name) return 'validation';
  if (kind === '' || kind === info.resource || info.verb === 'get' || info.verb === 'delete') return 'storage';
  // of a new object, what it needs: its namespace is looked up by admission, its role by the registry of RBAC
  if (kind === 'namespaces' && info.verb === 'create') return 'admission';
  return info.resource.endsWith('rolebindings') && kind.endsWith('roles') ? 'validation' : 'storage';
}

/** True for the sentence of an authorizer, which admission plug-ins do not write; of a second verb only the start is told. */
function isAuthorizers(message: string): boolean {
  return /is forbidden: (User|$)|^forbidden: User/.test(message);
}

/** True for a role or binding that would give more than its author has. */
export function isEscalation(message: string): boolean {
  return /attempting to grant RBAC permissions not currently held|must have cluster-admin privileges to use the aggregationRule/.test(
    message,
  );
}

/** The answer's message. */
export function messageOf({ body }: Pick<AnsweredRequest, 'body'>): string {
  return isFields(body) ? String(body.message ?? '') : String(body ?? '');
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
