/**
 * The Status object of meta/v1 and the errors that carry one. The words are those of
 * k8s.io/apimachinery/pkg/api/errors, since clients and learners read them.
 */
import { goJson } from './go-json.js';
import { goQuote } from './go-quote.js';
import { formatGroupResource, type GroupResource, type GroupVersionKind } from './object.js';

/** One cause in a Status: for 422, a field and its fault. */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** status.details. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** A Status of meta/v1. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

/** A refusal that becomes the answer: its thrower decides status code and body. */
export class ApiError extends Error {
  readonly status: Status;
  /** The answer's headers beside the usual ones. */
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: Omit<Status, 'kind' | 'apiVersion' | 'metadata' | 'status'> & { code: number },
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status.message ?? status.reason ?? String(status.code));
    this.headers = headers;
    this.name = 'ApiError';
    const { message, reason, details, code } = status;
    // in the order of Kubernetes' own fields, since people read it as it comes
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      ...(message === undefined ? {} : { message }),
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
  get code(): number {
    return this.status.code ?? 500;
  }
}

/** True for an {@link ApiError}; with `reason`, only for that reason. */
export function isApiError(error: unknown, reason?: string): error is ApiError {
  // by its name: a part that is loaded when it is first needed can come with a class of its own where tests load TypeScript
  const isOne = (value: unknown): value is ApiError => value instanceof Error && value.name === 'ApiError';
  return isOne(error) && (reason === undefined || error.status.reason === reason);
}

/** True for the 403 of a namespace that is going: nothing new is made in it. */
export function isNamespaceTerminating(error: unknown): boolean {
  const causes = isApiError(error, 'Forbidden') ? (error.status.details?.causes ?? []) : [];
  return causes.some((cause) => cause.reason === 'NamespaceTerminating');
}

/** One fault of one field, as validation collects them (k8s.io/apimachinery/pkg/util/validation/field). */
export interface FieldError {
  /** FieldValueRequired, FieldValueInvalid, FieldValueNotSupported, FieldValueForbidden, … */
  reason: string;
  /** The path as Kubernetes writes it: `spec.containers[0].name`. */
  field: string;
  /** The text behind `field: `, such as `Required value: …`. */
  message: string;
}

/** The field is missing. */
export const required = (field: string, detail = ''): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: detail ? `Required value: ${detail}` : 'Required value',
});

/** A value in a sentence: a text as Go quotes it, all else as JSON. */
const valueText = (value: unknown): string => (typeof value === 'string' ? goQuote(value) : goJson(value ?? null));

/** The value is of the right type and not allowed; `value` is shown as Kubernetes shows it (JSON). */
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${valueText(value)}${detail ? `: ${detail}` : ''}`,
});

/** The value is none of the supported ones. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${valueText(value)}: supported values: ${supported.map(goQuote).join(', ')}`,
});

/** The field may not be set, or not be set to this, here. */
export const fieldForbidden = (field: string, detail: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${detail}`,
});

/** The value stands there already. */
export const duplicate = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${valueText(value)}`,
});

/** The list has more than `max` items. */
export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  reason: 'FieldValueTooMany',
  field,
  message: `Too many: ${actual}: must have at most ${max} items`,
});

/** The value is longer than `max` bytes. */
export const tooLong = (field: string, max: number): FieldError => ({
  reason: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${max} bytes`,
});

const detailsOf = (gr: GroupResource, name?: string): StatusDetails => ({
  ...(name ? { name } : {}),
  ...(gr.group ? { group: gr.group } : {}),
  kind: gr.resource,
});

const named = (gr: GroupResource, name: string): string => `${formatGroupResource(gr)} ${goQuote(name)}`;

/** 404: no object of that name. */
export function notFound(gr: GroupResource, name: string): ApiError {
  return new ApiError({
    code: 404,
    reason: 'NotFound',
    message: `${named(gr, name)} not found`,
    details: detailsOf(gr, name),
  });
}

/** 404: the server does not serve such a path. */
export function noSuchResource(): ApiError {
  return new ApiError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });
}

/** 409: an object of that name exists. */
export function alreadyExists(gr: GroupResource, name: string): ApiError {
  return new ApiError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${named(gr, name)} already exists`,
    details: detailsOf(gr, name),
  });
}

/** 409: the write was made against another version of the object. */
export function conflict(gr: GroupResource, name: string, why: string): ApiError {
  return new ApiError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${named(gr, name)}: ${why}`,
    details: detailsOf(gr, name),
  });
}

/** The sentence behind {@link conflict} for a resourceVersion that is not the latest. */
export const objectModified: string =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 403: refused for `why` (RBAC, admission). */
export function forbidden(gr: GroupResource, name: string, why: string, causes?: StatusCause[]): ApiError {
  const message = gr.resource
    ? `${name ? named(gr, name) : formatGroupResource(gr)} is forbidden: ${why}`
    : `forbidden: ${why}`;
  const details: StatusDetails = gr.resource ? detailsOf(gr, name) : {};
  return new ApiError({
    code: 403,
    reason: 'Forbidden',
    message,
    details: causes ? { ...details, causes } : details,
  });
}

/** 401: a credential was recognised and refused, or none was given where one is needed. Kubernetes says no more. */
export function unauthorized(): ApiError {
  return new ApiError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

/** 400: the request cannot be understood. */
export function badRequest(message: string): ApiError {
  return new ApiError({ code: 400, reason: 'BadRequest', message });
}

/** All faults in one text; a fault found twice is a cause twice, and told once. */
export function aggregated(errors: readonly FieldError[]): string {
  const lines = [...new Set(errors.map((e) => `${e.field}: ${e.message}`))];
  return lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
}

/** 422: fields of the object are wrong; `kind` is that of the object, not its resource. */
export function invalidObject(gvk: GroupVersionKind, name: string, errors: readonly FieldError[]): ApiError {
  const subject = gvk.group ? `${gvk.kind}.${gvk.group}` : gvk.kind;
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: `${subject} ${goQuote(name)} is invalid: ${aggregated(errors)}`,
    details: {
      ...(name ? { name } : {}),
      ...(gvk.group ? { group: gvk.group } : {}),
      ...(gvk.kind ? { kind: gvk.kind } : {}),
      causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
    },
  });
}

/** 422: a patch that does not apply. Kubernetes does not say why. */
export function refusedGenerically(): ApiError {
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  });
}

/** 400: the object that was sent has no name to compare with that of the path. */
export function nameUndeterminable(name: string): ApiError {
  return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
}

/** 405: the path is served, not with this method. */
export function methodNotAllowed(): ApiError {
  return new ApiError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

/** 413: the body is over the limit. */
export function tooLarge(message: string): ApiError {
  return new ApiError({ code: 413, reason: 'RequestEntityTooLarge', message });
}

/** 410: the version asked for is gone from the history; list again. */
export function expired(message: string): ApiError {
  return new ApiError({ code: 410, reason: 'Expired', message });
}

/** 500: a fault of the server itself. */
export function internalError(message: string): ApiError {
  return new ApiError({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}

/** A Success Status, as DELETE answers. */
export function success(details: StatusDetails): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
