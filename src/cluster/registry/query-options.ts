/** The options in a request's query, checked as k8s.io/apimachinery/pkg/apis/meta/v1/validation does. */

import type { Fields } from '../../kube/fields.js';
import { isPrintable } from '../../kube/go-quote.js';
import { isOn } from '../../kube/request-info.js';
import { type FieldError, fieldForbidden, invalidObject, notSupported, required } from '../../kube/status.js';
import type { ApiRequest } from '../chain/handler.js';
import { fieldManagerFaults, longestManager } from '../validation/metadata.js';

/** Options of create, update and patch. */
export interface WriteOptions {
  dryRun: boolean;
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  fieldManager: string;
  force: boolean;
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

/** The options of a write as they stand in its query, in the form of meta.k8s.io/v1; a patch has those of what it does. */
export function askedOptions(query: URLSearchParams, kind: 'CreateOptions' | 'UpdateOptions'): Fields {
  const dryRun = query.getAll('dryRun');
  const given = (name: string): Fields => (query.get(name) ? { [name]: query.get(name) } : {});
  return {
    ...{ kind, apiVersion: 'meta.k8s.io/v1', ...(dryRun.length > 0 ? { dryRun } : {}) },
    ...given('fieldManager'),
    ...given('fieldValidation'),
  };
}

/** The printable part of the User-Agent before its first slash, as in k8s.io/apiserver/pkg/endpoints/handlers. */
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
