/**
 * How fast the API server of a submission answers. A client that asks as a lesson does is answered at once; a client that asks
 * without a pause is answered ever more slowly, so that the audit log stays short enough to be judged, with all requests before
 * the flood in it. A request that waits has not been handled yet, and has no event that could be lost.
 */
import { type ApiRequest, type ApiResponse, type Handler, warn } from '../../cluster/chain/handler.js';
import { errorResponse } from '../../cluster/chain/respond.js';
import { isLongRunning } from '../../kube/request-info.js';
import { ApiError } from '../../kube/status.js';

/** The limits and callback of a pace. */
export interface PaceOptions {
  /** Bytes of audit events that are written at full speed, and that are never exceeded by paced requests. */
  free: number;
  limit: number;
  /** Requests whose `Audit-ID` begins with this text are the grader's, and never wait. */
  pass: string;
  /** Called once, when requests begin to wait. */
  onSlow(): void;
}

/** A pace. */
export interface Pace {
  /** The stage in front of all others. */
  stage(next: Handler): Handler;
  /** Counts the bytes of an event that was written. */
  audited(bytes: number): void;
}

/** Bytes that an event counts as at least, which limits the number of events, too. */
const LEAST = 2048;
/** The time in which two thirds of the room that is left are given away. */
const SPREAD_MS = 300_000;
/** Requests that are handled at a time; the size of their events is not known yet. */
const MOST_AT_ONCE = 16;
const MOST_WAITING = 200;

/** The warning that a learner reads beside an answer that had to wait. */
export const SLOW_DOWN: string =
  'you have sent more requests than a lesson needs, and answers come slowly now: wait a moment between two requests, or use a watch';

/** A pace for one cluster. */
export function paceRequests({ free, limit, pass, onSlow }: PaceOptions): Pace {
  const waiting: (() => void)[] = [];
  let written = 0;
  let running = 0;
  let nextAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let told = false;

  const charge = (bytes: number): void => {
    written += bytes;
    if (written <= free) return;
    const perMs = Math.max(limit - written, LEAST) / SPREAD_MS;
    nextAt = Math.max(nextAt, performance.now()) + bytes / perMs;
    if (told) return;
    told = true;
    onSlow();
  };
  const goOn = (): void => {
    while (waiting.length > 0 && running < MOST_AT_ONCE && performance.now() >= nextAt) waiting.shift()?.();
    if (waiting.length === 0 || running >= MOST_AT_ONCE || timer) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        goOn();
      },
      Math.min(60_000, nextAt - performance.now()),
    ).unref(); // whoever waits has a connection
  };
  const handle = (request: ApiRequest, next: Handler): ReturnType<Handler> => {
    charge(LEAST);
    if (told) warn(request, SLOW_DOWN);
    if (isLongRunning(request.info)) return next(request);
    running++;
    const done = (): void => {
      running--;
      if (waiting.length > 0) goOn();
    };
    let answer: ReturnType<Handler>;
    try {
      answer = next(request);
    } catch (error) {
      done();
      throw error;
    }
    if (answer instanceof Promise) return answer.finally(done);
    done();
    return answer;
  };
  return {
    audited: (bytes) => {
      if (bytes > LEAST) charge(bytes - LEAST);
    },
    stage: (next) => (request) => {
      if (request.auditID.startsWith(pass)) return next(request);
      if (waiting.length === 0 && running < MOST_AT_ONCE && performance.now() >= nextAt) return handle(request, next);
      if (waiting.length >= MOST_WAITING) return errorResponse(tooMany(), request);
      return new Promise<ApiResponse>((resolve, reject) => {
        waiting.push(() => {
          // its client has gone, and nothing was done for it yet
          if (request.signal.aborted) return resolve(errorResponse(tooMany(), request));
          // the request was made to wait, so its time-out begins now
          request.receivedAt = new Date();
          new Promise<ApiResponse>((answer) => answer(handle(request, next))).then(resolve, reject);
        });
        goOn();
      });
    },
  };
}

function tooMany(): ApiError {
  return new ApiError({
    code: 429,
    reason: 'TooManyRequests',
    message: 'Too many requests, please try again later.',
    details: { retryAfterSeconds: 1 },
  });
}
