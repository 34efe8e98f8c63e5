/** Negotiation of the form of a request's body, and of the answer's form. */
import { ApiError } from '../../kube/status.js';
import type { ApiRequest } from '../chain/handler.js';
import { type Format, mediaTypes } from '../wire/encoded-value.js';
import type { Call } from './deps.js';
import { hasTable } from './has-table.js';

/** The form of an answer. */
export interface AcceptedForm {
  format: Format;
  /** The requested form of an object. */
  as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** The version of that form. */
  apiVersion: 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1';
}

const { protobuf } = mediaTypes;
const bodyTypes = Object.values(mediaTypes);
const streamTypes = ['application/json;stream=watch', `${protobuf};stream=watch`];
const representations = bodyTypes.join(', ');

/** A part of an Accept header. */
interface AcceptedType {
  type: string;
  parameters: Record<string, string>;
}

/** An Accept header as it is read. */
interface Accepted {
  /** Types in the client's preference. */
  types: readonly AcceptedType[];
  /** True with a media type of the server's. */
  isRouted: boolean;
  /** The first form that the server has for objects; undefined without one. Custom resources have no protobuf. */
  form: AcceptedForm | undefined;
  ofCustom: AcceptedForm | undefined;
  withoutTable: AcceptedForm | undefined;
}

/** Forms by header: clients repeat the same few. */
const known = new Map<string, Accepted>();

function accepted({ headers }: ApiRequest): Accepted {
  const { accept = '*/*' } = headers;
  const header = (Array.isArray(accept) ? accept[0] : accept) || '*/*';
  let found = known.get(header);
  if (!found) {
    const types = byPreference(header);
    const isRouted = types.some(({ type }) => type === '*/*' || bodyTypes.includes(type));
    found = {
      types,
      isRouted,
      form: formOf(types),
      ofCustom: formOf(types, { protobuf: false }),
      withoutTable: formOf(types, { table: false }),
    };
    if (known.size >= 100) known.clear();
    known.set(header, found);
  }
  return found;
}

/** The parts of an Accept header in the client's order of preference. */
export function acceptedTypes(request: ApiRequest): readonly AcceptedType[] {
  return accepted(request).types;
}

/** By quality, and at the same quality specific types before wildcards (munnerz/goautoneg). */
function byPreference(header: string): AcceptedType[] {
  const parts = header.split(',').map((text, place) => {
    const [type = '', ...rest] = text.split(';').map((word) => word.trim());
    const parameters = Object.fromEntries(rest.map((word) => word.split('=', 2) as [string, string]));
    const wildcards = type.split('/').filter((word) => word === '*').length;
    return { type, parameters, quality: Number(parameters.q ?? 1), wildcards, place };
  });
  return parts.sort((a, b) => b.quality - a.quality || a.wildcards - b.wildcards || a.place - b.place);
}

/** The part of a call that decides the form of its answer. */
type Answering = Pick<Call, 'request' | 'kind' | 'subresource'>;

/**
 * Refuses a request before it is done whose answer the client takes in no form, and a patch in an unknown form: throws the
 * ApiError 415 or 406 that comes first in Kubernetes. A router reads the type of a patch before the accepted ones.
 */
export function checkForms(call: Answering & Pick<Call, 'definition'>): void {
  const { request, kind } = call;
  const isPatch = request.info.verb === 'patch';
  if (isPatch && !kind.isCustom) checkRoutedPatch(request);
  if (!kind.isCustom) checkRouted(request);
  if (isPatch) patchTypeOf(call);
  acceptedForm(call);
}

/**
 * The first form that the client accepts and the server has; throws an ApiError 406. As in Kubernetes two stages read the
 * header: the router, which knows media types only, and the writer, which knows their parameters.
 */
export function acceptedForm(call: Answering): AcceptedForm {
  const { request, kind } = call;
  // custom resources have no router
  if (!kind.isCustom) checkRouted(request);
  const { form, ofCustom, withoutTable } = accepted(request);
  const found = kind.isCustom ? ofCustom : form?.as === 'Table' && !hasTable(call) ? withoutTable : form;
  if (!found) throw onlyAccepted(bodyTypes);
  return found;
}

/** The accepted format of what has no other form, such as discovery; without a router, its stage does not look. Throws an ApiError 406. */
export function documentFormat(request: ApiRequest, isRouted: boolean): Format {
  if (isRouted) checkRouted(request);
  const format = errorFormat(request);
  if (!format) throw onlyAccepted(bodyTypes);
  return format;
}

function checkRouted(request: ApiRequest): void {
  if (!accepted(request).isRouted) throw notAcceptable(request);
}

/** The form of a watch's events: those in YAML have no end. Throws an ApiError 406. */
export function streamForm(call: Answering): AcceptedForm {
  const form = acceptedForm(call);
  if (form.format === 'yaml') throw onlyAccepted(streamTypes);
  return form;
}

