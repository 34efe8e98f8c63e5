/** Bodies of requests read as Kubernetes reads them: into the types of a kind, with Go's words for faults. */

import { canonicalJson } from '../../kube/equal-json.js';
import { isFields } from '../../kube/fields.js';
import { goEscaped, goJson } from '../../kube/go-json.js';
import { goQuote } from '../../kube/go-quote.js';
import {
  type GroupVersionKind,
  groupVersion,
  type Json,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
} from '../../kube/object.js';
import { type ApiError, badRequest, invalid, invalidObject } from '../../kube/status.js';
import { packageOf, schemaOf, type TypedKind } from '../types/api-types.js';
import { isRegistered } from '../types/registered-kinds.js';
import { type Findings, readObject } from './convert.js';
import { goText } from './go-text.js';
import { duplicateFields, type Node, parseJson, SyntaxFault, toNode } from './json-nodes.js';
import { unrecognizedBody } from './unrecognized-body.js';
import { unstructuredFault } from './unstructured-fault.js';
import { parseYaml } from './yaml-nodes.js';

/** How unknown and duplicate fields are answered: dropped, dropped with a warning each, or refused (KEP-2885). */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** A kind whose bodies may have a reader of their own, as the kinds of CustomResourceDefinitions have. */
export interface ReadableKind extends TypedKind {
  /** The object of this kind in a tree, with the kind and version that it states. */
  read?(node: Node): { value: Record<string, unknown>; findings: Findings };
}

/** How a body is read. */
export interface DecodeOptions {
  format: 'json' | 'yaml';
  fieldValidation: FieldValidation;
}

/** An object of the kind asked for, and one sentence for each field that was dropped under `Warn`. */
export interface Decoded {
  object: KubeObject;
  warnings: string[];
}

/**
 * The object in `body`, with unknown fields dropped and empty ones left out as Go leaves them out; defaults are not filled
 * in. Throws an ApiError 400 that names the fault: syntax, kind or version, type of a field, base64, unknown and duplicate
 * fields when they are not allowed.
 */
export function decodeObject(kind: ReadableKind, body: string, options: DecodeOptions): Decoded {
  const unrecognized = (why: string): ApiError => unrecognizedBody(kind.kind, why, Buffer.from(body));

  let node: Node;
  let duplicates: string[] = [];
  try {
    if (options.format === 'yaml') ({ node, duplicates } = parseYaml(body));
    else node = parseJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const prefix = options.format === 'yaml' ? '' : "couldn't get version/kind; json parse error: ";
    throw unrecognized(`${prefix}${error.message}`);
  }
  const stated = statedKind(node);
  if ('fault' in stated) throw unrecognized(stated.fault);
  if (kind.read && !stated.kind) throw unrecognized(`Object 'Kind' is missing in '${body}'`);
  const found = withDefaults(stated, kind);
  const refused = (why: string): ApiError =>
    badRequest(`${found.kind} in version ${goQuote(found.version)} cannot be handled as a ${kind.kind}: ${why}`);
  const mismatch = kind.read ? versionFault(found, kind) : kindFault(found, kind);
  if (mismatch && !kind.read && !isOtherVersion(found, kind)) throw refused(mismatch);

  // parseYaml finds them itself
  if (kind.read && options.format === 'json') duplicates = duplicateFields(node);
  const { value, findings } = read(node, kind);
  if (mismatch) {
    const [theirs, ours] = [found, kind].map(({ group, version }) => groupVersion(group, version));
    throw badRequest(`the API version in the data (${theirs}) does not match the expected API version (${ours})`);
  }
  if (findings.typeFault !== undefined) throw refused(findings.typeFault);
  const told = options.format === 'yaml' && duplicates.length ? [unmarshalErrors(duplicates)] : duplicates;
  const strict = [...told, ...findings.strict];
  judge(strict, options.fieldValidation, refused);
  // a warning is one line: each key has its own
  const warnings = options.fieldValidation === 'Warn' ? [...duplicates, ...findings.strict] : [];
  return { object: asObject(value, kind.read ? { ...kind, kind: found.kind } : kind), warnings };
}

/** go-yaml's error for keys that stand twice in a map. */
export const unmarshalErrors = (duplicates: readonly string[]): string =>
  `yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`;

/** A patch's options for decoding the patched object. */
export interface PatchedOptions extends Pick<DecodeOptions, 'fieldValidation'> {
  /** Faults of the patch itself: fields that stand twice, unknown fields of its operations. */
  strict?: readonly string[];
  /** The strategic merge patch; the answer shows it, not the patched object. */
  strategic?: JsonObject;
}

/**
 * Like {@link decodeObject} for an object that a patch (JSON, merge or strategic) has made. Throws the API server's ApiError
 * 422 for the field `patch`.
 */
