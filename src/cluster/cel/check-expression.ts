/** The types of an expression, their faults, and the most that the expression can cost: before it ever runs. */

import { type Expr, type ExpressionFault, isBinding, type ParsedExpr } from './expression-parts.js';
import { type ExpressionType, listOf, optionalOf, types, typeText } from './expression-types.js';
import { functionResults } from './functions.js';

/** The result of a check. */
export interface Checked {
  type: ExpressionType;
  /** The most steps that it can take. */
  cost: number;
  faults: ExpressionFault[];
  usesOldSelf: boolean;
  /** True for a variable or a part of one, whose type Kubernetes does not know better. */
  isField: boolean;
}

interface Found {
  type: ExpressionType;
  cost: number;
}

type Scope = ReadonlyMap<string, ExpressionType>;

/** True for a text that a function takes: a duration, a timestamp, a regular expression. */
export type IsArgument = (name: string, text: string) => boolean;

/** Checks an expression whose variables have these types. */
export function checkExpression(parsed: ParsedExpr, variables: Scope, isArgument: IsArgument): Checked {
  const faults: ExpressionFault[] = [];
  /** Faults of literals, which are told of when the types are right. */
  const ofLiterals: ExpressionFault[] = [];
  let usesOldSelf = false;
  const positions = parsed.sourceInfo?.positions ?? {};

  const placeOf = (expr: Expr): number => positions[String(expr.id)] ?? 0;
  const fault = (expr: Expr, message: string): ExpressionType => {
    faults.push({ message, at: placeOf(expr) });
    return types.dyn;
  };
  let formats = 0;
  /** The items of a list, and the values of a map, are of one type, except for what a `format` prints. */
  const expectAlike = (parts: readonly Expr[], of: readonly ExpressionType[]): void => {
    const [first] = of;
    if (!first || formats > 0 || open.has(first.is)) return;
    const at = of.findIndex(({ is }) => !open.has(is) && is !== first.is);
    const [part, one] = [parts[at], of[at]];
    if (part && one)
      ofLiterals.push({
        message: `expected type '${typeText(first)}' but found '${typeText(one)}'`,
        at: placeOf(part),
      });
  };

  const look = (expr: Expr | undefined, scope: Scope): Found => {
    if (!expr) return { type: types.dyn, cost: 0 };
    const { case: kind, value } = expr.exprKind;
    switch (kind) {
      case 'constExpr':
        return { type: constantType(value.constantKind), cost: 0 };
      case 'identExpr': {
        if (value.name === 'oldSelf') usesOldSelf = true;
        const type = scope.get(value.name) ?? (typeNames.has(value.name) ? types.type : undefined);
        return {
          type: type ?? fault(expr, `undeclared reference to '${value.name}' (in container '')`),
          cost: 1,
        };
      }
      case 'selectExpr': {
        const operand = look(value.operand, scope);
        const type = fieldType(expr, operand.type, value.field);
        return { type: value.testOnly ? types.bool : type, cost: operand.cost + 1 };
      }
      case 'listExpr': {
        const items = value.elements.map((item, index) =>
          value.optionalIndices.includes(index) ? lookIn(item, scope) : look(item, scope),
        );
        expectAlike(
          value.elements,
          items.map(({ type }) => type),
        );
        const of = items.map(({ type }) => type).reduce(joined, items[0]?.type ?? types.dyn);
        return { type: listOf(of, items.length), cost: sum(items) + 10 };
      }
      case 'structExpr': {
        const found = value.entries.flatMap((entry) => [
          ...(entry.keyKind.case === 'mapKey' ? [look(entry.keyKind.value, scope)] : []),
          entry.optionalEntry ? lookIn(entry.value, scope) : look(entry.value, scope),
        ]);
        if (value.messageName) {
          // a policy that changes objects makes them of types that are known when it runs
          if (scope.has(value.messageName.split('.')[0] ?? '')) {
            return { type: { ...types.dyn, name: value.messageName }, cost: sum(found) + 30 };
          }
          fault(expr, `undeclared reference to '${value.messageName}' (in container '')`);
        }
        const of = found.filter((_, i) => i % 2 === 1).map(({ type }) => type);
        expectAlike(
          value.entries.flatMap((entry) => entry.value ?? []),
          of,
        );
        return {
          type: { is: 'map', of: of.reduce(joined, of[0] ?? types.dyn), max: of.length },
          cost: sum(found) + 30,
        };
      }
      case 'comprehensionExpr': {
        const range = look(value.iterRange, scope);
        if (!['list', 'map', 'object', 'dyn'].includes(range.type.is)) {
          const why = `expression of type '${typeText(range.type)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
          if (value.iterRange) fault(value.iterRange, why);
        }
        const init = look(value.accuInit, scope);
        const isList = range.type.is === 'list';
        const item = isList ? (range.type.of ?? types.dyn) : range.type.is === 'map' ? types.string : types.dyn;
        const inner = new Map(scope).set(value.iterVar, item).set(value.accuVar, init.type);
        if (value.iterVar2) {
          inner.set(value.iterVar2, range.type.of ?? types.dyn);
          if (isList) inner.set(value.iterVar, types.int);
        }
        const step = look(value.loopStep, inner);
        const condition = look(value.loopCondition, inner);
        const isBuilt = !isBinding(value) && (init.type.is === 'list' || init.type.is === 'map');
        const built = isBuilt ? { ...init.type, of: step.type.of ?? types.dyn, max: range.type.max } : init.type;
        const result = look(value.result, new Map(scope).set(value.accuVar, built));
        const each = step.cost + condition.cost + 1;
        return { type: result.type, cost: init.cost + range.cost + range.type.max * each + result.cost };
      }
      case 'callExpr': {
        if (value.function === '_?._') {
          const operand = look(value.args[0], scope);
          const from = operand.type.is === 'optional' ? (operand.type.of ?? types.dyn) : operand.type;
          const known = faults.length;
          const type = fieldType(expr, from, literalOf(value.args[1]) ?? '');
          return { type: faults.length > known ? type : optionalOf(type), cost: operand.cost + 1 };
        }
        const space = value.target?.exprKind.case === 'identExpr' ? value.target.exprKind.value.name : '';
        const qualified = `${space}.${value.function}`;
        // `sets.contains(a, b)` is read as a method of `sets`
        const isQualified = space !== '' && !scope.has(space) && functionResults[qualified] !== undefined;
        const name = isQualified ? qualified : value.function;
        if (name === 'format') formats++;
        const target = value.target && !isQualified ? look(value.target, scope) : undefined;
        const args = value.args.map((arg) => look(arg, scope));
        if (name === 'format') formats--;
        const literal = literalOf(value.args[0]);
        if (value.args[0] && literal !== undefined && (target !== undefined) === (name === 'matches')) {
          if (!isArgument(name, literal))
            ofLiterals.push({ message: `invalid ${name} argument`, at: placeOf(value.args[0]) });
        }
        const all = target ? [target, ...args] : args;
        const given = all.map(({ type }) => type);
        const result = functionResults[name]?.(given, target !== undefined);
        const shown = typesText(given, target !== undefined);
        let type = types.dyn;
        if (result === undefined) {
          const why = functionResults[name]
            ? `found no matching overload for '${name}' applied to '${shown}'`
            : `undeclared reference to '${value.function}' (in container '')`;
          if (given.every(({ is }) => is !== 'dyn') || !functionResults[name]) fault(expr, why);
        } else type = result;
        return { type, cost: sum(all) + callCost(name, given) };
      }
      default:
        return { type: types.dyn, cost: 0 };
    }
  };

  /** An optional item or entry: the type of the value in it. */
  const lookIn = (expr: Expr | undefined, scope: Scope): Found => {
    const { type, cost } = look(expr, scope);
    if (type.is === 'optional') return { type: type.of ?? types.dyn, cost };
    if (type.is === 'dyn' || !expr) return { type, cost };
    const message = `expected type 'optional_type(${typeText(type)})' but found '${typeText(type)}'`;
    return { type: fault(expr, message), cost };
  };

  const fieldType = (expr: Expr, type: ExpressionType, field: string): ExpressionType => {
    if (type.is === 'map') return type.of ?? types.dyn;
    if (type.is === 'object') return type.fields?.get(field) ?? fault(expr, `undefined field '${field}'`);
    if (type.is === 'dyn') return types.dyn;
    return fault(expr, `type '${typeText(type)}' does not support field selection`);
  };

  const { type, cost } = look(parsed.expr, variables);
  return { type, cost, faults: faults.length > 0 ? faults : ofLiterals, usesOldSelf, isField: isField(parsed.expr) };
}

/** Types that are compatible with others, or whose parts are not known. */
const open = new Set<ExpressionType['is']>(['dyn', 'null_type', 'map', 'object']);

function literalOf(expr: Expr | undefined): string | undefined {
  const { case: kind, value } = expr?.exprKind ?? {};
  return kind === 'constExpr' && value?.constantKind.case === 'stringValue' ? value.constantKind.value : undefined;
}

function isField(expr: Expr | undefined): boolean {
  const { case: kind, value } = expr?.exprKind ?? {};
  return kind === 'identExpr' || kind === 'selectExpr' || (kind === 'callExpr' && value?.function === '_[_]');
}

const sum = (found: readonly Found[]): number => found.reduce((total, { cost }) => total + cost, 0);

const typesText = (given: readonly ExpressionType[], isMethod: boolean): string => {
  const [first, ...rest] = given.map(typeText);
  return isMethod ? `${first}.(${rest.join(', ')})` : `(${given.map(typeText).join(', ')})`;
};

/** The type of a value that may be of either. */
function joined(a: ExpressionType, b: ExpressionType): ExpressionType {
  if (a.is !== b.is) return types.dyn;
  return a.max >= b.max ? a : b;
}

const typeNames = new Set('bool int uint double string bytes list map null_type type'.split(' '));

function constantType(constant: { case?: string | undefined; value?: unknown }): ExpressionType {
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

/** Functions that look at each character or item of their arguments. */
const linear = new Set(
  'contains startsWith endsWith matches find findAll split replace lowerAscii upperAscii trim indexOf lastIndexOf join format quote reverse isSorted sum min max _==_ _!=_ _+_ @in string quantity url ip cidr isQuantity isURL isIP isCIDR sets.contains sets.equivalent sets.intersects'.split(
    ' ',
  ),
);

function callCost(name: string, given: readonly ExpressionType[]): number {
  if (!linear.has(name)) return 1;
  const sizes = given.map(({ is, max }) =>
    is === 'list' || is === 'map' ? max : is === 'dyn' ? 1 : Math.ceil(max / 10),
  );
  // equality costs no more than the smaller of the two values
  if (name === '_==_' || name === '_!=_') return 1 + Math.min(...sizes);
  if (name === 'matches' || name === 'find' || name === 'findAll')
    return 1 + (sizes[0] ?? 1) * Math.max(1, Math.ceil((given[1]?.max ?? 4) / 4));
  return 1 + sizes.reduce((total, one) => total + one, 0);
}
