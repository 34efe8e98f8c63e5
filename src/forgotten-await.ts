/**
 * Promises among the arguments of the helper, where an `await` was forgotten. The compiler finds those that stand where a text is
 * wanted, and no others: a body, a manifest and a value to be shown may be of any type.
 */
import { types } from 'node:util';
import { KubelabError } from './errors.js';

/** Manifests nest less deeply, and so do options. */
const DEEPEST = 12;

/** Throws ARGUMENT_INVALID when an argument of `call` (`client.create`) is a Promise, or has one in its plain objects and lists. */
export function refusePromises(call: string, args: readonly unknown[]): void {
  for (const [index, argument] of args.entries()) {
    const path = pathOfPromise(argument);
    if (!path) continue;
    const place = path.length > 0 ? path.join('.') : args.length > 1 ? `argument ${index + 1}` : '';
    throw new KubelabError(
      'ARGUMENT_INVALID',
      `${call}() was given a Promise${place && ` as ${place}`}: an await is missing.`,
      { hint: hintFor(path.at(-1)) },
    );
  }
}

/** The methods, each of which refuses Promises as an async function does: it rejects. */
export function withoutPromises<T extends object>(prefix: string, methods: T): T {
  const entries = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      refusePromises(`${prefix}.${name}`, args);
      return method(...args);
    },
  ]);
  return Object.fromEntries(entries) as T; // the same names, with functions of the same parameters and promises
}

function hintFor(field: string | undefined): string {
  if (field === 'token') return "Write token: (await client.token('NAME', { namespace: 'NAMESPACE' })).token.";
  const written = field === undefined || /^\d+$/.test(field) ? 'await …' : `${field}: await …`;
  return `Write ${written} there, and for a part of an answer parentheses around both: (await …).body.`;
}

/** The fields that lead to a Promise in a value, none for the value itself; undefined without one. */
function pathOfPromise(value: unknown, depth = 0, seen: Set<object> = new Set()): string[] | undefined {
  if (types.isPromise(value)) return [];
  if (!isPlain(value) || depth === DEEPEST || seen.has(value)) return undefined;
  // objects that hold each other would be gone through by every way
  seen.add(value);
  for (const [name, { value: field }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const path = pathOfPromise(field, depth + 1, seen);
    if (path) return [name, ...path];
  }
  return undefined;
}

/** True for lists and plain objects, also those of a notebook's own context; an exchange is neither, and is not looked into. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}
