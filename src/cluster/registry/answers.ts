/** Objects and lists as answers, in the form that the client asked for. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject, ListMeta } from '../../kube/object.js';
import type { Status } from '../../kube/status.js';
import { badRequest } from '../../kube/status.js';
import type { ApiRequest, ApiResponse } from '../handler.js';
import { toTable } from '../schema/table.js';
import { writeYaml } from '../schema/write-yaml.js';
import { apiVersionOf, type Call, type Registry } from './deps.js';
import { type AcceptedForm, acceptedForm } from './negotiation.js';
import { itemText, objectLine } from './object-text.js';

/** A value as JSON or YAML with its media type. */
export function encode(format: 'json' | 'yaml', status: number, value: unknown): ApiResponse {
  return encoded(format, status, format === 'yaml' ? writeYaml(value) : `${JSON.stringify(value)}\n`);
}

function encoded(format: 'json' | 'yaml', status: number, body: string): ApiResponse {
  return { status, headers: { 'content-type': format === 'yaml' ? 'application/yaml' : 'application/json' }, body };
}

/** An object of the call's kind as the answer; also what the audit log holds of it. */
export function answerObject(registry: Registry, call: Call, status: number, object: KubeObject): ApiResponse {
  const { request } = call;
  request.audit.responseObject = object;
  const form = acceptedForm(request);
  if (isPlainJson(form)) return encoded('json', status, objectLine(object));
  return encode(form.format, status, shown(registry, call, form, object));
}

const isPlainJson = ({ format, as }: AcceptedForm): boolean => format === 'json' && as === undefined;

/** A Status (of a delete) as the answer. */
export function answerStatus(call: Call, code: number, status: Status): ApiResponse {
  call.request.audit.responseObject = status;
  const { format } = acceptedForm(call.request);
  return encode(format, code, status);
}

function shown(registry: Registry, call: Call, form: AcceptedForm, object: KubeObject): unknown {
  if (form.as === 'Table') return tableOf(registry, call, [object], { isList: false });
  if (form.as === 'PartialObjectMetadata') return partial(object);
  return object;
}

/** A list of objects as the answer. */
export function answerList(registry: Registry, call: Call, objects: KubeObject[], metadata: ListMeta): ApiResponse {
  const form = acceptedForm(call.request);
  const { kind } = call;
  if (form.as === 'Table') {
    return encode(form.format, 200, tableOf(registry, call, objects, { isList: true, listMeta: metadata }));
  }
  if (form.as === 'PartialObjectMetadataList') {
    return encode(form.format, 200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      // Go's list of nothing
      items: objects.length ? objects.map(partial) : null,
    });
  }
  // items say neither kind nor apiVersion: the list does
  if (isPlainJson(form)) {
    const head = `"kind":"${kind.kind}List","apiVersion":"${apiVersionOf(kind)}","metadata":${JSON.stringify(metadata)}`;
    return encoded('json', 200, `{${head},"items":[${objects.map(itemText).join(',')}]}\n`);
  }
  const items = objects.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest);
  return encode(form.format, 200, { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items });
}

/** An object with its metadata alone. */
export function partial(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** The table of objects, with `includeObject` as the query says. */
export function tableOf(
  registry: Registry,
  call: { request: ApiRequest; kind: ResourceKind },
  objects: readonly KubeObject[],
  options: { isList: boolean; listMeta?: ListMeta },
): ReturnType<typeof toTable> {
  const include = call.request.query.get('includeObject') ?? '';
  if (!['', 'None', 'Metadata', 'Object'].includes(include)) {
    throw badRequest(`unrecognized includeObject value: ${JSON.stringify(include)}`);
  }
  return toTable(call.kind, objects, {
    now: registry.clock.now(),
    includeObject: include === '' ? 'Metadata' : (include as 'None' | 'Metadata' | 'Object'),
    ...options,
  });
}
