/** Apply configurations read as Kubernetes reads them: as they were written, and held against the types of their kind. */

import { type Fields, isFields } from '../../kube/fields.js';
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';
import { ApiError, badRequest } from '../../kube/status.js';
import { schemaOf, type TypedKind } from '../types/api-types.js';
import { type FieldValidation, unmarshalErrors, unstructuredKind } from '../wire/decode.js';
import { fromNode, type Node, SyntaxFault } from '../wire/json-nodes.js';
import { parseYaml } from '../wire/yaml-nodes.js';
import { typedFault } from './typed-faults.js';

/**
 * The configuration in an apply patch (YAML or JSON): the fields that its author wrote, none added. Throws an ApiError: 400
 * for a text that is no object, or does not state this kind and version; 500 as Kubernetes does for an object of wrong types.
 */
export function decodeApply(kind: TypedKind, body: string): { object: KubeObject; duplicates: string[] } {
  let node: Node;
  let duplicates: string[];
  try {
    ({ node, duplicates } = parseYaml(body));
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
  if (node.is !== 'object' && node.is !== 'null') {
    const why = `json: cannot unmarshal ${node.is} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  // unlike in a create, nothing is taken from the path (managedfields/internal/versioncheck.go)
  const { group, version, kind: stated } = unstructuredKind(node);
  if (group !== kind.group || version !== kind.version || stated !== kind.kind) {
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${stated}`);
  }
  const written = fromNode(node) as Fields;
  const type = schemaOf(kind);
  const fault = type && typedFault(written, type);
  if (fault !== undefined) {
    throw new ApiError({
      code: 500,
      message: `failed to create typed patch object (${applySubject(written, kind)}): ${fault}`,
    });
  }
  const metadata = isFields(written.metadata) ? written.metadata : {};
  const object = { ...written, metadata } as unknown as KubeObject; // it passed the check of its type
  return { object, duplicates };
}

/**
 * The warnings about keys that stand twice in an apply configuration; Kubernetes checks this after the apply. Throws an
 * ApiError 400 under `Strict`.
 */
export function duplicateWarnings(duplicates: string[], fieldValidation: FieldValidation): string[] {
  if (duplicates.length > 0 && fieldValidation === 'Strict') {
    const why = `error converting YAML to JSON: ${unmarshalErrors(duplicates)}`;
    throw badRequest(`error strict decoding YAML: ${why}`);
  }
  return fieldValidation === 'Warn' ? duplicates : [];
}

/** A configuration as the faults of an apply name it. */
export function applySubject(written: Fields, { group, version, kind }: GroupVersionKind): string {
  const { name, namespace } = isFields(written.metadata) ? written.metadata : {};
  const [own, place] = [name, namespace].map((text) => (typeof text === 'string' ? text : ''));
  return `${place}/${own}; ${group}/${version}, Kind=${kind}`;
}
