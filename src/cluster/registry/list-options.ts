/** The options of list, watch and deletecollection (k8s.io/apimachinery/pkg/apis/meta/internalversion). */
import { type FieldTerm, parseFieldSelector } from '../../kube/field-selector.js';
import { integer } from '../../kube/integer.js';
import { parseLabelSelector } from '../../kube/label-selector.js';
import { isOn } from '../../kube/request-info.js';
import type { Requirement } from '../../kube/selector.js';
import { ApiError, badRequest, type FieldError, fieldForbidden, notSupported } from '../../kube/status.js';
import type { ApiRequest } from '../chain/handler.js';
import { refuseOptions } from './query-options.js';

/** Options of list, watch and deletecollection. */
export interface ListOptions {
  labels: readonly Requirement[];
  fields: readonly FieldTerm[];
  limit: number;
  continueToken: string;
  resourceVersion: string;
  resourceVersionMatch: string;
  timeoutSeconds: number | undefined;
  allowWatchBookmarks: boolean;
  /** Undefined when the client sends none: then a version decides. */
  sendInitialEvents: boolean | undefined;
}

/** The options in a query. Throws an ApiError 400 for unreadable options, and a 422 for a wrong combination. */
export function listOptions(request: ApiRequest, watch: boolean): ListOptions {
  const { query } = request;
  const text = (name: string): string => query.get(name) ?? '';
  // in the order in which Kubernetes reads them
  const timeoutSeconds = integer(query.get('timeoutSeconds'));
  const options: ListOptions = {
    timeoutSeconds,
    limit: integer(query.get('limit')) ?? 0,
    labels: parseLabelSelector(text('labelSelector')),
    fields: parseFieldSelector(text('fieldSelector')),
    continueToken: text('continue'),
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: text('resourceVersionMatch'),
    allowWatchBookmarks: isOn(query.get('allowWatchBookmarks')),
    sendInitialEvents: query.has('sendInitialEvents') ? isOn(query.get('sendInitialEvents')) : undefined,
  };
  const faults = watch ? watchFaults : listFaults;
  if (options.resourceVersionMatch || options.sendInitialEvents !== undefined) {
    refuseOptions('ListOptions', faults(options));
  } else if (watch && options.continueToken && ['', '0'].includes(options.resourceVersion)) {
    // a watch from no version is one with initial events, and has their resourceVersionMatch
    refuseOptions('ListOptions', [withContinue]);
  }
  return options;
}

const match = 'resourceVersionMatch';
const withContinue = fieldForbidden(match, 'resourceVersionMatch is forbidden when continue is provided');

function listFaults(options: ListOptions): FieldError[] {
  const { resourceVersionMatch: wanted, resourceVersion, continueToken, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (wanted) {
    if (!resourceVersion) {
      errors.push(fieldForbidden(match, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (continueToken) errors.push(withContinue);
    if (!['Exact', 'NotOlderThan'].includes(wanted)) {
      errors.push(notSupported(match, wanted, ['Exact', 'NotOlderThan', '']));
    }
    if (wanted === 'Exact' && resourceVersion === '0') {
      errors.push(fieldForbidden(match, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(fieldForbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

function watchFaults({ resourceVersionMatch: wanted, continueToken, sendInitialEvents }: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && wanted !== 'NotOlderThan') {
    errors.push(fieldForbidden(match, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (wanted) {
    if (sendInitialEvents === undefined) {
      const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
      errors.push(fieldForbidden(match, why));
    }
    if (wanted !== 'NotOlderThan') errors.push(notSupported(match, wanted, ['NotOlderThan']));
    if (continueToken) errors.push(withContinue);
  }
  return errors;
}

const maxRevision = 18_446_744_073_709_551_615n;

/** The fault of a resourceVersion, in the words of Go's strconv.ParseUint; undefined for a number, and for none. */
function revisionFault(resourceVersion: string): string | undefined {
  const isNumber = /^\d*$/.test(resourceVersion);
  if (isNumber && BigInt(resourceVersion) <= maxRevision) return undefined;
  const quoted = JSON.stringify(resourceVersion);
  const why = isNumber ? 'value out of range' : 'invalid syntax';
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${why}`;
}

/** The number of a resourceVersion; 0 for none. Throws the 500 of get and watch for a version that is no number. */
export function revisionOf(resourceVersion: string): number {
  const fault = revisionFault(resourceVersion);
  if (fault !== undefined) throw new ApiError({ code: 500, message: fault });
  return Number(resourceVersion);
}

/** The number for a list; throws its 400. */
export function revisionOfList(resourceVersion: string): number {
  const fault = revisionFault(resourceVersion);
  if (fault !== undefined) throw badRequest(`invalid resource version: ${fault}`);
  return Number(resourceVersion);
}

/** 504: a version that does not exist yet. */
export function tooLargeRevision(asked: number, current: number): ApiError {
  return new ApiError({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}
