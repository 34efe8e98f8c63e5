/** In which form a client sends an object, and in which it wants the answer. */
import { ApiError } from '../../kube/status.js';
import type { ApiRequest } from '../handler.js';

/** The form of an answer. */
export interface AcceptedForm {
  format: 'json' | 'yaml';
  /** What the object is to be shown as. */
  as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

const protobuf = 'application/vnd.kubernetes.protobuf';
const bodyTypes = ['application/json', 'application/yaml', protobuf];
const representations = bodyTypes.join(', ');

/** A part of an Accept header. */
interface AcceptedType {
  type: string;
  parameters: Record<string, string>;
}

/** By header: clients send the same few again and again. */
const known = new Map<string, readonly AcceptedType[]>();

/** The parts of an Accept header in the client's order of preference. */
export function acceptedTypes(request: ApiRequest): readonly AcceptedType[] {
  const { accept = '*/*' } = request.headers;
  const header = (Array.isArray(accept) ? accept.join(',') : accept) || '*/*';
  let types = known.get(header);
  if (!types) {
    types = byPreference(header);
    if (known.size >= 100) known.clear();
    known.set(header, types);
  }
  return types;
}

function byPreference(header: string): AcceptedType[] {
  const parts = header.split(',').map((text, place) => {
    const [type = '', ...rest] = text.split(';').map((word) => word.trim());
    const parameters = Object.fromEntries(rest.map((word) => word.split('=', 2) as [string, string]));
    return { type: type.toLowerCase(), parameters, quality: Number(parameters.q ?? 1), place };
  });
  return parts.sort((a, b) => b.quality - a.quality || a.place - b.place);
}

/** The first form that the client accepts and the server has; throws an ApiError 406. */
export function acceptedForm(request: ApiRequest): AcceptedForm {
  for (const { type, parameters } of acceptedTypes(request)) {
    const format = formatOf(type);
    if (!format) continue;
    const { as } = parameters;
    if (as === undefined) return { format };
    if (parameters.g !== 'meta.k8s.io' || (parameters.v !== 'v1' && parameters.v !== 'v1beta1')) continue;
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { format, as };
  }
  throw new ApiError({
    code: 406,
    reason: 'NotAcceptable',
    message: `406: Not Acceptable\n\nAvailable representations: ${representations}`,
    details: {},
  });
}

/** The form of an error: what a client accepts for objects as they are, and JSON when the server has nothing of it. */
export function errorFormat(request: ApiRequest): 'json' | 'yaml' {
  for (const { type, parameters } of acceptedTypes(request)) {
    const format = formatOf(type);
    if (format && parameters.as === undefined) return format;
  }
  return 'json';
}

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

const contentTypeOf = (request: ApiRequest): string => [request.headers['content-type'] ?? ''].flat()[0] ?? '';

const word = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";
const mediaTypePattern = new RegExp(
  `^\\s*(${word}/${word}|${word})\\s*(?:;\\s*${word}\\s*=\\s*(?:${word}|"(?:[^"\\\\]|\\\\.)*")\\s*)*;?\\s*$`,
);

/** The media type of a body without parameters, JSON when nothing is said; `''` for a header that names none. */
function mediaType(request: ApiRequest): string {
  const header = contentTypeOf(request);
  if (header === '') return 'application/json';
  return mediaTypePattern.exec(header)?.[1]?.toLowerCase() ?? '';
}

/**
 * The body of a create, update or delete as text in JSON or YAML; protobuf is turned into JSON. Throws an ApiError: 415
 * for another media type, 400 for protobuf that is none.
 */
export async function textBody(request: ApiRequest): Promise<{ text: string; format: 'json' | 'yaml' }> {
  const type = mediaType(request);
  if (!bodyTypes.includes(type)) {
    throw unknownFormat(representations);
  }
  const body = await request.body();
  if (type !== protobuf) return { text: body.toString(), format: type === 'application/yaml' ? 'yaml' : 'json' };
  // kubectl create is the one client that sends it
  const { objectOfProtobuf } = await import('../schema/protobuf.js');
  return { text: JSON.stringify(objectOfProtobuf(body)), format: 'json' };
}

const patchTypes = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
} as const;

/** The kind of a patch by its media type as it is written; throws an ApiError 415. */
export function patchType(request: ApiRequest): 'json' | 'merge' | 'strategic' | 'apply' {
  const written = contentTypeOf(request).split(';')[0] ?? '';
  const isPatchType = (type: string): type is keyof typeof patchTypes => Object.hasOwn(patchTypes, type);
  if (isPatchType(written)) return patchTypes[written];
  // the router takes a type with spaces around it, and what is behind it does not
  if (isPatchType(written.trim())) throw unknownFormat(Object.keys(patchTypes).join(', '));
  throw new ApiError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: '415: Unsupported Media Type',
    details: {},
  });
}

const unknownFormat = (accepted: string): ApiError =>
  new ApiError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  });
