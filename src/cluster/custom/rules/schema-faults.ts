/** The faults of rules themselves: rules that do not compile, cost too much, or look at an old value that cannot be found. */
import { isFields } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid } from '../../../kube/status.js';
import type { ExpressionType } from '../../cel/expression-types.js';
import type { RuleText, Schema } from '../definition-spec.js';
import { hasRules } from '../schema-tree.js';
import type { RuleCompiler } from './compile-rule.js';
import { mostOf, ruleType } from './rule-types.js';

const costLimit = 10_000_000;
const costLimitOfAll = 100_000_000;

/** The faults of all rules of a schema at a path. */
export function schemaFaults({ compile }: RuleCompiler, schema: Schema, path: string): FieldError[] {
  let total = 0;
  const costs: { field: string; cost: number }[] = [];
  const look = (one: Schema, at: string, isResource: boolean, times: number, uncorrelated?: string): FieldError[] => {
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
  const most = costs.filter(({ cost }) => cost >= costLimitOfAll / 100).sort((a, b) => b.cost - a.cost);
  const share = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  return [
    ...faults,
    ...most.slice(0, 4).map(({ field }) => fieldForbidden(field, share)),
    fieldForbidden(path, costMessage(name, total, costLimitOfAll)),
  ];

  function ruleFaults(
    text: RuleText,
    type: ExpressionType,
    place: string,
    times: number,
    uncorrelated: string | undefined,
  ): { faults: FieldError[]; cost: number } {
    const faults: FieldError[] = [];
    const refuse = (name: string, why: string): void => {
      faults.push(invalid(`${place}.${name}`, shownRule(text), why));
    };
    const rule = compile(text.rule, type, text.optionalOldSelf);
    let cost = 0;
    const count = (name: string, label: string, one: number): void => {
      cost += one;
      costs.push({ field: `${place}.${name}`, cost: one });
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
