/** The rules of a schema (`x-kubernetes-validations`): compiled with the definition, and run on its objects (apiserver/schema/cel). */
import { type CelInput, celEnv, isCelError, isCelMap, parse, plan } from '@bufbuild/cel';
import { equalJson } from '../../../kube/equal-json.js';
import { isFields } from '../../../kube/fields.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import type { RuleText, Schema } from '../definition-spec.js';
import { schemaAtPath } from '../field-path.js';
import { keyOfItem } from '../list-types.js';
import type { Patterns } from '../patterns.js';
import { hasRules } from '../schema-tree.js';
import { type Checked, checkExpression } from './check-expression.js';
import { libraryFunctions } from './library.js';
import { type Expr, limitLoops, type ParsedExpr } from './limit-loops.js';
import { mostOf, type RuleType, ruleType } from './rule-types.js';
import { ruleValue } from './values.js';

/** The compiled rules of a schema. */
export interface Rules {
  /** The faults of an object; with `old` what it replaces. */
  faults(object: unknown, old: unknown): FieldError[];
}

/** Compiles rules. */
export interface RuleLibrary {
  compile(schema: Schema): Rules;
  /** The faults of the rules themselves. */
  schemaFaults(schema: Schema, path: string): FieldError[];
}

/** Characters of an expression, as cel-go limits them. */
const longestExpression = 100_000;
const costLimit = 10_000_000;
const costLimitOfAll = 100_000_000;
/** Steps of one expression, and of all that are run for one object. */
const [stepsOfCall, stepsOfObject] = [1_000_000, 10_000_000];

interface Program extends Checked {
  run(self: CelInput, oldSelf: CelInput | undefined): unknown;
}

interface CompiledRule {
  text: RuleText;
  program: Program;
  message: Program | undefined;
  /** Below the schema of the rule. */
  fieldPath: string;
}

/** The rules at one place of a schema and below it. */
interface RuleNode {
  schema: Schema;
  isResource: boolean;
  rules: CompiledRule[];
  items?: RuleNode;
  others?: RuleNode;
  properties: ReadonlyMap<string, RuleNode>;
}

/** How many steps are left for the rules of one object; none below 0. */
interface Budget {
  left: number;
}

class CostExceeded extends Error {}

