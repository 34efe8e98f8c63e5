/**
 * JSON patch (RFC 6902), as the library of Kubernetes applies it: an index may count from the end of a list, `replace`
 * adds a field that is missing, and a value that is missing is null.
 */
import { goJson } from '../../kube/go-json.js';
import type { Json, JsonObject } from '../../kube/object.js';

/** One step of a patch, with its fields as they were sent. */
export interface JsonPatchOperation {
  op?: unknown;
  path?: unknown;
  from?: unknown;
  value?: Json;
}

/** An operation that does not fit the document. */
export class JsonPatchFault extends Error {}

/** A value that is not what a test in the patch wants. */
export class JsonPatchTestFailed extends JsonPatchFault {}

/** The most bytes that a patch's copies add, as in kube-apiserver (JSONPatchMaxCopyBytes). */
const maxCopiedBytes = 3 * 1024 * 1024;

/** A document that is being changed; an object that a path led through comes out in the order of its names. */
type Tree = null | boolean | number | string | Tree[] | Level;
interface Level {
  fields: Map<string, Tree>;
  opened: boolean;
}

/** Where a path ends: a list or an object, and a place in it. */
interface Place {
  container: Tree[] | Level;
  key: string;
}

const isLevel = (tree: Tree): tree is Level => typeof tree === 'object' && tree !== null && !Array.isArray(tree);

function toTree(value: Json): Tree {
  if (Array.isArray(value)) return value.map(toTree);
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map(Object.entries(value).map(([name, child]) => [name, toTree(child ?? null)]));
  return { fields, opened: false };
}

function toJson(tree: Tree): Json {
  if (Array.isArray(tree)) return tree.map(toJson);
  if (!isLevel(tree)) return tree;
  const entries = [...tree.fields];
  if (tree.opened) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, child]) => [name, toJson(child)]));
}

/** The document with all operations applied; neither is changed. Throws a {@link JsonPatchFault}. */
export function applyJsonPatch(document: JsonObject, operations: readonly JsonPatchOperation[]): Json {
  let root = opened(toTree(document));
  let copied = 0;
  for (const operation of operations) {
    const value = toTree(operation.value ?? null);
    const place = (field: 'path' | 'from'): Place => find(root, operation[field]);
    switch (operation.op) {
      case 'add':
        add(place('path'), value);
        break;
      case 'remove':
        remove(place('path'));
        break;
      case 'replace':
        if (operation.path === '') root = opened(value);
        else replace(place('path'), value);
        break;
      case 'move': {
        const from = place('from');
        const moved = get(from);
        remove(from);
        add(place('path'), moved);
        break;
      }
      case 'copy': {
        const source = toJson(get(place('from')));
        copied += Buffer.byteLength(goJson(source));
        if (copied > maxCopiedBytes) throw new JsonPatchFault('the copies are too large');
        add(place('path'), toTree(source));
        break;
      }
      case 'test':
        if (!equal(operation.path === '' ? root : get(place('path')), value))
          throw new JsonPatchTestFailed('test failed');
        break;
      default:
        throw new JsonPatchFault('unexpected kind of operation');
    }
  }
  return toJson(root);
}

function opened(tree: Tree | undefined): Tree[] | Level {
  if (Array.isArray(tree)) return tree;
  if (tree === undefined || !isLevel(tree))
    throw new JsonPatchFault('the path leads through a value that is no container');
  tree.opened = true;
  return tree;
}

function find(root: Tree[] | Level, path: unknown): Place {
  if (typeof path !== 'string') throw new JsonPatchFault('missing path');
  // text before the first slash is ignored
  const [, ...names] = path.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = names.pop();
  if (key === undefined) throw new JsonPatchFault('missing path');
  const container = names.reduce<Tree[] | Level>((at, name) => opened(get({ container: at, key: name })), root);
  return { container, key };
}

/** The index that a key means in a list of this length. */
function indexIn(length: number, key: string): number {
  const index = /^[+-]?\d+$/.test(key) ? Number(key) : Number.NaN;
  const counted = index < 0 ? index + length : index;
  if (!(counted >= 0 && counted < length)) throw new JsonPatchFault(`no such index: ${key}`);
  return counted;
}

/** The value at a place; null without a field. */
function get({ container, key }: Place): Tree {
  if (!Array.isArray(container)) return container.fields.get(key) ?? null;
  return container[indexIn(container.length, key)] ?? null;
}

function add({ container, key }: Place, value: Tree): void {
  if (!Array.isArray(container)) container.fields.set(key, value);
  else if (key === '-') container.push(value);
  else container.splice(indexIn(container.length + 1, key), 0, value);
}

function replace({ container, key }: Place, value: Tree): void {
  if (Array.isArray(container)) container[indexIn(container.length, key)] = value;
  else container.fields.set(key, value);
}

function remove({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(indexIn(container.length, key), 1);
  else if (!container.fields.delete(key)) throw new JsonPatchFault(`no such field: ${key}`);
}

/** Whether two values are the same. `b` is undefined for a field that is not there, which differs from every value. */
function equal(a: Tree, b: Tree | undefined): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isLevel(a)) return a === b;
  if (b === undefined || !isLevel(b) || a.fields.size !== b.fields.size) return false;
  return [...a.fields].every(([name, child]) => equal(child, b.fields.get(name)));
}
