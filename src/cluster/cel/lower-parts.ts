/** Writes out, once an expression is checked, the parts that its evaluator does not know, by those that it does. */
import { bound, called, calledOn, constant, type Expr, named, partsOf, whenPresent } from './expression-parts.js';

const entryName = '@entry';

/** Writes these parts out, in place: loops with two variables, optional items and entries, `or` and `orValue`. */
export function lowerParts(expr: Expr): void {
  for (const part of partsOf(expr)) lowerParts(part);
  const { case: kind, value } = expr.exprKind;
  const at = { ...expr };
  if (kind === 'comprehensionExpr' && value.iterVar2 !== '' && value.iterRange && value.loopStep) {
    const part = (index: bigint): Expr => called(at, '_[_]', named(at, entryName), constant(at, index));
    const inner = bound(at, value.iterVar2, part(1n), value.loopStep);
    value.loopStep = bound(at, value.iterVar, part(0n), inner);
    value.iterRange = called(at, '__entries', value.iterRange);
    value.iterVar = entryName;
    value.iterVar2 = '';
  }
  // the evaluator knows these two, but gives no optional
  if (kind === 'callExpr' && ['_?._', '_[?_]'].includes(value.function)) value.function = '__item';
  if (kind === 'callExpr' && value.target && value.args[0] && ['or', 'orValue'].includes(value.function)) {
    const present = (of: Expr): Expr => (value.function === 'or' ? of : calledOn(at, of, 'value'));
    expr.exprKind = whenPresent(at, value.target, present, value.args[0]).exprKind;
  }
  if (kind === 'listExpr' && value.optionalIndices.length > 0) {
    for (const index of value.optionalIndices) {
      const item = value.elements[index];
      if (item) value.elements[index] = called(item, '__given', item);
    }
    value.optionalIndices = [];
    expr.exprKind = called(at, '__present', at).exprKind;
  }
  if (kind === 'structExpr' && value.entries.some(({ optionalEntry }) => optionalEntry)) {
    for (const entry of value.entries) {
      if (entry.optionalEntry && entry.value) entry.value = called(entry.value, '__given', entry.value);
      entry.optionalEntry = false;
    }
    expr.exprKind = called(at, '__present', at).exprKind;
  }
}
