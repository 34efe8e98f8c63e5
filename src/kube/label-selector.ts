/** Label selectors as text, `app=x,tier in (a,b),!old`: k8s.io/apimachinery/pkg/labels/selector.go with the words of its errors. */

import { isInteger } from './integer.js';
import { labelValueFaults, qualifiedNameFaults } from './names.js';
import type { Requirement } from './selector.js';
import { badRequest, type FieldError, invalid } from './status.js';

const operators: Record<string, Requirement['operator']> = {
  in: 'in',
  notin: 'notin',
  '=': 'in',
  '==': 'in',
  '!=': 'notin',
  '>': 'gt',
  '<': 'lt',
};

const isIdentifier = (token: string | undefined): boolean => token !== undefined && !/^[=!(),<>]/.test(token);

/** The tokens of a selector, of which one can be looked at before it is taken; undefined is the end of the text. */
interface Tokens {
  next(): string | undefined;
  take(): string | undefined;
}

function tokensOf(text: string): Tokens {
  const all = text.match(/!=|==|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? [];
  let at = 0;
  return { next: () => all[at], take: () => all[at++] };
}

/** The terms of a label selector; throws a 400 {@link ApiError}. */
export function parseLabelSelector(text: string): Requirement[] {
  if (text === '') return [];
  const tokens = tokensOf(text);
  const terms: Requirement[] = [];
  for (;;) {
    const first = tokens.next();
    if (first === undefined) return terms;
    if (!isIdentifier(first) && first !== '!') throw unexpected(first, "!, identifier, or 'end of string'");
    terms.push(requirement(tokens));
    const behind = tokens.take();
    if (behind === undefined) return terms;
    if (behind !== ',') throw unexpected(behind, "',' or 'end of string'");
    const following = tokens.next();
    if (!isIdentifier(following) && following !== '!') throw unexpected(following, "identifier after ','");
  }
}

const unexpected = (found: string | undefined, expected: string, prefix = ''): Error =>
  badRequest(`${prefix}found '${found ?? ''}', expected: ${expected}`);

const inRequirement = 'unable to parse requirement: ';

function requirement(tokens: Tokens): Requirement {
  let key = tokens.take();
  const isDenied = key === '!';
  if (isDenied) key = tokens.take();
  if (key === undefined || !isIdentifier(key)) throw unexpected(key, 'identifier', inRequirement);
  const faults = qualifiedNameFaults(key);
  // Go writes a path that is nothing so
  if (faults.length > 0) refuse([invalid('<nil>', key, faults.join('; '))]);
  if (isDenied) return { key, operator: '!', values: [] };
  const next = tokens.next();
  if (next === undefined || next === ',') return { key, operator: 'exists', values: [] };
  const sign = tokens.take() ?? '';
  const operator = Object.hasOwn(operators, sign) ? operators[sign] : undefined;
  if (!operator) throw unexpected(sign, 'in, notin, =, ==, !=, gt, lt', inRequirement);
  const values = sign === 'in' || sign === 'notin' ? valuesOf(tokens) : [exactValue(tokens)];
  refuse(valueFaults(key, operator, values));
  return { key, operator, values };
}

function exactValue(tokens: Tokens): string {
  const next = tokens.next();
  if (next === undefined || next === ',') return '';
  tokens.take();
  if (!isIdentifier(next)) throw unexpected(next, 'identifier', inRequirement);
  return next;
}

/** The values between parentheses, where nothing is a value too; each once, in their order. */
function valuesOf(tokens: Tokens): string[] {
  const open = tokens.take();
  if (open !== '(') throw badRequest(`${inRequirement}found '${open ?? ''}' expected: '('`);
  const first = tokens.next();
  if (first === ')') {
    tokens.take();
    return [''];
  }
  if (first !== ',' && !isIdentifier(first)) throw unexpected(first, "',', ')' or identifier", inRequirement);
  const values = new Set<string>();
  for (;;) {
    const token = tokens.take();
    if (token !== undefined && isIdentifier(token)) {
      values.add(token);
      const next = tokens.next();
      if (next !== ',' && next !== ')') throw unexpected(next, "',' or ')'", inRequirement);
    } else if (token === ',') {
      if (values.size === 0 || tokens.next() === ',' || tokens.next() === ')') values.add('');
    } else throw unexpected(token, "',', or identifier", inRequirement);
    if (tokens.next() === ')') {
      tokens.take();
      return [...values].sort();
    }
  }
}

function valueFaults(key: string, operator: Requirement['operator'], values: readonly string[]): FieldError[] {
  const isCompared = operator === 'gt' || operator === 'lt';
  const notIntegers = isCompared ? values.filter((value) => !isInteger(value)) : [];
  return [
    ...notIntegers.map((v) => invalid('values[0]', v, "for 'Gt', 'Lt' operators, the value must be an integer")),
    ...values.flatMap((value, i) => {
      const faults = labelValueFaults(value);
      return faults.length > 0 ? [invalid(`values[${i}][${key}]`, value, faults.join('; '))] : [];
    }),
  ];
}

/** Throws the faults of a key or its values, if there are any. */
function refuse(faults: readonly FieldError[]): void {
  const lines = [...new Set(faults.map(({ field, message }) => `${field}: ${message}`))];
  if (lines.length === 0) return;
  throw badRequest(`${inRequirement}${lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`}`);
}
