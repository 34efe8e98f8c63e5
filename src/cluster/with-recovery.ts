/** The outermost stage: every request ends with an answer, in time, whatever happens behind it. */
import { ApiError, isApiError } from '../kube/status.js';
import type { Clock } from './clock.js';
import type { ApiRequest, ApiResponse, Handler } from './handler.js';
import { errorResponse, prettyPrinted, wantsPretty } from './respond.js';

/** As kube-apiserver's --request-timeout. */
const requestTimeout = 60_000;
const longRunningSubresources = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** Turns errors into answers, ends requests that take too long, and adds the headers that every answer has. */
export function withRecovery(options: { clock: Clock; onError(error: unknown): void }, next: Handler): Handler {
  return async (request) => {
    let response: ApiResponse;
    try {
      response = await inTime(options.clock, request, next);
    } catch (error) {
      if (!isApiError(error)) options.onError(error);
      response = errorResponse(error);
    }
    response.headers['audit-id'] ??= request.auditID;
    response.headers['cache-control'] ??= 'no-cache, private';
    return wantsPretty(request) ? prettyPrinted(response) : response;
  };
}

function inTime(clock: Clock, request: ApiRequest, next: Handler): Promise<ApiResponse> {
  const { info } = request;
  if (info.verb === 'watch' || longRunningSubresources.has(info.subresource)) return next(request);
  return new Promise((resolve, reject) => {
    const cancel = clock.after(requestTimeout, () => reject(late()));
    next(request).then(
      (response) => {
        cancel();
        resolve(response);
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
