/**
 * Macros that the parser leaves as calls: loops with two variables, `optMap`, `optFlatMap` and `sortBy` (cel-go: cel/library.go,
 * ext/comprehensions.go, ext/lists.go).
 */
import {
  accumulator,
  bound,
  called,
  calledOn,
  constant,
  type Expr,
  type ExpressionFault,
  emptyMap,
  type Loop,
  listed,
  looped,
  named,
  type ParsedExpr,
  partsOf,
  whenPresent,
} from './expression-parts.js';
import { placesOf } from './places.js';

type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];
/** Writes a call out, whose first arguments are variables. */
type Macro = (at: Expr, target: Expr, variables: string[], args: Expr[]) => Expr;

const result = (at: Expr): Expr => named(at, accumulator);

/** A loop with two variables; a loop goes to the end of its range where no condition is given. */
const pairs =
  (parts: (at: Expr, key: Expr, args: Expr[]) => Pick<Loop, 'init' | 'step'> & Partial<Loop>): Macro =>
  (at, target, [key = '', value = ''], args) =>
    looped(at, {
      variables: [key, value],
      range: target,
      condition: constant(at, true),
      result: result(at),
      ...parts(at, named(at, key), args),
    });

/** A step that is taken where the filter holds; the filter stands before the last argument, if there is one. */
const where = (at: Expr, args: Expr[], step: (transformed: Expr) => Expr): Expr => {
  const [first = at, second] = args;
  return second ? called(at, '_?_:_', first, step(second), result(at)) : step(first);
};

const all = pairs((at, _, [predicate = at]) => ({
  init: constant(at, true),
  condition: called(at, '@not_strictly_false', result(at)),
  step: called(at, '_&&_', result(at), predicate),
}));
const exists = pairs((at, _, [predicate = at]) => ({
  init: constant(at, false),
  condition: called(at, '@not_strictly_false', called(at, '!_', result(at))),
  step: called(at, '_||_', result(at), predicate),
}));
const existsOne = pairs((at, _, [predicate = at]) => ({
  init: constant(at, 0n),
  step: called(at, '_?_:_', predicate, called(at, '_+_', result(at), constant(at, 1n)), result(at)),
  result: called(at, '_==_', result(at), constant(at, 1n)),
}));
const transformList = pairs((at, _, args) => ({
  init: listed(at),
  step: where(at, args, (item) => called(at, '_+_', result(at), listed(at, item))),
}));
const transformMap = pairs((at, key, args) => ({
  init: emptyMap(at),
  step: where(at, args, (value) => called(at, 'cel.@mapInsert', result(at), key, value)),
}));
const transformMapEntry = pairs((at, _, args) => ({
  init: emptyMap(at),
  step: where(at, args, (entry) => called(at, 'cel.@mapInsert', result(at), entry)),
}));

const mapped =
  (wrap: (at: Expr, body: Expr) => Expr): Macro =>
  (at, target, [variable = ''], [body = at]) => {
    const present = (of: Expr): Expr => wrap(at, bound(at, variable, calledOn(at, of, 'value'), body));
    return whenPresent(at, target, present, called(at, 'optional.none'));
  };
const optMap = mapped((at, body) => called(at, 'optional.of', body));
const optFlatMap = mapped((_, body) => body);

/** The keys are computed once, and the items sorted by them. */
const sortBy: Macro = (at, target, [variable = ''], [key = at]) => {
  const list = named(at, '@list');
  const keys = looped(at, {
    variables: [variable, ''],
    range: list,
    init: listed(at),
    condition: constant(at, true),
    step: called(at, '_+_', result(at), listed(at, key)),
    result: result(at),
  });
  return bound(at, '@list', target, calledOn(at, list, '@sortByAssociatedKeys', keys));
};

const needsName = (): string => 'argument must be a simple name';
const needsIdentifier = (): string => 'argument is not an identifier';
const needsSimpleIdentifier = (name: string): string => `${name}() variable name must be a simple identifier`;

/** The macros by name and number of arguments, each with the number of its variables, and the fault of one that is no name. */
const macros: Readonly<
  Record<string, readonly [variables: number, Macro, fault?: (name: string) => string] | undefined>
> = Object.assign(Object.create(null), {
  'all/3': [2, all],
  'exists/3': [2, exists],
  'existsOne/3': [2, existsOne],
  'exists_one/3': [2, existsOne],
  'transformList/3': [2, transformList],
  'transformList/4': [2, transformList],
  'transformMap/3': [2, transformMap],
  'transformMap/4': [2, transformMap],
  'transformMapEntry/3': [2, transformMapEntry],
  'transformMapEntry/4': [2, transformMapEntry],
  'optMap/2': [1, optMap, needsSimpleIdentifier],
  'optFlatMap/2': [1, optFlatMap, needsSimpleIdentifier],
  'sortBy/2': [1, sortBy, needsIdentifier],
});
/** Macros that the parser writes out itself, and leaves as calls where the first argument is wrong. */
const leftByParser: Readonly<Record<string, () => string>> = {
  'all/2': needsName,
  'exists/2': needsName,
  'exists_one/2': needsName,
  'filter/2': needsIdentifier,
  'map/2': needsIdentifier,
  'map/3': needsIdentifier,
};

/** Writes the macros of an expression with this text out, in place; gives the faults of those whose variables are no names. */
export function expandMacros(parsed: ParsedExpr, text: string): ExpressionFault[] {
  const faults: ExpressionFault[] = [];
  const placeOf = placesOf(parsed, text);
  const expand = (part: Expr): void => {
    for (const inner of partsOf(part)) expand(inner);
    if (part.exprKind.case !== 'callExpr') return;
    const { target, args, function: name }: Call = part.exprKind.value;
    const [first] = args;
    const call = `${name}/${args.length}`;
    const left = target ? leftByParser[call]?.() : call === 'has/1' ? 'invalid argument to has() macro' : undefined;
    if (first && left !== undefined) faults.push({ message: left, at: placeOf(first) });
    const [count, macro, fault = needsName] = macros[call] ?? [0];
    if (!target || !macro) return;
    const variables: string[] = [];
    for (const arg of args.slice(0, count)) {
      const variable = arg.exprKind.case === 'identExpr' ? arg.exprKind.value.name : '';
      if (variable === '') faults.push({ message: fault(name), at: placeOf(arg) });
      else if (variables.includes(variable))
        faults.push({ message: `duplicate variable name: ${variable}`, at: placeOf(arg) });
      variables.push(variable);
    }
    part.exprKind = macro({ ...part }, target, variables, args.slice(count)).exprKind;
  };
  if (parsed.expr) expand(parsed.expr);
  return faults;
}
