/** Runs the rules of a schema on an object, and reports failures in the words of apiserver/schema/cel. */
import { isCelError, isCelMap } from '@bufbuild/cel';
import { equalJson } from '../../../kube/equal-json.js';
import { isFields } from '../../../kube/fields.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { stepsOfCall } from '../../cel/compile.js';
import { optional } from '../../cel/own-values.js';
import { noOverload, runFault } from '../../cel/run-faults.js';
import type { RuleText, Schema } from '../definition-spec.js';
import { schemaAtPath } from '../field-path.js';
import { keyOfItem } from '../list-types.js';
import { hasRules } from '../schema-tree.js';
import type { RuleCompiler, RuleProgram } from './compile-rule.js';
import { ruleType } from './rule-types.js';
import { ruleValue } from './values.js';

/** The compiled rules of a schema. */
export interface Rules {
  /** The faults of an object that is new or replaces `old`; `path` is where it stands. */
  faults(object: unknown, old: unknown, path?: string): FieldError[];
}

/** Steps of all rules that are run for one object. */
const stepsOfObject = 10_000_000;

interface CompiledRule {
  text: RuleText;
  program: RuleProgram;
  message: RuleProgram | undefined;
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

/** The rules of a schema, of whole objects where `isResource`. */
export function rulesOf(schema: Schema, { compile, steps }: RuleCompiler, isResource: boolean): Rules {
  const nodeOf = (schema: Schema, isResource: boolean): RuleNode | undefined => {
    if (!hasRules(schema)) return undefined;
    const rules = (schema['x-kubernetes-validations'] ?? []).flatMap((text): CompiledRule[] => {
      const type = ruleType(schema, isResource);
      const program = compile(text.rule, type, text.optionalOldSelf);
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
      if (program.usesOldSelf && old === undefined && !text.optionalOldSelf) continue;
      const previous = text.optionalOldSelf ? optional(...(oldSelf === undefined ? [] : [oldSelf])) : oldSelf;
      const result = program.run(self, previous);
      const took = steps();
      budget.left -= took + program.cost / 1000;
      if (budget.left <= 0 || took > stepsOfCall) {
        const why =
          took > stepsOfCall
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
      // an unchanged value is not checked again (ratcheting)
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

  const root = nodeOf(schema, isResource);
  return { faults: (value, old, path = '') => (root ? walk(root, value, old, path, { left: stepsOfObject }) : []) };
}

const ruleSaid = ({ message, rule }: RuleText): string => (message || rule).trim();

function runtimeMessage(message: string, text: RuleText): string {
  const fault = runFault(message);
  if (fault === noOverload) {
    return `'${fault}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleSaid(text)}`;
  }
  return `${fault} evaluating rule: ${ruleSaid(text)}`;
}

const longestMessage = 5120;

/** The text of a message expression; undefined for a result that cannot be shown. */
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
