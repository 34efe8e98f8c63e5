/** What is written out in an expression: constants, and the names of types. */
import type { Expr } from './expression-parts.js';
import { type ExpressionType, listOf, types } from './expression-types.js';

/** The types that an expression can name. */
export const typeNames: ReadonlyMap<string, ExpressionType> = new Map(
  Object.entries({
    bool: types.bool,
    int: types.int,
    uint: types.uint,
    double: types.double,
    string: types.string,
    bytes: types.bytes,
    list: listOf(types.dyn, 0),
    map: { is: 'map', key: types.dyn, of: types.dyn, max: 0 },
    null_type: types.nothing,
    type: types.type,
  } satisfies Record<string, ExpressionType>).map(([name, of]) => [name, { ...types.type, of }]),
);

/** The text or whole number that a part is; undefined for other parts. */
export function literalOf(expr: Expr | undefined): string | bigint | undefined {
  if (expr?.exprKind.case !== 'constExpr') return undefined;
  const { case: of, value } = expr.exprKind.value.constantKind;
  return of === 'stringValue' || of === 'int64Value' ? value : undefined;
}

/** True for a number that has no place in 64 bits. */
export function isTooLarge(value: unknown, { is }: ExpressionType): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'bigint' && value !== (is === 'uint' ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value));
}

/** The type of a constant. */
export function constantType(constant: { case?: string | undefined; value?: unknown }): ExpressionType {
  switch (constant.case) {
    case 'boolValue':
      return types.bool;
    case 'int64Value':
      return types.int;
    case 'uint64Value':
      return types.uint;
    case 'doubleValue':
      return types.double;
    case 'stringValue':
      return { is: 'string', max: String(constant.value).length };
    case 'bytesValue':
      return types.bytes;
    default:
      return types.nothing;
  }
}