export function decodePatched(kind: ReadableKind, value: Json, options: PatchedOptions): Decoded {
  const { fieldValidation, strategic } = options;
  // objects of a type that is brought along are maps in Go
  const text = kind.read ? goEscaped(canonicalJson(value)) : goJson(value);
  const shown = strategic ? goText(strategic) : text;
  // the API server names neither kind nor object here
  const refused = (why: string): ApiError =>
    invalidObject({ group: '', version: '', kind: '' }, '', [invalid('patch', shown, why)]);
  const node = toNode(value);
  // the converter of strategic merge patches does not look at what the object says of its kind
  if (!strategic) {
    const stated = statedKind(node);
    if ('fault' in stated) throw refused(stated.fault);
    const mismatch = kind.read ? undefined : kindFault(withDefaults(stated, kind), kind);
    if (mismatch) throw refused(mismatch);
  }
  const { value: object, findings } = read(node, kind);
  if (findings.typeFault !== undefined) {
    const type = schemaOf(kind);
    const converted = strategic && type && isFields(value) ? unstructuredFault(value, type) : undefined;
    throw refused(converted ?? findings.typeFault);
  }
  // the converter of strategic merge patches names them in order
  const unknown = strategic ? [...findings.strict].sort() : findings.strict;
  const strict = [...(options.strict ?? []), ...unknown];
  const stood = isFields(value) && kind.read && typeof value.kind === 'string' ? { ...kind, kind: value.kind } : kind;
  return { object: asObject(object, stood), warnings: judge(strict, fieldValidation, refused) };
}

function read(node: Node, kind: ReadableKind): { value: Record<string, unknown>; findings: Findings } {
  if (kind.read) return kind.read(node);
  const type = schemaOf(kind);
  if (!type) throw badRequest(`no kind "${kind.kind}" is registered for version "${kind.version}"`);
  return readObject(node, type);
}

function judge(strict: string[], mode: FieldValidation, refused: (why: string) => ApiError): string[] {
  if (mode === 'Strict' && strict.length > 0) throw refused(`strict decoding error: ${strict.join(', ')}`);
  return mode === 'Warn' ? strict : [];
}

function asObject(value: Record<string, unknown>, kind: GroupVersionKind): KubeObject {
  const { group, version } = kind;
  const rest = { ...value };
  delete rest.kind;
  delete rest.apiVersion;
  return {
    kind: kind.kind,
    apiVersion: groupVersion(group, version),
    ...rest,
  } as KubeObject; // the schema gives every kind with `metadata` an ObjectMeta
}

/** The kind that an object states. */
export interface StatedKind {
  apiVersion: string;
  kind: string;
}

/** The kind that a tree states, empty where it states none; or the sentence about its fault. */
export function statedKind(node: Node): StatedKind | { fault: string } {
  const into =
    'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  if (node.is === 'null') return { apiVersion: '', kind: '' };
  const wrong = (why: string): { fault: string } => ({
    fault: `couldn't get version/kind; json parse error: json: cannot unmarshal ${why}`,
  });
  if (node.is !== 'object') return wrong(`${node.is} into ${into}`);
  const stated = { apiVersion: '', kind: '' };
  for (const [key, child] of node.entries) {
    if (key !== 'apiVersion' && key !== 'kind') continue;
    if (child.is === 'string') stated[key] = child.value;
    else if (child.is !== 'null') {
      return wrong(`${child.is} into Go struct field .${key} of type string`);
    }
  }
  const slashes = stated.apiVersion.split('/').length - 1;
  if (slashes > 1) return { fault: `unexpected GroupVersion string: ${stated.apiVersion}` };
  return stated;
}

/** The kind that an object read without its type states; a malformed apiVersion makes the kind empty, too. */
export function unstructuredKind(node: Node): GroupVersionKind {
  const textOf = (field: string): string => {
    const found = node.is === 'object' ? node.entries.find(([key]) => key === field)?.[1] : undefined;
    return found?.is === 'string' ? found.value : '';
  };
  const apiVersion = textOf('apiVersion');
  if (apiVersion.split('/').length > 2) return { group: '', version: '', kind: '' };
  return { ...parseApiVersion(apiVersion), kind: textOf('kind') };
}

function withDefaults(stated: StatedKind, wanted: GroupVersionKind): GroupVersionKind {
  const { group, version } = stated.apiVersion === '' ? wanted : parseApiVersion(stated.apiVersion);
  return { group, version, kind: stated.kind || wanted.kind };
}

/** Groups with kinds in common: deployments were in another group, and events are in two. */
const groupsOfOne = [
  ['apps', 'extensions'],
  ['', 'events.k8s.io'],
];

/** True for another version of the same kind: it is read, and then refused for its version. */
function isOtherVersion(found: GroupVersionKind, wanted: GroupVersionKind): boolean {
  const sameGroup =
    found.group === wanted.group ||
    groupsOfOne.some((one) => [found, wanted].every(({ group }) => one.includes(group)));
  return sameGroup && found.kind === wanted.kind && isRegistered(groupVersion(found.group, found.version), found.kind);
}

/** The fault of an object of another group or version; its kind is checked with its other fields. */
function versionFault(found: GroupVersionKind, wanted: GroupVersionKind): string | undefined {
  return found.group === wanted.group && found.version === wanted.version ? undefined : 'another version';
}

/** The fault of an object read as another kind; undefined without a fault. */
function kindFault(found: GroupVersionKind, wanted: GroupVersionKind): string | undefined {
  if (found.kind === wanted.kind && found.group === wanted.group && found.version === wanted.version) {
    return undefined;
  }
  const gv = groupVersion(found.group, found.version);
  if (!isRegistered(gv, found.kind)) {
    return `no kind ${goQuote(found.kind)} is registered for version ${goQuote(gv)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  }
  return `converting (${found.version}.${found.kind}) to (${packageOf(wanted.group)}.${wanted.kind}): unknown conversion`;
}
