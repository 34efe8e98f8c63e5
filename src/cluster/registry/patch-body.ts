/** The body of a patch read, before it meets an object. */
import { goQuote } from '../../kube/go-quote.js';
import type { JsonObject } from '../../kube/object.js';
import { ApiError, badRequest } from '../../kube/status.js';
import type { FieldValidation } from '../wire/decode.js';
import { duplicateFields, fromNode, type Node, parseJson, SyntaxFault } from '../wire/json-nodes.js';
import type { JsonPatchOperation } from './json-patch.js';

/** A change to an object; `strict` is a sentence for each unknown or duplicate field in it. */
export type Patch =
  | { type: 'json'; operations: JsonPatchOperation[]; strict: string[] }
  | { type: 'merge' | 'strategic'; change: JsonObject; strict: string[] };

const maxOperations = 10_000;
const operationFields = ['op', 'path', 'from', 'value'];

/** The patch in a body; throws an ApiError 400 for other texts, and 413 for too many operations. */
export function readPatch(type: Patch['type'], body: string, fieldValidation: FieldValidation): Patch {
  // a strategic patch says nothing of decoding, and one that is not looked at closely neither
  const prefix = type === 'strategic' || fieldValidation === 'Ignore' ? '' : 'error decoding patch: ';
  let node: Node;
  try {
    node = parseJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw badRequest(prefix + error.message);
  }
  const wrong = (what: string, goType: string): ApiError =>
    badRequest(`${prefix}json: cannot unmarshal ${what} into Go ${goType}`);
  if (type === 'json') return jsonPatch(node, wrong);
  if (node.is === 'null') {
    if (type === 'merge') throw badRequest('Invalid JSON Patch');
    return { type, change: {}, strict: [] };
  }
  if (node.is !== 'object') throw wrong(node.is, 'value of type map[string]interface {}');
  return { type, change: fromNode(node) as JsonObject, strict: duplicateFields(node) };
}

function jsonPatch(node: Node, wrong: (what: string, goType: string) => ApiError): Patch {
  if (node.is === 'null') return { type: 'json', operations: [], strict: [] };
  if (node.is !== 'array') throw wrong(node.is, 'value of type []handlers.jsonPatchOp');
  if (node.items.length > maxOperations) {
    throw new ApiError({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${node.items.length}`,
    });
  }
  const unknown: string[] = [];
  for (const [i, item] of node.items.entries()) {
    if (item.is === 'null') continue;
    if (item.is !== 'object') throw wrong(item.is, 'value of type handlers.jsonPatchOp');
    for (const [name, { is }] of item.entries) {
      if (!operationFields.includes(name)) unknown.push(`json patch unknown field ${goQuote(`[${i}].${name}`)}`);
      else if (name !== 'value' && is !== 'string' && is !== 'null') {
        throw wrong(is, `struct field jsonPatchOp.${name} of type string`);
      }
    }
  }
  const duplicates = duplicateFields(node).map((fault) => `json patch ${fault}`);
  const operations = (fromNode(node) as (JsonPatchOperation | null)[]).map((operation) => operation ?? {});
  return { type: 'json', operations, strict: [...unknown, ...duplicates] };
}
