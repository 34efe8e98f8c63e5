/**
 * YAML text read into the nodes of json-nodes.ts, with the scalars of YAML 1.1 as Kubernetes' Go library knows them (`yes`
 * is true, a date is a string), and the first document only.
 */

import { createRequire } from 'node:module';
import type { Alias, CST, Document, LineCounter, ParsedNode, Scalar } from 'yaml';
import { goQuote } from '../../kube/go-quote.js';
import { base64Fault } from './base64.js';
import { fromNode, maxDepth, type Node, SyntaxFault } from './json-nodes.js';
import { goSyntax, goYamlFault } from './yaml-faults.js';
import { resolvePlain } from './yaml-resolve.js';

/** The first document of a YAML text, and a sentence for each key that stands twice in a map. */
export interface YamlNodes {
  node: Node;
  duplicates: string[];
}

let loaded: typeof import('yaml') | undefined;

/** The parser, loaded with the first text: it is many files, and a cluster starts without any YAML. */
function yaml(): typeof import('yaml') {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return loaded;
}

/** Scalars, marks and spaces together: 3 MB of short ones would take the parser many seconds, of long ones they take it none. */
const maxLexemes = 150_000;

const maxAliasCount = 1000;
/** Nodes that all aliases together may stand for. */
const maxAliasedNodes = 100_000;

/** The nodes of `text`; throws a {@link SyntaxFault}. */
export function parseYaml(text: string): YamlNodes {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/.test(text)) {
    throw new SyntaxFault('yaml: control characters are not allowed');
  }
  const lines = new (yaml().LineCounter)();
  const tokens = [...tokensOf(text, lines)];
  // the composer would run out of stack
  if (tokens.some((token) => isTooDeep(token))) throw tooDeep();
  const composer = new (yaml().Composer)({
    version: '1.1',
    // scalars are resolved here, by Go's rules
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
    resolveKnownTags: false,
  });
  const version = tokens.find((token) => token.type === 'directive' && token.source.startsWith('%YAML '));
  if (version && 'source' in version && !/^%YAML +1\.1\s*$/.test(version.source)) {
    throw new SyntaxFault('yaml: found incompatible YAML document');
  }
  const [document] = composer.compose(tokens, true, text.length);
  if (!document) return { node: { is: 'null' }, duplicates: [] };
  const fault = document.errors[0];
  if (fault) throw new SyntaxFault(goYamlFault(fault.message, text, fault.pos[0]));
  const duplicates: string[] = [];
  const node = convert(document.contents, {
    document,
    lines,
    duplicates,
    aliases: 0,
    inAlias: 0,
    open: new Set(),
    aliasedNodes: 0,
    depth: 0,
  });
  return { node, duplicates };
}

/** The parser's tokens of the text; throws for a text that is too deep or has too many. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new (yaml().Parser)(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new (yaml().Lexer)().lex(text)) {
    if (++count > maxLexemes) throw new SyntaxFault('yaml: document contains too many tokens');
    yield* parser.next(lexeme);
    // the document and all collections that are open, and what is being read in the last one
    if (parser.stack.length > maxDepth + 2) throw tooDeep();
  }
  yield* parser.end();
}

const tooDeep = (): SyntaxFault => new SyntaxFault('yaml: exceeded max depth');

interface Context {
  document: Document.Parsed;
  lines: LineCounter;
  duplicates: string[];
  aliases: number;
  /** How many aliases the node is reached through. */
  inAlias: number;
  /** The aliases that are being followed. */
  open: Set<Alias>;
  aliasedNodes: number;
  depth: number;
}

/** True when collections nest deeper than a body may. */
function isTooDeep(token: CST.Token): boolean {
  let level: CST.Token[] = [token];
  for (let depth = 0; depth <= maxDepth; depth++) {
    level = level.flatMap(collectionsIn);
    if (level.length === 0) return false;
  }
  return true;
}

/** The collections directly inside a document or collection. */
function collectionsIn(token: CST.Token): CST.Token[] {
  const parts =
    token.type === 'document'
      ? [token.value]
      : 'items' in token
        ? token.items.flatMap((item) => [item.key, item.value])
        : [];
  return parts.filter((part) => part !== null && part !== undefined && 'items' in part);
}

