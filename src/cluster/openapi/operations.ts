/** Single operations on the resources of a kind, as OpenAPI 3.0 writes them. */
import type { ResourceKind, Subresource } from '../../kube/kinds.js';
import type { GroupVersionKind } from '../../kube/object.js';
import { packageOf, typeNameOf } from '../types/api-types.js';
import { schemaName } from '../types/openapi-facts.js';
import { customSchemaName } from './custom-schemas.js';
import { metaSchemas } from './meta-schemas.js';
import {
  type OpenapiContent,
  type OpenapiOperation,
  type OpenapiSchema,
  type openapiMethods,
  refTo,
  sortedRecord,
} from './model.js';
import { optionsOf, queryParameters } from './parameters.js';

/** The parts of an operation's name and subject that do not follow from its verb. */
export interface OperationNames {
  row: ResourceKind;
  /** `Namespaced`, or empty. */
  scope: string;
  subresource?: Subresource;
}

const text = ['application/json', 'application/yaml'];
const protobuf = 'application/vnd.kubernetes.protobuf';
const asWatch = ';stream=watch';

/** The media types of answers: custom resources have no protobuf. */
export function answerTypes({ isCustom }: { isCustom?: true | undefined }, canWatch = false): string[] {
  const encodings = isCustom ? text : ['application/json', protobuf, 'application/yaml'];
  return encodings.flatMap((type) => (canWatch && type !== 'application/yaml' ? [type, type + asWatch] : [type]));
}

const patches = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `core`, `apps`, `rbacAuthorization`: the group as operation ids and tags write it. */
export function groupTitle(group: string): string {
  const [first = '', ...rest] = (group.replace(/\.k8s\.io$/, '') || packageOf(group)).split('.');
  return first + rest.map(capital).join('');
}

const tagOf = ({ group, version }: ResourceKind): string => `${groupTitle(group)}_${version}`;
const prefixOf = ({ group, version }: ResourceKind): string => capital(groupTitle(group)) + capital(version);
const gvk = ({ group, version, kind }: GroupVersionKind): GroupVersionKind => ({ group, version, kind });

/** The same schema in each of these media types. */
export function content(types: readonly string[], schema: OpenapiSchema): OpenapiContent {
  return sortedRecord(types.map((type) => [type, { schema }]));
}

const unauthorized = { 401: { description: 'Unauthorized' } };

const statusTexts: Record<number, string> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function responses(codes: readonly number[], body: OpenapiContent): OpenapiOperation['responses'] {
  return {
    ...Object.fromEntries(codes.map((code) => [code, { description: statusTexts[code] ?? '', content: body }])),
    ...unauthorized,
  };
}

const bodyKind = ({ row, subresource }: OperationNames): GroupVersionKind => subresource?.kind ?? row;
/** The kind that an operation names: that of its body, but for custom resources. */
const subject = (names: OperationNames): GroupVersionKind => (names.row.isCustom ? names.row : bodyKind(names));
/** The media types of bodies. */
const bodyTypes = ({ isCustom }: ResourceKind): string[] => (isCustom ? text : ['*/*']);
const schemaOfKind = (kind: GroupVersionKind & { isCustom?: true }): OpenapiSchema =>
  refTo(kind.isCustom ? customSchemaName(kind) : schemaName(typeNameOf(kind)));

/** `Namespaced` + kind + sub-resource: the end of an operation id. */
const object = ({ row, scope, subresource }: OperationNames): string =>
  `${scope}${row.kind}${subresource ? capital(subresource.name) : ''}`;

/** `the specified Pod`, `status of the specified Pod`. */
const specified = ({ row, subresource }: OperationNames): string =>
  `${subresource ? `${subresource.name} of ` : ''}the specified ${row.kind}`;

interface Facts {
  id: string;
  action: string;
  description: string;
  options: readonly string[];
  codes: readonly number[];
  answer: OpenapiContent;
  requestBody?: OpenapiOperation['requestBody'];
}

function operation(names: OperationNames, facts: Facts): OpenapiOperation {
  return {
    tags: [tagOf(names.row)],
    description: facts.description,
    operationId: facts.id,
    parameters: queryParameters(facts.options),
    ...(facts.requestBody ? { requestBody: facts.requestBody } : {}),
    responses: responses(facts.codes, facts.answer),
    'x-kubernetes-action': facts.action,
    'x-kubernetes-group-version-kind': gvk(subject(names)),
  };
}

/** GET of one object or sub-resource. */
export function read(names: OperationNames): OpenapiOperation {
  const isLog = names.subresource?.name === 'log';
  const types = answerTypes(names.row);
  return operation(names, {
    id: `read${prefixOf(names.row)}${object(names)}`,
    action: 'get',
    description: `read ${specified(names)}`,
    options: isLog ? optionsOf.log : names.row.isCustom ? optionsOf.getCustom : optionsOf.get,
    codes: [200],
    answer: isLog
      ? content(['text/plain', ...types], { type: 'string' })
      : content(types, schemaOfKind(bodyKind(names))),
  });
}

