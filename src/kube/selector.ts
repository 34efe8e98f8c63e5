/** Label selectors held against labels (k8s.io/apimachinery/pkg/labels); `label-selector.ts` reads them from text. */
import { own } from './fields.js';
import { isInteger } from './integer.js';

/** One term of a selector. */
export interface Requirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  values: string[];
}

/** LabelSelector of meta/v1, as in a Deployment's spec. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** True when the labels fulfil every term. */
export function matchesLabels(terms: readonly Requirement[], labels: Record<string, string> = {}): boolean {
  return terms.every(({ key, operator, values }) => {
    const value = own(labels, key);
    switch (operator) {
      case 'exists':
        return value !== undefined;
      case '!':
        return value === undefined;
      case 'in':
        return value !== undefined && values.includes(value);
      case 'notin':
        return value === undefined || !values.includes(value);
      default: {
        if (value === undefined || !isInteger(value)) return false;
        const [have, want] = [BigInt(value), BigInt(values[0] ?? '')];
        return operator === 'gt' ? have > want : have < want;
      }
    }
  });
}

/** The terms of a LabelSelector object; an empty one matches everything. */
export function labelSelectorTerms(selector: LabelSelector): Requirement[] {
  const operators: Record<string, Requirement['operator']> = {
    In: 'in',
    NotIn: 'notin',
    Exists: 'exists',
    DoesNotExist: '!',
  };
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): Requirement => ({ key, operator: 'in', values: [value] }),
    ),
    ...(selector.matchExpressions ?? []).map(
      ({ key, operator, values }): Requirement => ({
        key,
        operator: operators[operator] ?? 'in',
        values: values ?? [],
      }),
    ),
  ];
}

/** A LabelSelector as Go prints it. */
export function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const names = Object.keys(matchLabels).sort();
  const labels = names.map((name) => `${name}: ${matchLabels[name]},`).join('');
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  const all = `[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:${all},}`;
}
