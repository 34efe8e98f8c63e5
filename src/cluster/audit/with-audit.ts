/** The audit stage: decides by the policy how much is written of a request, and writes it when the answer is known. */
import type { AuditStage } from '../../kube/audit-event.js';
import { isLongRunning } from '../../kube/request-info.js';
import { type ApiError, isApiError, type Status } from '../../kube/status.js';
import { type ApiRequest, type ApiResponse, type AuditNotes, answerOf, type Handler } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import type { AuditLog } from './audit-log.js';
import { auditEvent } from './event.js';
import { type AuditDecision, type AuditPolicy, auditDecision } from './policy.js';

/** Options of the audit stage. */
export interface AuditOptions {
  log: AuditLog;
  policy: AuditPolicy;
  clock: Clock;
  /** Whether a Status can be written in a form that the client takes. */
  takesStatus(request: ApiRequest): boolean;
  /** An object without secrets, for the log. */
  withoutSecrets(object: unknown): unknown;
}

/** Wraps the rest of the chain; a watch gets one event when it begins and one when it is over. */
export function withAudit(options: AuditOptions, next: Handler): Handler {
  return (request) => {
    const decision = auditDecision(options.policy, { user: request.user ?? {}, info: request.info });
    request.audit.level = decision.level;
    if (decision.level === 'None') return next(request);
    const emit = (stage: AuditStage, responseStatus?: Partial<Status>): void =>
      write(options, request, decision, stage, responseStatus);
    emit('RequestReceived');
    const whole = (status: Partial<Status>): void => {
      if (isLongRunning(request.info)) emit('ResponseStarted', status);
      emit('ResponseComplete', status);
    };
    const answered = (response: ApiResponse): ApiResponse => {
      const status = responseStatus(response, request.audit);
      if (response.upgraded) {
        emit('ResponseStarted', status);
        response.upgraded.finally(() => emit('ResponseComplete', status)).catch(() => {});
        return response;
      }
      if (response.stream) {
        emit('ResponseStarted', status);
        return { ...response, stream: whenOver(response.stream, () => emit('ResponseComplete', status)) };
      }
      whole(status);
      return response;
    };
    return answerOf(next, request, answered, (error) => {
      if (isApiError(error)) whole(refusal(options, request, error.status));
      else emit('Panic', { code: 500, metadata: {}, status: 'Failure', reason: 'InternalError' });
      throw error;
    });
  };
}

/** Writes the event of a request that no credential got through (401), as Kubernetes does: at the stage ResponseStarted. */
export function auditUnauthorized(options: AuditOptions, request: ApiRequest, error: ApiError): void {
  const decision = auditDecision(options.policy, { user: {}, info: request.info });
  request.audit.level = decision.level;
  if (decision.level !== 'None') write(options, request, decision, 'ResponseStarted', failure(error.status));
}

function write(
  { log, clock, withoutSecrets }: AuditOptions,
  request: ApiRequest,
  { level, omitStages, omitManagedFields }: AuditDecision,
  stage: AuditStage,
  responseStatus: Partial<Status> | undefined,
): void {
  if (omitStages.includes(stage)) return;
  log.write(auditEvent(request, { stage, level, omitManagedFields, at: clock.now(), responseStatus, withoutSecrets }));
}

async function* whenOver<T>(stream: AsyncIterable<T>, over: () => void): AsyncGenerator<T> {
  try {
    yield* stream;
  } finally {
    over();
  }
}

/** The logged part of a refusal, with its Status as the answer; only the code where the client cannot read its form. */
function refusal(options: AuditOptions, request: ApiRequest, status: Status): Partial<Status> {
  if (!options.takesStatus(request)) return { metadata: {}, code: status.code };
  request.audit.responseObject = status;
  return failure(status);
}

function failure({ metadata, status, message, reason, details, code }: Status): Partial<Status> {
  return {
    metadata,
    status,
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    ...(code ? { code } : {}),
  };
}

/** The logged status: a Status answer in full, whatever its form; of any other answer the code. */
function responseStatus({ status: code }: ApiResponse, { responseObject }: AuditNotes): Partial<Status> {
  const object = responseObject as Partial<Status> | undefined; // an answer that is an object says its kind
  return object?.kind === 'Status' ? failure({ ...(object as Status), metadata: {}, code }) : { metadata: {}, code };
}
