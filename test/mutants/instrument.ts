/** All faults of a file put into it at once, each behind a switch: a process that loaded the file can try one after the other. */
import { type Replacement, replacementsOf } from './replacements.js';
import { ts } from './typescript.js';

/** One fault of a file. */
export interface Mutant {
  /** Its number, among all files of a run. */
  id: number;
  file: string;
  /** From 1. */
  line: number;
  kind: string;
  /** The first line that differs, as it is and as it would be, without the space around them. */
  from: string;
  to: string;
}

/** A file with its faults behind switches; `code` asks `globalThis.__mutant(ID)` wherever a fault could be. */
export interface Instrumented {
  code: string;
  mutants: Mutant[];
}

interface Insertion {
  start: number;
  end: number;
  open: string;
  close: string;
  depth: number;
}

/** Puts the faults into a TypeScript source; their numbers begin at `firstId`. Code that runs once, at loading, gets none. */
export function instrument(file: string, source: string, firstId: number): Instrumented {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const mutants: Mutant[] = [];
  const insertions: Insertion[] = [];
  const visit = (node: ts.Node, depth: number, inFunction: boolean): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (inFunction) place(replacementsOf(node), depth);
    const inside = inFunction || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, depth + 1, inside));
  };
  const place = (replacements: Replacement[], depth: number): void => {
    for (const { kind, node, text } of replacements) {
      const id = firstId + mutants.length;
      const host = chainOf(node);
      const start = host.getStart();
      const alternative = replaced(source.slice(start, host.end), node.getStart() - start, node.end - start, text);
      mutants.push({ id, file, kind, ...lines(tree, node, text) });
      const asked = `__mutant(${id})`;
      const [open, close] = ts.isExpressionStatement(node)
        ? [`if (${asked}); else `, '']
        : [`(${asked} ? (${alternative}) : `, ')'];
      insertions.push({ start, end: host.end, open, close, depth: depth - (host === node ? 0 : 0.5) });
    }
  };
  visit(tree, 0, false);
  const begin = 'const __mutant = globalThis.__mutant ?? (() => false); ';
  return { code: mutants.length === 0 ? source : begin + inserted(source, insertions), mutants };
}

/**
 * What stands in brackets when `node` is replaced. A part of an optional chain cannot stand in brackets of its own: the whole chain
 * does. With `delete` before the chain the deletion does, since `delete` of a value in brackets deletes nothing.
 */
function chainOf(node: ts.Node): ts.Node {
  let host = node;
  for (;;) {
    const { parent } = host;
    const goesOn =
      (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent) ||
        ts.isCallExpression(parent) ||
        ts.isNonNullExpression(parent)) &&
      parent.expression === host;
    if ((host.flags & ts.NodeFlags.OptionalChain) === 0) return host;
    if (ts.isDeleteExpression(parent)) return parent;
    if (!goesOn) return host;
    host = parent;
  }
}

function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function lines(tree: ts.SourceFile, node: ts.Node, by: string): Pick<Mutant, 'line' | 'from' | 'to'> {
  const start = node.getStart();
  const { line } = tree.getLineAndCharacterOfPosition(start);
  const begin = tree.getLineStarts()[line] ?? 0;
  const next = tree.getLineStarts()[line + 1] ?? tree.text.length;
  const whole = tree.text.slice(begin, Math.max(next, node.end));
  const to = replaced(whole, start - begin, node.end - begin, by);
  const [before, after] = [whole.split('\n'), to.split('\n')];
  const place = Math.max(
    0,
    before.findIndex((text, at) => text !== after[at]),
  );
  return { line: line + 1 + place, from: (before[place] ?? '').trim(), to: (after[place] ?? '').trim() };
}

/** Ranges lie in one another or apart: what is further out opens earlier and closes later. */
function inserted(source: string, insertions: readonly Insertion[]): string {
  const outer = [...insertions.entries()].sort(
    ([i, a], [j, b]) => b.end - b.start - (a.end - a.start) || a.depth - b.depth || i - j,
  );
  const opens = new Map<number, string>();
  const closes = new Map<number, string>();
  for (const [, { start, end, open, close }] of outer) {
    opens.set(start, (opens.get(start) ?? '') + open);
    closes.set(end, close + (closes.get(end) ?? ''));
  }
  const places = [...new Set([...opens.keys(), ...closes.keys()])].sort((a, b) => a - b);
  let code = '';
  let at = 0;
  for (const place of places) {
    code += source.slice(at, place) + (closes.get(place) ?? '') + (opens.get(place) ?? '');
    at = place;
  }
  return code + source.slice(at);
}