/** The rules with their libraries. */
export function ruleLibrary(patterns: Patterns): RuleLibrary {
  let steps = 0;
  const env = celEnv({
    funcs: libraryFunctions(patterns, (weight) => {
      steps += weight;
      if (steps > stepsOfCall) throw new CostExceeded('operation cancelled: actual cost limit exceeded');
    }),
    re2: { compile: (pattern) => ({ test: (text) => patterns.matches(pattern, text) }) },
  });

  /** Compiles an expression; the fault of one that cannot be is Go's text. */
  const compile = (text: string, type: RuleType): Program | { fault: string } => {
    try {
      return compiled(text, type);
    } catch (error) {
      // the stack, which the parts of the compiler use as deep as the expression is
      if (!(error instanceof RangeError)) throw error;
      return { fault: `compilation failed: ${located(text, 0, 'expression recursion limit exceeded: 250')}` };
    }
  };

  const compiled = (text: string, type: RuleType): Program | { fault: string } => {
    if (text.length > longestExpression) {
      const why = `expression code point size exceeds limit: size: ${text.length}, limit ${longestExpression}`;
      return { fault: `compilation failed: ERROR: <input>:-1:0: ${why}` };
    }
    let parsed: ParsedExpr;
    try {
      parsed = parse(text);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return { fault: `compilation failed: ${located(text, placeOf(error), syntaxMessage(error))}` };
    }
    const optional = { is: 'dyn', max: type.max } as const;
    const checked = checkExpression(
      parsed,
      new Map<string, RuleType>([
        ['self', type],
        ['oldSelf', type.is === 'dyn' ? optional : type],
      ]),
    );
    if (checked.faults.length > 0) {
      const said = checked.faults.map(({ at, message }) => located(text, at, message));
      return { fault: `compilation failed: ${said.join('\n')}` };
    }
    limitLoops(parsed.expr as Expr); // a parsed expression has one
    const planned = plan(env, parsed);
    return {
      ...checked,
      run: (self, oldSelf) => {
        steps = 0;
        return planned(oldSelf === undefined ? { self } : { self, oldSelf });
      },
    };
  };

  const nodeOf = (schema: Schema, isResource: boolean): RuleNode | undefined => {
    if (!hasRules(schema)) return undefined;
    const rules = (schema['x-kubernetes-validations'] ?? []).flatMap((text): CompiledRule[] => {
      const type = ruleType(schema, isResource);
      const program = compile(text.rule, text.optionalOldSelf ? withOptional(type) : type);
      const message = text.messageExpression ? compile(text.messageExpression, type) : undefined;
      // a stored definition has none that fails
      if ('fault' in program) return [];
      const place = text.fieldPath ? schemaAtPath(text.fieldPath, schema) : undefined;
      const fieldPath = place && !('fault' in place) ? place.text : '';
      return [{ text, program, message: message && !('fault' in message) ? message : undefined, fieldPath }];
    });
    const { items, properties = {}, additionalProperties: others } = schema;
    const below = (one: Schema): RuleNode | undefined => nodeOf(one, one['x-kubernetes-embedded-resource'] === true);
    const named = Object.entries(properties).flatMap(([name, one]): [string, RuleNode][] => {
      const node = below(one);
      return node ? [[name, node]] : [];
    });
    const itemNode = items && below(items);
    const otherNode = isFields(others) ? below(others) : undefined;
    return {
      schema,
      isResource,
      rules,
      properties: new Map(named),
      ...(itemNode ? { items: itemNode } : {}),
      ...(otherNode ? { others: otherNode } : {}),
    };
  };

  const runRules = (node: RuleNode, value: unknown, old: unknown, path: string, budget: Budget): FieldError[] => {
    const { schema, isResource } = node;
    const faults: FieldError[] = [];
    const field = path || '<nil>';
    const type = schema.type ?? '';
    const self = ruleValue(value, schema, isResource);
    const oldSelf = old === undefined ? undefined : ruleValue(old, schema, isResource);
    for (const { text, program, message, fieldPath } of node.rules) {
      if (budget.left <= 0) return faults;
      if (program.usesOldSelf && old === undefined && !text.optionalOldSelf) continue;
      const previous = text.optionalOldSelf
        ? new Map(old === undefined ? [] : [['@value', oldSelf as CelInput]])
        : oldSelf;
      const result = program.run(self, previous);
      budget.left -= steps + program.cost / 1000;
      if (budget.left <= 0 || steps > stepsOfCall) {
        const why =
          steps > stepsOfCall
            ? `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleSaid(text)}`
            : 'validation failed due to running out of cost budget, no further validation rules will be run';
        budget.left = -1;
        return [...faults, invalid(field, type, why)];
      }
      if (result === true) continue;
      if (isCelError(result)) {
        faults.push(invalid(field, type, runtimeMessage(result.message, text)));
        continue;
      }
      // what was wrong already and has not changed stays
      if (!program.usesOldSelf && old !== undefined && equalJson(value, old)) continue;
      const detail =
        messageOf(message?.run(self, previous)) ?? (text.message?.trim() || `failed rule: ${text.rule.trim()}`);
      const at = fieldPath ? (path ? `${path}.${fieldPath}` : fieldPath) : field;
      faults.push(faultFor(at, text.reason, type === 'object' || type === 'array' ? undefined : value, detail));
    }
    return faults;
  };

  const walk = (node: RuleNode, value: unknown, old: unknown, path: string, budget: Budget): FieldError[] => {
    if (value === null || value === undefined || budget.left <= 0) return [];
    const faults = runRules(node, value, old ?? undefined, path, budget);
    if (Array.isArray(value)) {
      if (!node.items) return faults;
      const { schema, items } = node;
      const isMap = schema['x-kubernetes-list-type'] === 'map' && Array.isArray(old);
      const before = new Map(isMap ? old.map((one: unknown) => [keyOfItem(one, schema), one]) : []);
      for (const [i, item] of value.entries()) {
        faults.push(
          ...walk(items, item, isMap ? before.get(keyOfItem(item, schema)) : undefined, `${path}[${i}]`, budget),
        );
      }
      return faults;
    }
    if (!isFields(value)) return faults;
    const before = isFields(old) ? old : {};
    for (const [name, child] of Object.entries(value)) {
      const own = node.properties.get(name);
      const below = own ?? (Object.hasOwn(node.schema.properties ?? {}, name) ? undefined : node.others);
      if (!below) continue;
      const place = own ? (path ? `${path}.${name}` : name) : `${path}[${name}]`;
      faults.push(...walk(below, child, Object.hasOwn(before, name) ? before[name] : undefined, place, budget));
    }
    return faults;
  };

  return {
    compile: (schema) => {
      const root = nodeOf(schema, true);
      return {
        faults: (object, old) => (root ? walk(root, object, old, '', { left: stepsOfObject }) : []),
      };
    },
    schemaFaults: (schema, path) => {
      let total = 0;
      const look = (
        one: Schema,
        at: string,
        isResource: boolean,
        times: number,
        uncorrelated?: string,
      ): FieldError[] => {
        if (!hasRules(one)) return [];
        const type = ruleType(one, isResource);
        const { items, properties = {}, additionalProperties: others } = one;
        const embedded = (child: Schema): boolean => child['x-kubernetes-embedded-resource'] === true;
        const isMapList = one['x-kubernetes-list-type'] === 'map';
        const faults: FieldError[] = [];
        const most = (child: Schema): number => Math.min(times * type.max, mostOf(child));
        if (items) {
          faults.push(
            ...look(items, `${at}.items`, embedded(items), most(items), uncorrelated ?? (isMapList ? undefined : at)),
          );
        }
        if (isFields(others)) {
          const child: Schema = others;
          faults.push(...look(child, `${at}.additionalProperties`, embedded(child), most(child), uncorrelated));
        }
        for (const [name, child] of Object.entries(properties)) {
          const within = uncorrelated ?? (one['x-kubernetes-map-type'] === 'atomic' ? at : undefined);
          faults.push(...look(child, `${at}.properties[${name}]`, embedded(child), times, within));
        }
        for (const [i, text] of (one['x-kubernetes-validations'] ?? []).entries()) {
          const place = `${at}.x-kubernetes-validations[${i}]`;
          const found = ruleFaults(text, type, place, times, uncorrelated);
          total += found.cost;
          faults.push(...found.faults);
        }
        return faults;
      };
      const faults = look(schema, path, true, 1);
      if (total <= costLimitOfAll) return faults;
      const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
      return [...faults, fieldForbidden(path, costMessage(name, total, costLimitOfAll))];
    },
  };

  function ruleFaults(
    text: RuleText,
    type: RuleType,
    place: string,
    times: number,
    uncorrelated: string | undefined,
  ): { faults: FieldError[]; cost: number } {
    const faults: FieldError[] = [];
    const refuse = (name: string, why: string): void => {
      faults.push(invalid(`${place}.${name}`, shownRule(text), why));
    };
    const rule = compile(text.rule, text.optionalOldSelf ? withOptional(type) : type);
    let cost = 0;
    const count = (name: string, label: string, one: number): void => {
      cost += one;
      if (one > costLimit) faults.push(fieldForbidden(`${place}.${name}`, costMessage(label, one, costLimit)));
    };
    if ('fault' in rule) refuse('rule', rule.fault);
    else {
      count('rule', 'estimated rule cost', rule.cost * times);
      if (!['bool', 'dyn'].includes(rule.type.is)) refuse('rule', 'cel expression must evaluate to a bool');
    }
    if (text.messageExpression) {
      const message = compile(text.messageExpression, type);
      if ('fault' in message) refuse('messageExpression', `messageExpression ${message.fault}`);
      else if (!['string', 'dyn'].includes(message.type.is)) {
        refuse('messageExpression', 'messageExpression must evaluate to a string');
      } else count('messageExpression', 'estimated messageExpression cost', message.cost);
    }
    if ('fault' in rule) return { faults, cost };
    if (rule.usesOldSelf && uncorrelated !== undefined) {
      const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      faults.push(invalid(`${place}.rule`, text.rule, why));
    }
    if (!rule.usesOldSelf && text.optionalOldSelf !== undefined) {
      const why = 'may not be set if oldSelf is not used in rule';
      faults.push(invalid(`${place}.optionalOldSelf`, text.optionalOldSelf, why));
    }
    return { faults, cost };
  }
}

