/** What the kernel would stumble over in a cell, found by parsing it with the kernel's own TypeScript. */
import { createRequire } from 'node:module';

/** The little of TypeScript's syntax tree that is looked at here; the kernel's 5.0 has no types for this package's compiler. */
interface Node {
  kind: number;
  name?: Node & { text?: string };
  awaitModifier?: Node;
  parent?: Node;
}
interface Compiler {
  createSourceFile(name: string, text: string, target: number, setParentNodes: boolean): Node;
  forEachChild(node: Node, visit: (child: Node) => void): void;
  SyntaxKind: Record<string, number>;
  ScriptTarget: Record<string, number>;
}

const own = createRequire(import.meta.url);
const ts = createRequire(own.resolve('tslab'))('@tslab/typescript-for-tslab') as Compiler;

function nodesOf(source: string): Node[] {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022 ?? 9, true);
  const nodes: Node[] = [];
  const visit = (node: Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}

const isKind = (node: Node, ...kinds: string[]): boolean => kinds.some((kind) => node.kind === ts.SyntaxKind[kind]);

function isTopLevel(node: Node): boolean {
  const functions = ['ArrowFunction', 'FunctionExpression', 'FunctionDeclaration', 'MethodDeclaration', 'GetAccessor'];
  for (let at = node.parent; at; at = at.parent) if (isKind(at, ...functions)) return false;
  return true;
}

/** Names that the cell declares, wherever in it. */
function declaredIn(nodes: Node[]): Set<string> {
  const declarations = [
    'VariableDeclaration',
    'BindingElement',
    'Parameter',
    'FunctionDeclaration',
    'ImportSpecifier',
    'ImportClause',
  ];
  return new Set(nodes.filter((node) => isKind(node, ...declarations)).flatMap(({ name }) => name?.text ?? []));
}

/** Names that the cell declares for the cells after it. */
export function topLevelNames(source: string): string[] {
  const nodes = nodesOf(source);
  const declarations = [
    'VariableDeclaration',
    'BindingElement',
    'FunctionDeclaration',
    'ImportSpecifier',
    'ImportClause',
  ];
  return nodes
    .filter((node) => isKind(node, ...declarations) && isTopLevel(node) && !isInBlock(node))
    .flatMap(({ name }) => name?.text ?? []);
}

function isInBlock(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (isKind(at, 'Block', 'ForStatement', 'ForOfStatement', 'ForInStatement')) return true;
  }
  return false;
}

/** Everything wrong with a cell that the kernel says nothing useful about, in words. */
export function cellFaults(source: string): string[] {
  const nodes = nodesOf(source);
  const declared = declaredIn(nodes);
  const faults: string[] = [];
  for (const node of nodes) {
    const name = node.name?.text ?? '';
    if (isKind(node, 'ShorthandPropertyAssignment') && !declared.has(name)) {
      faults.push(`{ ${name} } refers to another cell's variable: write { ${name}: ${name} }`);
    }
    if (isKind(node, 'ExportKeyword', 'ExportDeclaration', 'ExportAssignment')) faults.push('a cell cannot export');
  }
  const loops = nodes.some((node) => isKind(node, 'ForOfStatement') && node.awaitModifier && isTopLevel(node));
  const awaits = nodes.some((node) => isKind(node, 'AwaitExpression') && isTopLevel(node));
  if (loops && !awaits) faults.push('a top-level "for await" needs a plain await in the same cell');
  return faults;
}
