/** JSONPath as client-go's util/jsonpath has it, as far as columns of definitions use it. */
import { equalJson } from '../../kube/equal-json.js';
import { isFields } from '../../kube/fields.js';

type Step = (values: readonly unknown[]) => unknown[];

/** A parsed path, which gives all values that it leads to; undefined for invalid text. */
export function jsonPath(text: string): ((object: unknown) => unknown[]) | undefined {
  const steps: Step[] = [];
  let rest = text;
  while (rest) {
    const found = nextStep(rest);
    if (!found) return undefined;
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  return (object) => steps.reduce<unknown[]>((values, step) => step(values), [object]);
}

function nextStep(text: string): { step: Step; length: number } | undefined {
  const name = /^\.?((?:\\.|[^.[\]\\'"\s])+)/.exec(text);
  if (text.startsWith('..')) {
    const below = /^\.\.((?:\\.|[^.[\]\\])+)/.exec(text);
    if (!below) return undefined;
    return { step: each((value) => deep(value, unescaped(below[1]))), length: below[0].length };
  }
  if (text === '.') return { step: (values) => [...values], length: 1 };
  if (name) {
    const key = unescaped(name[1]);
    return { step: each((value) => (key === '*' ? children(value) : fieldOf(value, key))), length: name[0].length };
  }
  const bracket = /^\.?\[((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]'"])*)\]/.exec(text);
  const step = bracket && bracketStep((bracket[1] ?? '').trim());
  return step ? { step, length: bracket[0].length } : undefined;
}

const each =
  (go: (value: unknown) => unknown[]): Step =>
  (values) =>
    values.flatMap(go);

const unescaped = (text = ''): string => text.replace(/\\(.)/g, '$1');
const children = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
const fieldOf = (value: unknown, key: string): unknown[] =>
  isFields(value) && Object.hasOwn(value, key) ? [value[key]] : [];
const deep = (value: unknown, key: string): unknown[] => [
  ...fieldOf(value, key),
  ...children(value).flatMap((child) => deep(child, key)),
];

function bracketStep(text: string): Step | undefined {
  if (text === '*') return each(children);
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return each((value) => fieldOf(value, unescaped(quoted[2])));
  const filter = /^\?\((.*)\)$/s.exec(text);
  if (filter) return filterStep(filter[1] ?? '');
  if (/^-?\d+$/.test(text)) return each((value) => (Array.isArray(value) ? value.slice(...oneAt(Number(text))) : []));
  const slice = /^(-?\d+)?:(-?\d+)?$/.exec(text);
  if (!slice) return undefined;
  const [from, to] = [slice[1], slice[2]].map((part) => (part === undefined ? undefined : Number(part)));
  return each((value) => (Array.isArray(value) ? value.slice(from, to) : []));
}

const oneAt = (at: number): [number, number?] => (at === -1 ? [at] : [at, at + 1]);

/** `@.type=="Ready"`, or `@.type` alone for items that have it. */
function filterStep(text: string): Step | undefined {
  const parts = /^\s*@(.*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*?))?\s*$/s.exec(text);
  const read = parts && jsonPath(parts[1] ?? '');
  if (!read) return undefined;
  const [, , operator, literal = ''] = parts;
  if (!operator) return each((value) => children(value).filter((item) => read(item).length > 0));
  const wanted = literalOf(literal);
  return each((value) => children(value).filter((item) => read(item).some((one) => holds(one, operator, wanted))));
}

function literalOf(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return unescaped(quoted[2]);
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function holds(value: unknown, operator: string, wanted: unknown): boolean {
  if (operator === '==') return equalJson(value, wanted);
  if (operator === '!=') return !equalJson(value, wanted);
  if (typeof value !== typeof wanted || (typeof value !== 'number' && typeof value !== 'string')) return false;
  const [a, b] = [value, wanted as typeof value];
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}