/** `oldSelf` is an optional then, which is known only when the rule runs; `self` loses its type with it. */
const withOptional = (type: RuleType): RuleType => ({ is: 'dyn', max: type.max });

const syntaxMessage = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return `Syntax error: ${text.replace(/^<input>:\d+:\d+: /, '')}`;
};

function placeOf(error: unknown): number {
  const place =
    isFields(error) && isFields(error.location) && isFields(error.location.start) ? error.location.start.offset : 0;
  return typeof place === 'number' ? place : 0;
}

/** A fault with its line and a mark below its place, as cel-go shows it. */
function located(text: string, at: number, message: string): string {
  const before = text.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = text.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

/** A rule as Go shows it. */
const shownRule = ({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: RuleText): object => ({
  Rule: rule,
  Message: message ?? '',
  MessageExpression: messageExpression ?? '',
  Reason: reason ?? null,
  FieldPath: fieldPath ?? '',
  OptionalOldSelf: optionalOldSelf ?? null,
});

function costMessage(name: string, cost: number, limit: number): string {
  const by = cost / limit;
  const factor = by > 100 ? 'more than 100x' : by < 1.5 ? `${by.toFixed(6)}x` : `${by.toFixed(1)}x`;
  return `${name} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

const ruleSaid = ({ message, rule }: RuleText): string => (message || rule).trim();

function runtimeMessage(message: string, text: RuleText): string {
  const key = /^field not found: (.*)$/s.exec(message) ?? /^key not found: (.*)$/s.exec(message);
  if (key) return `no such key: ${key[1]} evaluating rule: ${ruleSaid(text)}`;
  if (message.startsWith('found no matching overload')) {
    return `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${ruleSaid(text)}`;
  }
  return `${message} evaluating rule: ${ruleSaid(text)}`;
}

const longestMessage = 5120;

/** The text of a message expression; undefined for what is none that can be shown. */
function messageOf(result: unknown): string | undefined {
  if (typeof result !== 'string' || isCelError(result) || isCelMap(result)) return undefined;
  const text = result.trim();
  return text && !/[\r\n]/.test(text) && text.length <= longestMessage ? text : undefined;
}

function faultFor(field: string, reason: string | undefined, value: unknown, detail: string): FieldError {
  if (reason === 'FieldValueForbidden') return fieldForbidden(field, detail);
  if (reason === 'FieldValueRequired') return required(field, detail);
  if (reason === 'FieldValueDuplicate') return duplicate(field, value ?? {});
  // an object or a list is not shown
  if (value === undefined) return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${detail}` };
  return invalid(field, value, detail);
}
