/**
 * YAML text read into the nodes of json-nodes.ts, with the scalars of YAML 1.1 as Kubernetes' Go library knows them (`yes`
 * is true, a date is a string), and the first document only.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
} from 'yaml';
import { type Node, SyntaxFault } from './json-nodes.js';
import { resolvePlain } from './yaml-resolve.js';

/** The first document of a YAML text, and a sentence for each key that stands twice in a map. */
export interface YamlNodes {
  node: Node;
  duplicates: string[];
}

const maxAliasCount = 1000;

/** The nodes of `text`; throws a {@link SyntaxFault}. */
export function parseYaml(text: string): YamlNodes {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    // scalars are resolved here, by Go's rules
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
    resolveKnownTags: false,
  });
  const fault = document.errors.find((e) => e.code !== 'MULTIPLE_DOCS');
  if (fault) throw new SyntaxFault(`yaml: line ${lines.linePos(fault.pos[0]).line}: ${lowerFirst(fault.message)}`);
  const duplicates: string[] = [];
  const node = convert(document.contents, { document, lines, duplicates, aliases: 0, depth: 0 });
  return { node, duplicates };
}

interface Context {
  document: Document.Parsed;
  lines: LineCounter;
  duplicates: string[];
  aliases: number;
  depth: number;
}

function convert(value: ParsedNode | null, context: Context): Node {
  context.depth++;
  if (context.depth > 10_000) throw new SyntaxFault('yaml: exceeded max depth');
  try {
    if (isAlias(value)) {
      context.aliases++;
      // each alias may stand for many nodes: a short text must not become a huge object
      if (context.aliases > maxAliasCount) throw new SyntaxFault('yaml: document contains excessive aliasing');
      return convert((value.resolve(context.document) as ParsedNode | undefined) ?? null, context);
    }
    if (isMap(value)) return convertMap(value.items as MapItems, context);
    if (isSeq(value)) return { is: 'array', items: value.items.map((item) => convert(item as ParsedNode, context)) };
    return isScalar(value) ? scalar(value) : { is: 'null' };
  } finally {
    context.depth--;
  }
}

type MapItems = { key: ParsedNode; value: ParsedNode | null }[];

function convertMap(items: MapItems, context: Context): Node {
  const entries = new Map<string, Node>();
  const merged = new Map<string, Node>();
  for (const { key, value } of items) {
    const name = keyText(key);
    if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
      const from = convert(value, context);
      for (const map of from.is === 'array' ? from.items : [from]) {
        if (map.is !== 'object') throw new SyntaxFault('yaml: map merge requires map or sequence of maps as the value');
        for (const [k, v] of map.entries) if (!merged.has(k)) merged.set(k, v);
      }
      continue;
    }
    if (entries.has(name)) {
      const line = context.lines.linePos(key.range[0]).line;
      context.duplicates.push(`line ${line}: key ${JSON.stringify(name)} already set in map`);
    }
    entries.set(name, convert(value, context));
  }
  // converted to JSON by way of a Go map, so the order is that of the keys
  const all = [...new Map([...merged, ...entries])].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { is: 'object', entries: all };
}

function keyText(key: ParsedNode | null): string {
  const node = isScalar(key) ? scalar(key) : undefined;
  if (!node || node.is === 'null' || node.is === 'array' || node.is === 'object') {
    throw new SyntaxFault('yaml: invalid map key');
  }
  return node.is === 'number' ? node.text : String(node.value);
}

const standardTag = 'tag:yaml.org,2002:';
const resolvedTags = ['int', 'float', 'bool', 'null'].map((name) => standardTag + name);

function scalar({ value, type, tag }: Scalar): Node {
  const text = String(value ?? '');
  if (tag === `${standardTag}binary`) return { is: 'string', value: Buffer.from(text, 'base64').toString() };
  const resolves = tag === undefined ? type === 'PLAIN' : resolvedTags.includes(tag);
  return resolves ? finite(resolvePlain(text)) : { is: 'string', value: text };
}

/** JSON has no infinities. */
function finite(node: Node): Node {
  if (node.is === 'number' && !Number.isFinite(Number(node.text))) {
    throw new SyntaxFault(
      `json: unsupported value: ${node.text.replace(/^(-?)Infinity$/, (_, sign) => `${sign || '+'}Inf`)}`,
    );
  }
  return node;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