function onlyAccepted(types: readonly string[]): ApiError {
  const message = `only the following media types are accepted: ${types.join(', ')}`;
  return new ApiError({ code: 406, reason: 'NotAcceptable', message });
}

/** go-restful's 406 for a request whose types no route writes. */
function notAcceptable({ info }: ApiRequest): ApiError {
  const isCollection = info.verb === 'list' || info.verb === 'watch';
  const available = isCollection ? [...bodyTypes, ...streamTypes].join(', ') : representations;
  const message = `406: Not Acceptable\n\nAvailable representations: ${available}`;
  return new ApiError({ code: 406, reason: 'NotAcceptable', message, details: {} });
}

const conversions = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

/** The first form of what is written in protobuf and as a table, unless it is said otherwise. */
function formOf(
  types: readonly AcceptedType[],
  has: { protobuf?: boolean; table?: boolean } = {},
): AcceptedForm | undefined {
  for (const { type, parameters } of types) {
    const format = formatOf(type);
    if (!format || (parameters.stream ?? 'watch') !== 'watch') continue;
    if (!isConverted(parameters)) {
      if (format === 'protobuf' && has.protobuf === false) continue;
      return { format, apiVersion: 'meta.k8s.io/v1' };
    }
    const { as = '', g, v } = parameters;
    if (as === 'Table' && (format === 'protobuf' || has.table === false)) continue;
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1') || !conversions.has(as)) continue;
    return { format, as: as as AcceptedForm['as'], apiVersion: `${g}/${v}` }; // checked the line above
  }
  return undefined;
}

const isConverted = ({ as, g, v }: AcceptedType['parameters']): boolean =>
  as !== undefined || g !== undefined || v !== undefined;

/** The form of an error: the first that a client accepts for plain objects; undefined when the server has none. */
export function errorFormat(request: ApiRequest): Format | undefined {
  for (const { type, parameters } of acceptedTypes(request)) {
    const format = formatOf(type);
    if (format && !isConverted(parameters)) return format;
  }
  return undefined;
}

function formatOf(type: string): Format | undefined {
  if (type === protobuf) return 'protobuf';
  if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

const contentTypeOf = (request: ApiRequest): string => [request.headers['content-type'] ?? ''].flat()[0] ?? '';

const word = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";
const mediaTypePattern = new RegExp(
  `^\\s*(${word}/${word}|${word})\\s*(?:;\\s*${word}\\s*=\\s*(?:${word}|"(?:[^"\\\\]|\\\\.)*")\\s*)*;?\\s*$`,
);

/** The media type of a body without parameters, JSON without a header; `''` for a header that names none. */
function mediaType(request: ApiRequest): string {
  const header = contentTypeOf(request);
  if (header === '') return 'application/json';
  return mediaTypePattern.exec(header)?.[1]?.toLowerCase() ?? '';
}

/**
 * The body of a create, update or delete as text in JSON or YAML; protobuf is turned into JSON. Throws an ApiError: 415 for
 * another media type, 400 for malformed protobuf, which names the kind that the body should be of, where one is given.
 */
export async function textBody(
  request: ApiRequest,
  wanted?: string,
): Promise<{ text: string; format: 'json' | 'yaml' }> {
  const type = mediaType(request);
  if (!bodyTypes.includes(type)) {
    throw unknownFormat(representations);
  }
  const body = await request.body();
  if (type !== protobuf) return { text: body.toString(), format: type === 'application/yaml' ? 'yaml' : 'json' };
  // kubectl create is the one client that sends it
  const { objectOfProtobuf } = await import('../wire/protobuf.js');
  return { text: JSON.stringify(objectOfProtobuf(body, wanted)), format: 'json' };
}

const patchTypes = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
} as const;

type PatchType = (typeof patchTypes)[keyof typeof patchTypes];

const isPatchType = (type: string): type is keyof typeof patchTypes => Object.hasOwn(patchTypes, type);

/** The media type of a patch as it is written. */
const writtenType = (request: ApiRequest): string => contentTypeOf(request).split(';')[0] ?? '';

/** Throws go-restful's 415 for a patch of another type; it takes a type with spaces around it, and what is behind it does not. */
function checkRoutedPatch(request: ApiRequest): void {
  if (isPatchType(writtenType(request).trim())) return;
  const message = '415: Unsupported Media Type';
  throw new ApiError({ code: 415, reason: 'UnsupportedMediaType', message, details: {} });
}

/** The kind of a call's patch; throws an ApiError 415, also for a strategic merge patch of a kind that a definition has added. */
export function patchTypeOf({ request, definition }: Pick<Call, 'request' | 'definition'>): PatchType {
  const written = writtenType(request);
  const known = Object.keys(patchTypes).filter((name) => !definition.custom || !name.includes('strategic'));
  if (!isPatchType(written) || !known.includes(written)) throw unknownFormat(known.join(', '));
  return patchTypes[written];
}

const unknownFormat = (accepted: string): ApiError =>
  new ApiError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  });
