/** The parts of a parsed expression, and new ones in the place of others. */
import type { parse } from '@bufbuild/cel';

/** An expression as the parser gives it. */
export type ParsedExpr = ReturnType<typeof parse>;
/** A part of an expression. */
export type Expr = NonNullable<ParsedExpr['expr']>;

type Kind = Expr['exprKind'];

/** A fault at a place of an expression. */
export interface ExpressionFault {
  message: string;
  /** The character where it is, from 0. */
  at: number;
}

/** The direct parts of an expression. */
export function partsOf({ exprKind: { case: kind, value } }: Expr): Expr[] {
  const parts = (): (Expr | undefined)[] => {
    switch (kind) {
      case 'selectExpr':
        return [value.operand];
      case 'callExpr':
        return [value.target, ...value.args];
      case 'listExpr':
        return value.elements;
      case 'structExpr':
        return value.entries.flatMap(({ keyKind, value: part }) => [
          keyKind.case === 'mapKey' ? keyKind.value : undefined,
          part,
        ]);
      case 'comprehensionExpr':
        return [value.iterRange, value.accuInit, value.loopCondition, value.loopStep, value.result];
      default:
        return [];
    }
  };
  return parts().filter((part) => part !== undefined);
}

/** A new part that is told of with the place of `at`. */
const partAt = (at: Expr, exprKind: Kind): Expr => ({ ...at, exprKind });

/** A variable. */
export const named = (at: Expr, name: string): Expr =>
  partAt(at, { case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } });

/** A call of a function. */
export const called = (at: Expr, name: string, ...args: Expr[]): Expr =>
  partAt(at, { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } });

/** A call of a method of `target`. */
export const calledOn = (at: Expr, target: Expr, name: string, ...args: Expr[]): Expr =>
  partAt(at, { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', target, function: name, args } });

/** A list literal. */
export const listed = (at: Expr, ...elements: Expr[]): Expr =>
  partAt(at, { case: 'listExpr', value: { $typeName: 'cel.expr.Expr.CreateList', elements, optionalIndices: [] } });

/** A map literal without entries. */
export const emptyMap = (at: Expr): Expr =>
  partAt(at, { case: 'structExpr', value: { $typeName: 'cel.expr.Expr.CreateStruct', messageName: '', entries: [] } });

/** A constant: a text, a whole number, a truth value. */
export function constant(at: Expr, value: string | bigint | boolean): Expr {
  const constantKind =
    typeof value === 'string'
      ? { case: 'stringValue' as const, value }
      : typeof value === 'bigint'
        ? { case: 'int64Value' as const, value }
        : { case: 'boolValue' as const, value };
  return partAt(at, { case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } });
}

/** The parts of a loop; the second variable is empty where there is one. */
export interface Loop {
  variables: readonly [string, string];
  range: Expr;
  init: Expr;
  condition: Expr;
  step: Expr;
  result: Expr;
}

/** The variable that a loop builds its result in, as the parser calls it. */
export const accumulator = '@result';

/** A loop over the items of a list or the keys of a map. */
export const looped = (at: Expr, loop: Loop, accuVar: string = accumulator): Expr =>
  partAt(at, {
    case: 'comprehensionExpr',
    value: {
      $typeName: 'cel.expr.Expr.Comprehension',
      accuVar,
      iterVar: loop.variables[0],
      iterVar2: loop.variables[1],
      iterRange: loop.range,
      accuInit: loop.init,
      loopCondition: loop.condition,
      loopStep: loop.step,
      result: loop.result,
    },
  });

/** The value of `body` with a variable of its own: a loop over nothing, whose result is begun with the variable's value. */
export const bound = (at: Expr, name: string, value: Expr, body: Expr): Expr =>
  looped(
    at,
    {
      variables: ['@nothing', ''],
      range: listed(at),
      init: value,
      condition: constant(at, false),
      step: named(at, name),
      result: body,
    },
    name,
  );

/** The result of `present` for a variable with the optional, where that has a value; else `absent`, which is computed only then. */
export function whenPresent(at: Expr, optional: Expr, present: (variable: Expr) => Expr, absent: Expr): Expr {
  const variable = named(at, '@optional');
  const choice = called(at, '_?_:_', calledOn(at, variable, 'hasValue'), present(variable), absent);
  return bound(at, '@optional', optional, choice);
}

/** True for a loop over nothing, as {@link bound} makes it. */
export const isBinding = ({ iterVar }: { iterVar: string }): boolean => iterVar === '@nothing';