/** PUT. */
export function replace(names: OperationNames): OpenapiOperation {
  const schema = schemaOfKind(bodyKind(names));
  return operation(names, {
    id: `replace${prefixOf(names.row)}${object(names)}`,
    action: 'put',
    description: `replace ${specified(names)}`,
    options: optionsOf.update,
    codes: [200, 201],
    answer: content(answerTypes(names.row), schema),
    requestBody: { content: content(bodyTypes(names.row), schema), required: true },
  });
}

/** PATCH. */
export function patch(names: OperationNames): OpenapiOperation {
  // kubectl reads here whether it may send a strategic one
  const patchTypes = names.row.isCustom ? patches.filter((type) => !type.includes('strategic')) : patches;
  return operation(names, {
    id: `patch${prefixOf(names.row)}${object(names)}`,
    action: 'patch',
    description: `partially update ${specified(names)}`,
    options: optionsOf.patch,
    codes: names.row.isCustom ? [200] : [200, 201],
    answer: content(answerTypes(names.row), schemaOfKind(bodyKind(names))),
    requestBody: { content: content(patchTypes, refTo(metaSchemas.patch)), required: true },
  });
}

/** POST to a collection or a sub-resource. */
export function create(names: OperationNames): OpenapiOperation {
  const schema = schemaOfKind(bodyKind(names));
  const { row, subresource } = names;
  return operation(names, {
    id: `create${prefixOf(row)}${object(names)}`,
    action: 'post',
    description: subresource ? `create ${subresource.name} of a ${row.kind}` : `create a ${row.kind}`,
    options: optionsOf.create,
    codes: [200, 201, 202],
    answer: content(answerTypes(names.row), schema),
    requestBody: { content: content(bodyTypes(names.row), schema), required: true },
  });
}

/** DELETE of one object. */
export function remove(names: OperationNames): OpenapiOperation {
  const { row } = names;
  // these kinds are answered with the object, since it lives on for a while or has data that goes with it
  return operation(names, {
    id: `delete${prefixOf(row)}${object(names)}`,
    action: 'delete',
    description: `delete a ${row.kind}`,
    options: optionsOf.delete,
    codes: [200, 202],
    answer: content(answerTypes(row), row.returnsDeleted ? schemaOfKind(row) : refTo(metaSchemas.status)),
    requestBody: { content: content(bodyTypes(row), refTo(metaSchemas.deleteOptions)) },
  });
}

/** DELETE of a collection. */
export function removeCollection(names: OperationNames): OpenapiOperation {
  const { isCustom } = names.row;
  return operation(names, {
    id: `delete${prefixOf(names.row)}Collection${object(names)}`,
    action: 'deletecollection',
    description: `delete collection of ${names.row.kind}`,
    options: isCustom ? optionsOf.list : optionsOf.deletecollection,
    codes: [200],
    answer: content(answerTypes(names.row), refTo(metaSchemas.status)),
    ...(isCustom ? {} : { requestBody: { content: content(['*/*'], refTo(metaSchemas.deleteOptions)) } }),
  });
}

/** GET of a collection; `suffix` is `ForAllNamespaces` where that is meant. */
export function list(names: OperationNames, suffix: string): OpenapiOperation {
  const { row } = names;
  const kind = `${row.kind}List`;
  return operation(names, {
    id: `list${prefixOf(row)}${object(names)}${suffix}`,
    action: 'list',
    description: `list or watch objects of kind ${row.kind}`,
    options: optionsOf.list,
    codes: [200],
    answer: content(answerTypes(row, !row.isCustom), schemaOfKind({ ...row, kind })),
  });
}

/** GET under the deprecated prefix `watch`, of a collection (`isList`) or of one object. */
export function watch(names: OperationNames, suffix: string, isList: boolean): OpenapiOperation {
  const { row } = names;
  return operation(names, {
    id: `watch${prefixOf(row)}${object(names)}${isList ? 'List' : ''}${suffix}`,
    action: isList ? 'watchlist' : 'watch',
    description: `watch ${isList ? `a list of ${row.kind}` : `one ${row.kind}`}; deprecated: list with watch instead`,
    options: optionsOf.list,
    codes: [200],
    answer: content(answerTypes(row, true), refTo(metaSchemas.watchEvent)),
  });
}

/** Any method of a sub-resource that leads to a node or pod, such as exec. `suffix` is `WithPath` where one follows. */
export function connect(
  names: OperationNames,
  method: (typeof openapiMethods)[number],
  suffix: string,
): OpenapiOperation {
  const { row, subresource } = names;
  const name = subresource?.name;
  const options =
    name === 'exec' || name === 'attach' || name === 'portforward' || name === 'proxy' ? optionsOf[name] : [];
  return operation(names, {
    id: `connect${prefixOf(row)}${capital(method)}${object(names)}${suffix}`,
    action: 'connect',
    description: `connect ${method.toUpperCase()} requests to ${name} of ${row.kind}`,
    options,
    codes: [200],
    answer: content(['*/*'], { type: 'string' }),
  });
}
