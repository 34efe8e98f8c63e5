/** A custom resource read from a body: its metadata as that of every kind, all else pruned by its schema. */
import { goQuote } from '../../kube/go-quote.js';
import { typeNamed } from '../types/api-types.js';
import { type Findings, readObject } from '../wire/convert.js';
import { fromNode, type Node } from '../wire/json-nodes.js';
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
  const type = typeNamed('meta.v1.PartialObjectMetadata');
  const findings: Findings = { strict: [] };
  if (metadata && type) {
    const read = readObject({ is: 'object', entries: [['metadata', metadata]] }, type);
    value.metadata = read.value.metadata;
    findings.strict.push(...read.findings.strict.filter((fault) => fault.startsWith('unknown')));
    if (read.findings.typeFault !== undefined) findings.typeFault = read.findings.typeFault;
  }
  const unknown = prune(value, schema, true).map((path) => `unknown field ${goQuote(path)}`);
  findings.strict = [...findings.strict, ...unknown].sort().slice(0, maxStrictFaults);
  return { value, findings };
}