function convert(value: ParsedNode | null, context: Context): Node {
  context.depth++;
  if (context.inAlias > 0) context.aliasedNodes++;
  if (context.depth > maxDepth + 1) throw new SyntaxFault('yaml: exceeded max depth');
  try {
    if (yaml().isAlias(value)) return convertAlias(value, context);
    if (yaml().isMap(value)) return convertMap(value.items as MapItems, context);
    if (yaml().isSeq(value))
      return { is: 'array', items: value.items.map((item) => convert(item as ParsedNode, context)) };
    return yaml().isScalar(value) ? scalar(value) : { is: 'null' };
  } finally {
    context.depth--;
  }
}

/** Each alias may stand for many nodes: a short text must not become a huge object. */
function convertAlias(alias: Alias, context: Context): Node {
  context.aliases++;
  if (context.aliases > maxAliasCount || context.aliasedNodes > maxAliasedNodes) {
    throw new SyntaxFault('yaml: document contains excessive aliasing');
  }
  if (context.open.has(alias)) throw new SyntaxFault(`yaml: anchor '${alias.source}' value contains itself`);
  context.inAlias++;
  context.open.add(alias);
  try {
    const node = alias.resolve(context.document) as ParsedNode | undefined;
    if (!node) throw new SyntaxFault(`yaml: unknown anchor '${alias.source}' referenced`);
    return convert(node, context);
  } finally {
    context.inAlias--;
    context.open.delete(alias);
  }
}

type MapItems = { key: ParsedNode; value: ParsedNode | null }[];

function convertMap(items: MapItems, context: Context): Node {
  const entries = new Map<string, Node>();
  const merged = new Map<string, Node>();
  for (const { key, value } of items) {
    const name = keyText(key, value, context);
    if (name === '<<' && yaml().isScalar(key) && key.type === 'PLAIN') {
      const from = convert(value, context);
      for (const map of from.is === 'array' ? from.items : [from]) {
        if (map.is !== 'object') throw new SyntaxFault('yaml: map merge requires map or sequence of maps as the value');
        for (const [k, v] of map.entries) if (!merged.has(k)) merged.set(k, v);
      }
      continue;
    }
    if (entries.has(name)) {
      // the line of the value: that of a block begins below its key
      const line = context.lines.linePos((value ?? key).range[0]).line;
      context.duplicates.push(`line ${line}: key ${goQuote(name)} already set in map`);
    }
    entries.set(name, convert(value, context));
  }
  // converted to JSON by way of a Go map, so the order is that of the keys
  const all = [...new Map([...merged, ...entries])].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { is: 'object', entries: all };
}

function keyText(key: ParsedNode | null, value: ParsedNode | null, context: Context): string {
  const node = convert(key, context);
  if (node.is === 'array' || node.is === 'object') {
    throw new SyntaxFault(`yaml: invalid map key: ${goSyntax(fromNode(node))}`);
  }
  if (node.is !== 'null') return node.is === 'number' ? node.text : String(node.value);
  const held = goSyntax(fromNode(convert(value, context)));
  throw new SyntaxFault(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${held}`);
}

const standardTag = 'tag:yaml.org,2002:';
const resolvedTags: Record<string, Node['is'] | undefined> = {
  int: 'number',
  float: 'number',
  bool: 'bool',
  null: 'null',
};

/** go-yaml ends a line at the line separators of Unicode as well, and drops the spaces around them. */
const inLines = (text: string): string => text.replace(/[ \t]*([\u2028\u2029])[ \t]*/g, '$1');

function scalar({ value, type, tag }: Scalar): Node {
  const read = String(value ?? '');
  const text = type === 'QUOTE_SINGLE' ? inLines(read) : read;
  if (tag === `${standardTag}binary`) {
    if (base64Fault(text) !== undefined) throw new SyntaxFault('yaml: !!binary value contains invalid base64 data');
    return { is: 'string', value: Buffer.from(text, 'base64').toString() };
  }
  const wanted = tag?.startsWith(standardTag) ? resolvedTags[tag.slice(standardTag.length)] : undefined;
  if (tag !== undefined ? !wanted : type !== 'PLAIN') return { is: 'string', value: text };
  const node = finite(resolvePlain(text));
  if (wanted && node.is !== wanted) {
    const found = Object.keys(resolvedTags).find((name) => resolvedTags[name] === node.is) ?? 'str';
    throw new SyntaxFault(`yaml: cannot decode !!${found} \`${text}\` as a !!${tag?.slice(standardTag.length)}`);
  }
  return node;
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
