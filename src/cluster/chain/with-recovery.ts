/** The outermost stage: every request ends with an answer, in time, whatever happens behind it. */
import { durationFault } from '../../kube/duration.js';
import { isLongRunning } from '../../kube/request-info.js';
import { ApiError, badRequest, isApiError } from '../../kube/status.js';
import type { Clock } from '../clock.js';
import { type ApiRequest, type ApiResponse, answerOf, type Handler } from './handler.js';
import { errorResponse, prettyPrinted, wantsPretty } from './respond.js';
import { warningHeaders } from './warning-headers.js';

/** As kube-apiserver's --request-timeout. */
const requestTimeout = 60_000;

/** Turns errors into answers, ends requests that take too long, and adds the headers that every answer has. */
export function withRecovery(options: { clock: Clock; onError(error: unknown): void }, next: Handler): Handler {
  const untilLate = deadline(options.clock, requestTimeout);
  const punctual: Handler = (request) => {
    const isLong = isLongRunning(request.info);
    const fault = isLong ? undefined : durationFault(request.query.get('timeout') ?? '');
    if (fault) throw badRequest(`invalid timeout specified in the request URL - ${fault}`);
    const response = next(request);
    return isLong || !(response instanceof Promise) ? response : inTime(request, response, untilLate);
  };
  return (request) => {
    const complete = (response: ApiResponse): ApiResponse => {
      response.headers['audit-id'] ??= request.auditID;
      response.headers['cache-control'] ??= 'no-cache, private';
      if (request.warnings) response.headers.warning = warningHeaders(request.warnings);
      return wantsPretty(request) ? prettyPrinted(response) : response;
    };
    return answerOf(punctual, request, complete, (error) => {
      if (!isApiError(error)) options.onError(error);
      return complete(errorResponse(error, request));
    });
  };
}

/** Calls `late` when the time since `since` (in ms) is over; the answer cancels it. */
type Deadline = (since: number, late: () => void) => () => void;

/** One timer for all requests, as all have the same time: that of the longest waiting one. */
function deadline(clock: Clock, ms: number): Deadline {
  const waiting = new Set<{ since: number; late(): void }>();
  let isSet = false;
  const check = (): void => {
    isSet = false;
    const now = clock.now().getTime();
    for (const entry of waiting) {
      const left = entry.since + ms - now;
      if (left > 0) {
        set(left);
        return;
      }
      waiting.delete(entry);
      entry.late();
    }
  };
  const set = (left: number): void => {
    isSet = true;
    clock.after(left, check);
  };
  return (since, late) => {
    const entry = { since, late };
    waiting.add(entry);
    if (!isSet) set(ms);
    return () => waiting.delete(entry);
  };
}

function inTime(request: ApiRequest, response: Promise<ApiResponse>, untilLate: Deadline): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    const cancel = untilLate(request.receivedAt.getTime(), () => reject(late()));
    response.then(
      (answer) => {
        cancel();
        resolve(answer);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

function late(): ApiError {
  return new ApiError({
    code: 504,
    reason: 'Timeout',
    message: 'Timeout: request did not complete within the allotted timeout',
    details: {},
  });
}
