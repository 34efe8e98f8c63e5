/** The options in a request's query, checked as k8s.io/apimachinery/pkg/apis/meta/v1/validation does. */

import { isPrintable } from '../../kube/go-quote.js';
import { isOn } from '../../kube/request-info.js';
import {
  ApiError,
  badRequest,
  type FieldError,
  fieldForbidden,
  invalidObject,
  notSupported,
  required,
} from '../../kube/status.js';
import type { ApiRequest } from '../handler.js';
import { fieldManagerFaults, longestManager } from '../validation/metadata.js';

/** Options of create, update and patch. */
export interface WriteOptions {
  dryRun: boolean;
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  fieldManager: string;
  force: boolean;
}

/** Options of list and watch. */
export interface ListOptions {
  labelSelector: string;
  fieldSelector: string;
  limit: number;
  continueToken: string;
  resourceVersion: string;
  resourceVersionMatch: string;
  timeoutSeconds: number | undefined;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean;
}

/** Throws the 422 that names the options' kind, when there are faults. */
export function refuseOptions(kind: string, errors: readonly FieldError[]): void {
  if (errors.length) throw invalidObject({ group: 'meta.k8s.io', version: 'v1', kind }, '', errors);
}

/** The faults of a dryRun option. */
export function dryRunFaults(values: readonly string[]): FieldError[] {
  return values.some((value) => value !== 'All') ? [notSupported('dryRun', values, ['All'])] : [];
}

/** Options of a write; `kind` is CreateOptions, UpdateOptions or PatchOptions. Throws an ApiError 422. */
export function writeOptions(
  request: ApiRequest,
  kind: string,
  patch: 'apply' | 'other' | 'none' = 'none',
): WriteOptions {
  const { query } = request;
  const dryRun = query.getAll('dryRun');
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const errors: FieldError[] = [];
  if (patch === 'apply' && !fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
  if (patch === 'other' && query.has('force')) {
    errors.push(fieldForbidden('force', 'may not be specified for non-apply patch'));
  }
  errors.push(...fieldManagerFaults(fieldManager, 'fieldManager'));
  errors.push(...dryRunFaults(dryRun));
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  refuseOptions(kind, errors);
  return {
    dryRun: dryRun.length > 0,
    fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as WriteOptions['fieldValidation']),
    fieldManager: fieldManager || managerFromUserAgent(request),
    force: isOn(query.get('force')),
  };
}

/** What can be printed before the first slash of the User-Agent, as k8s.io/apiserver/pkg/endpoints/handlers does it. */
function managerFromUserAgent(request: ApiRequest): string {
  // Node gives the bytes of a header one by one
  const agent = Buffer.from([request.headers['user-agent'] ?? []].flat()[0] ?? '', 'latin1').toString();
  let manager = '';
  for (const c of agent.split('/')[0] ?? '') {
    if (!isPrintable(c)) continue;
    if (Buffer.byteLength(manager + c) > longestManager) break;
    manager += c;
  }
  return manager || 'unknown';
}

/** Options of a list or watch. Throws an ApiError 400 or 422. */
export function listOptions(request: ApiRequest, watch: boolean): ListOptions {
  const { query } = request;
  const text = (name: string): string => query.get(name) ?? '';
  const options: ListOptions = {
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    limit: wholeNumber(query.get('limit')) ?? 0,
    continueToken: text('continue'),
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: text('resourceVersionMatch'),
    timeoutSeconds: wholeNumber(query.get('timeoutSeconds')),
    allowWatchBookmarks: isOn(query.get('allowWatchBookmarks')),
    sendInitialEvents: isOn(query.get('sendInitialEvents')),
  };
  const { resourceVersionMatch: match, resourceVersion, continueToken } = options;
  const errors: FieldError[] = [];
  const forbidMatch = (why: string): number => errors.push(fieldForbidden('resourceVersionMatch', why));
  if (match) {
    if (watch && !options.sendInitialEvents) forbidMatch('resourceVersionMatch is forbidden for watch');
    else if (!watch && !resourceVersion)
      forbidMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (continueToken) forbidMatch('resourceVersionMatch is forbidden when continue is provided');
    if (!['Exact', 'NotOlderThan'].includes(match)) {
      errors.push(notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && resourceVersion === '0') {
      forbidMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
  }
  if (query.has('sendInitialEvents')) {
    if (!watch) errors.push(fieldForbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
    else if (match !== 'NotOlderThan') {
      errors.push(
        fieldForbidden(
          'resourceVersionMatch',
          'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        ),
      );
    }
  }
  refuseOptions('ListOptions', errors);
  return options;
}

/** The number in an option; undefined without one. Throws the 400 with the words of Go's strconv. */
function wholeNumber(text: string | null): number | undefined {
  if (text === null) return undefined;
  const fault = (why: string): ApiError => badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[-+]?\d+$/.test(text)) throw fault('invalid syntax');
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw fault('value out of range');
  return Number(value);
}

/** The number of a resourceVersion; 0 for none. Throws the 500 that a real server answers a version that is no number with. */
export function revisionOf(resourceVersion: string): number {
  if (/^\d{0,19}$/.test(resourceVersion)) return Number(resourceVersion);
  throw new ApiError({
    code: 500,
    message: `resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
  });
}

/** 504: a version that does not exist yet. */
export function tooLargeRevision(asked: number, current: number): ApiError {
  return new ApiError({
    code: 504,
    reason: 'Timeout',
    message: `Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}
