/** The options of a query for a log (core/v1 PodLogOptions; ValidatePodLogOptions in pkg/apis/core/validation). */
import { integer } from '../../kube/integer.js';
import { badRequest, type FieldError, fieldForbidden, invalid, invalidObject } from '../../kube/status.js';
import { isSet } from './pod-request.js';

/** The wanted part of a log, and its form. */
export interface LogOptions {
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines?: number;
  /** In milliseconds since 1970. */
  since?: number;
  limitBytes?: number;
}

/** The options in `query` for the log of a pod called `name`. Throws an ApiError: 400 for an unreadable value, or 422. */
export function logOptions(query: URLSearchParams, name: string, now: Date): LogOptions {
  const [sinceSeconds, since] = [integer(query.get('sinceSeconds')), time(query, 'sinceTime')];
  const [tailLines, limitBytes] = [integer(query.get('tailLines')), integer(query.get('limitBytes'))];
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  const positive = (field: string, value: number | undefined): void => {
    if (value !== undefined && value < 1) errors.push(invalid(field, value, 'must be greater than 0'));
  };
  positive('limitBytes', limitBytes);
  if (sinceSeconds !== undefined && since !== undefined) {
    // a path without a name, as Go writes it
    errors.push(fieldForbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else positive('sinceSeconds', sinceSeconds);
  // to choose a stream is a feature that is off
  if (query.has('stream')) errors.push(fieldForbidden('stream', 'may not be specified'));
  if (errors.length > 0) throw invalidObject({ group: '', version: 'v1', kind: 'PodLogOptions' }, name, errors);
  return {
    follow: isSet(query, 'follow'),
    previous: isSet(query, 'previous'),
    timestamps: isSet(query, 'timestamps'),
    tailLines,
    limitBytes,
    since: sinceSeconds === undefined ? since : now.getTime() - sinceSeconds * 1000,
  };
}

function time(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '' || text === 'null') return undefined;
  const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(value)) return value;
  const quoted = JSON.stringify(text);
  throw badRequest(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
}
