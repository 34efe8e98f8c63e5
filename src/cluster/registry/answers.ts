/** Objects and lists as answers, in the form that the client asked for. */
import { goMapJson } from '../../kube/go-json.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject, ListMeta } from '../../kube/object.js';
import type { Status } from '../../kube/status.js';
import { ApiError, badRequest, invalid } from '../../kube/status.js';
import { createdOnly } from '../../kube/tables/printer.js';
import { printerOfKind } from '../../kube/tables/printers.js';
import type { ApiRequest, ApiResponse } from '../chain/handler.js';
import { packageOf } from '../types/api-types.js';
import { encodedValue, type Format, mediaTypes } from '../wire/encoded-value.js';
import { apiVersionOf, type Call, type Registry, storedAs } from './deps.js';
import { type AcceptedForm, acceptedForm } from './negotiation.js';
import { itemText, objectLine, objectText } from './object-text.js';
import { type TableOptions, toTable } from './table.js';

/** A value with its media type. */
export function encode(format: Format, status: number, value: object): ApiResponse {
  const { type, body } = encodedValue(format, value);
  return { status, headers: { 'content-type': type }, body };
}

const jsonText = (status: number, body: string): ApiResponse => ({
  status,
  headers: { 'content-type': mediaTypes.json },
  body,
});

/** An object of the call's kind as the answer, and for the audit log. */
export function answerObject(registry: Registry, call: Call, status: number, object: KubeObject): ApiResponse {
  call.request.audit.responseObject = object;
  const form = acceptedForm(call);
  if (isPlainJson(form)) return jsonText(status, objectLine(object, call.kind.isCustom));
  return audited(call, form, status, shown(registry, call, form, object));
}

/** The answer, which the audit log records in the form in which it is sent. */
function audited({ request }: Call, { format }: AcceptedForm, status: number, value: object): ApiResponse {
  request.audit.responseObject = value;
  return encode(format, status, value);
}

const isPlainJson = ({ format, as }: AcceptedForm): boolean => format === 'json' && as === undefined;

/** A Status (of a delete) as the answer. */
export function answerStatus(call: Call, code: number, status: Status): ApiResponse {
  call.request.audit.responseObject = status;
  const { format } = acceptedForm(call);
  return encode(format, code, status);
}

function shown(registry: Registry, call: Call, form: AcceptedForm, object: KubeObject): object {
  if (form.as === 'Table') return tableOf(registry, call, form, [object], { isList: false });
  if (form.as === 'PartialObjectMetadata') return partial(object, form);
  if (form.as) throw asked(form.as, `not a list (${goTypeOf(call.kind)})`);
  return object;
}

/** A list of objects as the answer. */
export function answerList(registry: Registry, call: Call, objects: KubeObject[], listMeta: ListMeta): ApiResponse {
  const { kind } = call;
  const form = acceptedForm(call);
  if (form.as === 'Table') {
    return audited(call, form, 200, tableOf(registry, call, form, objects, { isList: true, listMeta }));
  }
  if (form.as === 'PartialObjectMetadataList') {
    return audited(call, form, 200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: form.apiVersion,
      metadata: listMeta,
      // Go's list of nothing
      items: objects.length ? objects.map((object) => partial(object, form)) : null,
    });
  }
  if (form.as) throw asked(form.as, `a list (${goTypeOf(kind)}List)`);
  if (!isPlainJson(form)) return audited(call, form, 200, listValue(kind, objects, listMeta));
  // as a value the list is needed only when somebody writes it down
  if (call.request.audit.level === 'RequestResponse') {
    call.request.audit.responseObject = listValue(kind, objects, listMeta);
  }
  return jsonText(200, kind.isCustom ? customListText(kind, objects, listMeta) : listText(kind, objects, listMeta));
}

/** The list as a value; its items say neither kind nor apiVersion, but for custom resources. */
function listValue(kind: ResourceKind, objects: KubeObject[], listMeta: ListMeta): object {
  return {
    kind: listKindOf(kind),
    apiVersion: apiVersionOf(kind),
    metadata: kind.isCustom ? customListMeta(listMeta) : listMeta,
    items: kind.isCustom ? objects : objects.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest),
  };
}

/** Custom resources are no Go structures: their list writes an empty `continue`. */
const customListMeta = (listMeta: ListMeta): ListMeta => ({ continue: '', ...listMeta });

/** The list as text, made of the texts of its items. */
function listText(kind: ResourceKind, objects: KubeObject[], listMeta: ListMeta): string {
  const head = `"kind":"${listKindOf(kind)}","apiVersion":"${apiVersionOf(kind)}","metadata":${JSON.stringify(listMeta)}`;
  return `{${head},"items":[${objects.map(itemText).join(',')}]}\n`;
}

/** A list of custom resources, whose keys are sorted like those of its items. */
function customListText(kind: ResourceKind, objects: KubeObject[], listMeta: ListMeta): string {
  const items = objects.map((object) => objectText(object, true)).join(',');
  const foot = `"kind":"${listKindOf(kind)}","metadata":${goMapJson(customListMeta(listMeta))}`;
  return `{"apiVersion":"${apiVersionOf(kind)}","items":[${items}],${foot}}\n`;
}

const listKindOf = ({ kind, listKind }: ResourceKind): string => listKind ?? `${kind}List`;

/** 406: the answer is a list and not an object, or the other way round. */
function asked(as: string, is: string): ApiError {
  const message = `you requested ${as}, but the requested object is ${is}`;
  return new ApiError({ code: 406, reason: 'NotAcceptable', message });
}

/** The type in which Go holds objects of a kind; events of both groups are one type, custom resources another. */
const goTypeOf = (kind: ResourceKind): string =>
  kind.isCustom ? '*unstructured.Unstructured' : `*${packageOf(storedAs(kind).group)}.${kind.kind}`;

/** An object with its metadata alone. */
export function partial(object: KubeObject, { apiVersion }: AcceptedForm): object {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata };
}

/** The part of an object that rows carry beside cells; throws an ApiError 400. */
export function includeObjectOf({ query }: ApiRequest): TableOptions['includeObject'] {
  const include = query.get('includeObject') || 'Metadata';
  if (include === 'None' || include === 'Metadata' || include === 'Object') return include;
  const fault = invalid('includeObject', include, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${fault.field}: ${fault.message}`);
}

/** The table of objects, with `includeObject` as the query says. */
export function tableOf(
  registry: Registry,
  { request, kind, definition }: Pick<Call, 'request' | 'kind' | 'definition'>,
  { apiVersion }: AcceptedForm,
  objects: readonly KubeObject[],
  options: { isList: boolean; listMeta?: ListMeta },
): ReturnType<typeof toTable> {
  const printer = definition.printer ?? printerOfKind(kind.group, kind.kind) ?? createdOnly;
  return toTable(printer, objects, {
    apiVersion,
    now: registry.clock.now(),
    includeObject: includeObjectOf(request),
    ...options,
  });
}
