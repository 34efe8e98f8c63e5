/**
 * Label and field selectors: parsed from the query, and matched against objects. Words of the errors follow
 * k8s.io/apimachinery/pkg/labels and pkg/fields.
 */
import { badRequest } from './status.js';

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

/** The terms of a label selector string (`app=x,tier in (a,b),!old`); throws a 400 {@link ApiError}. */
export function parseLabelSelector(text: string): Requirement[] {
  const tokens = text.match(/!=|==|=|!|\(|\)|,|<|>|[^\s!=(),<>]+/g) ?? [];
  const terms: Requirement[] = [];
  let at = 0;
  const fail = (found: string, expected: string): never => {
    throw badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`);
  };
  const word = (): string => {
    const token = tokens[at] ?? '';
    if (!/^[^\s!=(),<>]+$/.test(token)) fail(token, 'identifier');
    at++;
    return token;
  };
  while (at < tokens.length) {
    if (tokens[at] === '!') {
      at++;
      terms.push({ key: word(), operator: '!', values: [] });
    } else {
      const key = word();
      const operator = tokens[at];
      if (operator === undefined || operator === ',') terms.push({ key, operator: 'exists', values: [] });
      else if (operator === '=' || operator === '==' || operator === '!=') {
        at++;
        const value = at < tokens.length && tokens[at] !== ',' ? word() : '';
        terms.push({ key, operator: operator === '!=' ? 'notin' : 'in', values: [value] });
      } else if (operator === 'in' || operator === 'notin') {
        at++;
        if (tokens[at] !== '(') fail(tokens[at] ?? '', "'('");
        at++;
        const values: string[] = [];
        while (tokens[at] !== ')') {
          if (at >= tokens.length) fail('', "',', or ')'");
          if (tokens[at] === ',') at++;
          else values.push(word());
        }
        at++;
        terms.push({ key, operator, values: values.length ? values : [''] });
      } else if (operator === '<' || operator === '>' || operator === 'gt' || operator === 'lt') {
        at++;
        terms.push({ key, operator: operator === '<' || operator === 'lt' ? 'lt' : 'gt', values: [word()] });
      } else fail(operator, 'in, notin, =, ==, !=, gt, lt');
    }
    if (at < tokens.length) {
      if (tokens[at] !== ',') fail(tokens[at] ?? '', "',' or 'end of string'");
      at++;
      if (at === tokens.length) fail('', "identifier after ','");
    }
  }
  return terms;
}

/** True when the labels fulfil every term. */
export function matchesLabels(terms: readonly Requirement[], labels: Record<string, string> = {}): boolean {
  return terms.every(({ key, operator, values }) => {
    const value = labels[key];
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
        const [have, want] = [Number(value), Number(values[0])];
        return value !== undefined && (operator === 'gt' ? have > want : have < want);
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

/** One term of a field selector. */
export interface FieldTerm {
  field: string;
  equal: boolean;
  value: string;
}

/** The terms of a field selector string (`metadata.name=x,status.phase!=Running`); throws a 400 {@link ApiError}. */
export function parseFieldSelector(text: string): FieldTerm[] {
  return text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(term);
      if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      return { field: match[1] ?? '', equal: match[2] !== '!=', value: match[3] ?? '' };
    });
}
