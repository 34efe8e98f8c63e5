/** The types of an expression, their faults, and the most that the expression can cost: before it ever runs. */

import { callCost } from './call-cost.js';
import { callType, isAlike, isDeclared } from './call-type.js';
import { type Expr, type ExpressionFault, isBinding, type ParsedExpr } from './expression-parts.js';
import { type ExpressionType, freeType, optionalOf, types, typeText } from './expression-types.js';
import { formatFault, runName } from './format-text.js';
import { constantType, isTooLarge, literalOf, typeNames } from './literals.js';
import { placeOfField, placesOf } from './places.js';

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

/** True for a text or a number that a function takes: a duration, a timestamp, a regular expression. */
export type IsArgument = (name: string, value: string | bigint) => boolean;

/** Checks an expression with this text, whose variables have these types. */
export function checkExpression(parsed: ParsedExpr, text: string, variables: Scope, isArgument: IsArgument): Checked {
  const faults: ExpressionFault[] = [];
  /** Faults of literals, which are told of when the types are right. */
  const ofLiterals: ExpressionFault[] = [];
  let usesOldSelf = false;
  const placeOf = placesOf(parsed, text);
  const fault = (expr: Expr, message: string): ExpressionType => {
    faults.push({ message, at: placeOf(expr) });
    return types.dyn;
  };
  let formats = 0;
  /** The items of a list, and the values of a map, are of one type, except for what a `format` prints. */
  const expectAlike = (parts: readonly Expr[], of: readonly ExpressionType[]): void => {
    const [first] = of;
    if (!first || formats > 0) return;
    const at = of.findIndex((one) => !isSame(first, one));
    const [part, one] = [parts[at], of[at]];
    if (part && one)
      ofLiterals.push({
        message: `expected type '${typeText(first)}' but found '${typeText(one)}'`,
        at: placeOf(part),
      });
  };

  const typeOf = new Map<Expr, ExpressionType>();
  const look = (expr: Expr | undefined, scope: Scope): Found => {
    if (!expr) return { type: types.dyn, cost: 0 };
    const found = looked(expr, scope);
    typeOf.set(expr, found.type);
    return found;
  };

  const looked = (expr: Expr, scope: Scope): Found => {
    const { case: kind, value } = expr.exprKind;
    switch (kind) {
      case 'constExpr': {
        const type = constantType(value.constantKind);
        if (isTooLarge(value.constantKind.value, type)) fault(expr, `invalid ${type.is} literal`);
        return { type, cost: 0 };
      }
      case 'identExpr': {
        if (value.name === 'oldSelf') usesOldSelf = true;
        const type = scope.get(value.name) ?? typeNames.get(value.name);
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
        const of = allOf(items.map(({ type }) => type));
        return { type: { is: 'list', ...of, max: items.length }, cost: sum(items) + 10 };
      }
      case 'structExpr': {
        const found = value.entries.flatMap((entry) => [
          ...(entry.keyKind.case === 'mapKey' ? [look(entry.keyKind.value, scope)] : []),
          entry.optionalEntry ? lookIn(entry.value, scope) : look(entry.value, scope),
        ]);
        if (value.messageName) {
          // a policy that changes objects makes them of types that are known when it runs
          if (scope.has(value.messageName.split('.')[0] ?? '')) {
            if (value.messageName === 'JSONPatch') checkPatch(value.entries, found);
            return { type: { ...types.dyn, name: value.messageName }, cost: sum(found) + 30 };
          }
          fault(expr, `undeclared reference to '${value.messageName}' (in container '')`);
        }
        const [keys, values] = [0, 1].map((part) => found.filter((_, i) => i % 2 === part).map(({ type }) => type));
        expectAlike(
          value.entries.flatMap(({ keyKind }) => (keyKind.case === 'mapKey' ? keyKind.value : [])),
          keys ?? [],
        );
        expectAlike(
          value.entries.flatMap((entry) => entry.value ?? []),
          values ?? [],
        );
        const { of: key } = allOf(keys ?? []);
        const type: ExpressionType = {
          is: 'map',
          ...(key ? { key } : { key: types.dyn }),
          ...allOf(values ?? []),
          max: value.entries.length,
        };
        return { type, cost: sum(found) + 30 };
      }
      case 'comprehensionExpr': {
        const range = look(value.iterRange, scope);
        if (!['list', 'map', 'dyn'].includes(range.type.is)) {
          const why = `expression of type '${typeText(range.type)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
          if (value.iterRange) fault(value.iterRange, why);
        }
        const init = look(value.accuInit, scope);
        const isList = range.type.is === 'list';
        const item = isList ? range.type.of : range.type.is === 'map' ? (range.type.key ?? types.string) : undefined;
        const inner = new Map(scope).set(value.iterVar, item ?? types.dyn).set(value.accuVar, init.type);
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
          const type = fieldType(expr, from, String(literalOf(value.args[1])));
          return { type: faults.length > known ? type : optionalOf(type), cost: operand.cost + 1 };
        }
        const space = value.target?.exprKind.case === 'identExpr' ? value.target.exprKind.value.name : '';
        const qualified = `${space}.${value.function}`;
        // `sets.contains(a, b)` is read as a method of `sets`
        const isQualified = space !== '' && !scope.has(space) && isDeclared(qualified);
        const name = isQualified ? qualified : value.function;
        if (name === 'format') formats++;
        const target = value.target && !isQualified ? look(value.target, scope) : undefined;
        const args = value.args.map((arg) => look(arg, scope));
        if (name === 'format') formats--;
        checkLiterals(expr, name, value.target, value.args);
        const all = target ? [target, ...args] : args;
        const given = all.map(({ type }) => type);
        const type = isLogical.has(name)
          ? logical(value.args, args)
          : (callType(name, given, target !== undefined) ??
            fault(expr, refusal(name, value.function, given, target !== undefined)));
        return { type, cost: sum(all) + callCost(name, given) };
      }
      default:
        return { type: types.dyn, cost: 0 };
    }
  };

  /** Both sides of `&&` and `||` are asked by themselves. */
  const logical = (parts: readonly Expr[], found: readonly Found[]): ExpressionType => {
    for (const [i, part] of parts.entries()) {
      const { is } = found[i]?.type ?? types.dyn;
      if (is !== 'bool' && is !== 'dyn')
        fault(part, `expected type 'bool' but found '${typeText(found[i]?.type ?? types.dyn)}'`);
    }
    return types.bool;
  };

  /** Looks at what is written out: arguments that a function cannot read, and the values of a format. */
  const checkLiterals = (expr: Expr, name: string, target: Expr | undefined, [arg]: readonly Expr[]): void => {
    const literal = literalOf(arg);
    if (arg && literal !== undefined && (target !== undefined) === (name === 'matches') && !isArgument(name, literal)) {
      ofLiterals.push({ message: `invalid ${name} argument`, at: placeOf(arg) });
    }
    const format = literalOf(target);
    if (name !== 'format' || typeof format !== 'string' || arg?.exprKind.case !== 'listExpr') return;
    const { elements } = arg.exprKind.value;
    const wrong = formatFault(
      format,
      elements.map((item) => runName(typeOf.get(item) ?? types.dyn)),
    );
    if (!wrong) return;
    const about = wrong.about === undefined ? undefined : elements[wrong.about];
    ofLiterals.push({ message: wrong.message, at: placeOf(about ?? expr) });
  };

  /** An optional item or entry: the type of the value in it. */
  const lookIn = (expr: Expr | undefined, scope: Scope): Found => {
    const { type, cost } = look(expr, scope);
    if (type.is === 'optional') return { type: type.of ?? freeType, cost };
    if (type.is === 'dyn' || !expr) return { type, cost };
    const message = `expected type 'optional_type(${typeText(type)})' but found '${typeText(type)}'`;
    return { type: fault(expr, message), cost };
  };

  const checkPatch = (
    entries: readonly { id: bigint; keyKind: { value?: unknown } }[],
    found: readonly Found[],
  ): void => {
    for (const [i, { id, keyKind }] of entries.entries()) {
      const [field, given = types.dyn] = [String(keyKind.value), found[i]?.type];
      const wanted = patchFields.get(field);
      if (wanted && (isAlike(wanted, given) || wanted.is === 'dyn')) continue;
      const is = wanted ? typeText(wanted) : '';
      const message = `expected type of field '${field}' is '${is}' but provided type is '${typeText(given)}'`;
      faults.push({ message, at: placeOfField(parsed, text, id) });
    }
  };

  const fieldType = (expr: Expr, type: ExpressionType, field: string): ExpressionType => {
    if (type.is === 'map') return type.of ?? freeType;
    if (type.is === 'object') return type.fields?.get(field) ?? fault(expr, `undefined field '${field}'`);
    if (type.is === 'dyn') return types.dyn;
    return fault(expr, `type '${typeText(type)}' does not support field selection`);
  };

  const { type, cost } = look(parsed.expr, variables);
  return { type, cost, faults: faults.length > 0 ? faults : ofLiterals, usesOldSelf, isField: isField(parsed.expr) };
}

/** True for types that stand in one list: of two alike, neither is `dyn` or null alone. */
const isSame = (a: ExpressionType, b: ExpressionType): boolean =>
  a.isFree || b.isFree || (isAlike(a, b) && ['dyn', 'null_type'].every((is) => (a.is === is) === (b.is === is)));

/** The fields of a JSONPatch. */
const patchFields = new Map([
  ...['op', 'path', 'from'].map((name): [string, ExpressionType] => [name, types.string]),
  ['value', types.dyn],
]);

const isLogical = new Set(['_&&_', '_||_']);

function refusal(name: string, written: string, given: readonly ExpressionType[], isMethod: boolean): string {
  return isDeclared(name)
    ? `found no matching overload for '${name}' applied to '${typesText(given, isMethod)}'`
    : `undeclared reference to '${written}' (in container '')`;
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

/** The type of all of the items, where there is one. */
const allOf = ([first, ...rest]: readonly ExpressionType[]): { of?: ExpressionType } =>
  first ? { of: rest.reduce(joined, first) } : {};

/** The type of a value that may be of either. */
function joined(a: ExpressionType, b: ExpressionType): ExpressionType {
  if (a.is !== b.is) return types.dyn;
  return a.max >= b.max ? a : b;
}
