/** A custom resource read from a body: its metadata as that of every kind, all else pruned by its schema. */
import { type Fields, isFields } from '../../kube/fields.js';
import { goJson } from '../../kube/go-json.js';
import { goQuote } from '../../kube/go-quote.js';
import { typeNamed } from '../types/api-types.js';
import { type Findings, readObject } from '../wire/convert.js';
import { fromNode, type Node, toNode } from '../wire/json-nodes.js';
import type { Schema } from './definition-spec.js';
import { prune } from './prune.js';

const maxStrictFaults = 100;

/** The object in a tree, and its faults. */
export function readCustomObject(node: Node, schema: Schema): { value: Record<string, unknown>; findings: Findings } {
  if (node.is !== 'object') {
    const why = `json: cannot unmarshal ${node.is} into Go value of type map[string]interface {}`;
    return { value: {}, findings: { strict: [], typeFault: why } };
  }
  const value = fromNode(node) as Record<string, unknown>; // an object
  const metadata = node.entries.findLast(([name]) => name === 'metadata')?.[1];
  const findings: Findings = { strict: [] };
  if (metadata) {
    const read = readMetadata(metadata);
    value.metadata = read.value;
    findings.strict.push(...read.unknown.map((path) => `unknown field ${goQuote(`metadata.${path}`)}`));
    if (read.typeFault !== undefined) findings.typeFault = read.typeFault;
  }
  const unknown = prune(value, schema, true);
  const fault = readEmbedded(value, schema, '', (path) => unknown.push(path));
  findings.typeFault ??= fault;
  if (findings.typeFault === undefined) delete findings.typeFault;
  const strict = unknown.map((path) => `unknown field ${goQuote(path)}`);
  findings.strict = [...findings.strict, ...strict].sort().slice(0, maxStrictFaults);
  return { value, findings };
}

interface ReadMetadata {
  value: unknown;
  unknown: string[];
  typeFault: string | undefined;
}

function readMetadata(node: Node): ReadMetadata {
  const type = typeNamed('meta.v1.ObjectMeta');
  if (node.is !== 'object' || !type) {
    const typeFault = `json: cannot unmarshal ${node.is} into Go value of type v1.ObjectMeta`;
    return { value: {}, unknown: [], typeFault: node.is === 'null' ? undefined : typeFault };
  }
  const { value, findings } = readObject(node, type);
  const unknown = findings.strict.flatMap((fault) => /^unknown field "(.*)"$/.exec(fault)?.[1] ?? []);
  return { value, unknown, typeFault: findings.typeFault };
}

/** Reads the metadata of embedded objects in place; gives the first fault, and tells of fields that metadata does not have. */
function readEmbedded(
  value: unknown,
  schema: Schema,
  path: string,
  tell: (unknown: string) => void,
): string | undefined {
  const { items, properties = {}, additionalProperties: others } = schema;
  if (Array.isArray(value)) {
    if (!items) return undefined;
    return firstOf(value.entries(), ([i, item]) => readEmbedded(item, items, `${path}[${i}]`, tell));
  }
  if (!isFields(value)) return undefined;
  const at = (name: string): string => (path ? `${path}.${name}` : name);
  const own = schema['x-kubernetes-embedded-resource'] ? readResource(value, at, tell) : undefined;
  if (own !== undefined) return own;
  return firstOf(Object.entries(value), ([name, child]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) return readEmbedded(child, property, at(name), tell);
    return isFields(others) ? readEmbedded(child, others, `${path}[${name}]`, tell) : undefined;
  });
}

function readResource(
  value: Fields,
  at: (name: string) => string,
  tell: (unknown: string) => void,
): string | undefined {
  const wrong = ['apiVersion', 'kind'].find((name) => name in value && typeof value[name] !== 'string');
  if (wrong !== undefined) return `${at(wrong)}: Invalid value: ${goJson(value[wrong])}: must be a string`;
  if (value.metadata === undefined) return undefined;
  const read = readMetadata(toNode(value.metadata));
  if (read.typeFault !== undefined) {
    return `${at('metadata')}: Invalid value: ${goJson(value.metadata)}: ${read.typeFault}`;
  }
  for (const one of read.unknown) tell(`${at('metadata')}.${one}`);
  value.metadata = read.value;
  return undefined;
}

function firstOf<T>(all: Iterable<T>, look: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = look(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
