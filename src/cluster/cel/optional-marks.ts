/**
 * The question marks of optional parts (`a.?b`, `a[?0]`, `[?a]`, `{?'k': a}`), which the parser does not know: they are taken out of the
 * text and put to the parts of the parsed expression (cel-go, cel.OptionalTypes).
 */
import { called, calledOn, constant, type Expr, type ParsedExpr, partsOf } from './expression-parts.js';

const raw = /(?:[rR][bB]?|[bB][rR])(?:""".*?"""|'''.*?'''|"[^"\n]*"|'[^'\n]*')/;
const quoted = /[bB]?(?:"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/;
/** Strings, comments, names, spaces, and every other character. */
const token = new RegExp(`${raw.source}|${quoted.source}|//[^\\n]*|\\w+|\\s+|.`, 'gs');

/** A text without its marks, as long as it was, and the places of these. */
interface Unmarked {
  plain: string;
  /** The place of a dot (`7`), or that of a bracket and the number of a part in it (`4:0`); an object literal begins with its name. */
  marks: Set<string>;
}

/** Takes the marks out of a text; a space stands for each. */
export function withoutMarks(text: string): Unmarked {
  const marks = new Set<string>();
  if (!text.includes('?')) return { plain: text, marks };
  const open: { at: number; part: number }[] = [];
  let plain = '';
  let before = '';
  let dot = 0;
  /** The first character of the name that ends here; undefined behind anything else. */
  let name: number | undefined;
  for (const { 0: found, index: at } of text.matchAll(token)) {
    const place = open.at(-1);
    const isMark = found === '?' && ['.', '[', '{', ','].includes(before);
    if (isMark) marks.add(before === '.' ? String(dot) : `${place?.at}:${place?.part}`);
    plain += isMark ? ' ' : found;
    if (/^\s|^\/\//.test(found) || isMark) continue;
    if (found === '.') dot = at;
    if (found === ',' && place) place.part++;
    if (found === '[' || found === '(') open.push({ at, part: 0 });
    if (found === '{') open.push({ at: name ?? at, part: 0 });
    if (found === ']' || found === ')' || found === '}') open.pop();
    if (/^[A-Za-z_]\w*$/.test(found) && found !== 'in') name = before === '.' ? (name ?? at) : at;
    else if (found !== '.') name = undefined;
    before = found;
  }
  return { plain, marks };
}

/** Functions whose results are optional: what is selected of them is optional too. */
const optionals = new Set('_?._ _[?_] or of none ofNonZeroValue optMap optFlatMap first last'.split(' '));
const isOptional = (expr: Expr | undefined): boolean =>
  expr?.exprKind.case === 'callExpr' && optionals.has(expr.exprKind.value.function);

/** Marks the parts of an expression, in place: true when every mark has its part. */
export function markParts({ expr, sourceInfo }: ParsedExpr, marks: ReadonlySet<string>): boolean {
  const left = new Set(marks);
  const mark = (part: Expr): void => {
    for (const inner of partsOf(part)) mark(inner);
    const at = sourceInfo?.positions[String(part.id)] ?? 0;
    const { case: kind, value } = part.exprKind;
    if (kind === 'selectExpr' && value.operand) {
      const isMarked = !value.testOnly && left.delete(String(at));
      if (!isMarked && !isOptional(value.operand)) return;
      const selected = called(part, '_?._', value.operand, constant(part, value.field));
      part.exprKind = (value.testOnly ? calledOn(part, selected, 'hasValue') : selected).exprKind;
    } else if (kind === 'callExpr' && value.function === '_[_]') {
      const isMarked = left.delete(`${at}:0`);
      if (isMarked || isOptional(value.args[0])) value.function = '_[?_]';
    } else if (kind === 'listExpr') {
      value.optionalIndices = value.elements.flatMap((_, index) => (left.delete(`${at}:${index}`) ? [index] : []));
    } else if (kind === 'structExpr') {
      for (const [index, entry] of value.entries.entries()) entry.optionalEntry = left.delete(`${at}:${index}`);
    }
  };
  if (expr) mark(expr);
  return left.size === 0;
}
