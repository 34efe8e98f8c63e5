/** The places of an expression's parts as cel-go tells of them: a call is at its parenthesis, an operator at its first character. */
import type { Expr, ParsedExpr } from './expression-parts.js';

/** Gives the place of a part: the number of characters before it. */
export function placesOf(parsed: ParsedExpr, text: string): (expr: Expr) => number {
  const positions = parsed.sourceInfo?.positions ?? {};
  return (expr) => {
    // the parser tells of the space before an operator, and of the name of a function or the point before it
    const at = pastSpace(text, positions[String(expr.id)] ?? 0);
    if (expr.exprKind.case === 'structExpr') return at + (/^[\w.\s]*(?=\{)/.exec(text.slice(at))?.[0].length ?? 0);
    if (expr.exprKind.case !== 'callExpr') return at;
    const { function: name } = expr.exprKind.value;
    if (name === '@in') return at;
    const head = /^\.?\s*[A-Za-z_][\w.]*\s*\(/.exec(text.slice(at));
    if (head) return at + head[0].length - 1;
    return name === '_?_:_' ? questionMark(text, at) : at;
  };
}

/** The place of a field of an object that is made: its colon. */
export const placeOfField = (parsed: ParsedExpr, text: string, id: bigint): number =>
  text.indexOf(':', parsed.sourceInfo?.positions[String(id)] ?? 0);

const pastSpace = (text: string, at: number): number => at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);

const parts = /""".*?"""|'''.*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/[^\n]*|\.\?|\[\?|./gs;

/** The question mark of a condition that begins at a place: the first that stands in no parentheses, and marks no optional part. */
function questionMark(text: string, from: number): number {
  let depth = 0;
  for (const { 0: part, index } of text.slice(from).matchAll(parts)) {
    if (part === '?' && depth === 0) return from + index;
    if ('([{'.includes(part.charAt(0)) && part !== '') depth++;
    if (')]}'.includes(part)) depth--;
  }
  return from;
}
