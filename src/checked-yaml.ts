/** YAML that people write by hand, held against a schema; a fault is told with its line, its column and a caret. */
import { closest, distance } from 'fastest-levenshtein';
import { Composer, type Document, isMap, isNode, isScalar, Lexer, LineCounter, Parser } from 'yaml';
import * as z from 'zod';
import { type ErrorCode, KubelabError } from './errors.js';
import { shallowTokens, YamlTooLarge } from './shallow-yaml.js';

/** Where in a document a value stands: keys, and places in lists from 0. */
export type YamlPath = readonly PropertyKey[];

/** The text to check and how to speak of it. */
export interface YamlSource {
  text: string;
  /** The file, for messages. */
  file: string;
  /** Its name, as in `the list of lessons`. */
  what: string;
  /** The code of the errors. */
  code: ErrorCode;
  /** Where a reader finds how such a file is written. */
  hint: string;
}

/** A document that fits its schema. */
export interface CheckedYaml<T> {
  value: T;
  /** Throws the error for a value that fits the schema and is wrong all the same. */
  failAt(path: YamlPath, message: string, hint: string): never;
}

/**
 * The document in `source`. Throws a KubelabError with `source.code` for the first thing that does not fit; its cause is an
 * AggregateError of the others, where there are any.
 */
export function checkYaml<T extends z.ZodType>(source: YamlSource, schema: T): CheckedYaml<z.output<T>> {
  const { text, file, what, code } = source;
  const lines = new LineCounter();
  const fail = (message: string, offset: number, hint: string): never => {
    const { line, col: column } = lines.linePos(offset);
    throw new KubelabError(code, `${message}\n${caret(text, line, column)}`, { hint, place: { file, line, column } });
  };
  const documents = (): Document.Parsed[] => {
    const composer = new Composer({ lineCounter: lines, prettyErrors: false });
    try {
      return [...composer.compose(shallowTokens(text, lines, { Lexer, Parser }), true, text.length)];
    } catch (error) {
      if (!(error instanceof YamlTooLarge)) throw error;
      return fail(`${what} cannot be read: ${error.message}`, error.offset, 'mend that place');
    }
  };
  const [document, second] = documents();
  // the composer makes an empty document of an empty text
  if (!document) throw new TypeError('a text without a document');
  const failAt = (path: YamlPath, message: string, hint: string, find = offsetOf): never => {
    const key = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
    return fail(`${key.replace(/^\./, '') || what} ${message}`, find(document, path), hint);
  };
  const plain = (): unknown => {
    try {
      return document.toJS();
    } catch (error) {
      // an alias without its anchor, or one that would grow without end; yaml does not say where
      return fail(`${what} cannot be read: ${(error as Error).message}`, 0, 'write it without aliases');
    }
  };

  const fault = document.errors[0];
  if (fault) fail(`${what} is not YAML: ${fault.message}`, fault.pos[0], 'mend that place');
  if (second) fail(`${what} holds several documents`, second.range[0], 'take out the line `---` and one of them');
  const parsed = schema.safeParse(plain());
  if (parsed.success) return { value: parsed.data, failAt };
  const { issues } = parsed.error;
  // a misspelt entry is missing, too; to say so first would help nobody
  const misspelt = issues.filter(({ code }) => code === 'unrecognized_keys');
  const told = misspelt.length > 0 ? misspelt : issues;
  return failTogether(
    told.flatMap((issue) => {
      const { path } = issue;
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => () => {
          const near = nearest(key, keysAt(schema, path));
          const hint = near ? `did you mean ${near}?` : 'remove it, or mend its spelling';
          return failAt([...path, key], 'is no known entry', hint, offsetOfKey);
        });
      }
      const missing = path.length > 0 && document.getIn(path) === undefined;
      return [() => failAt(path, missing ? 'is missing' : `is wrong: ${issue.message}`, source.hint)];
    }),
  );
}

/** Throws the first error; the others are in an AggregateError as its cause, for callers that show all. */
function failTogether(fails: readonly (() => never)[]): never {
  const errors = fails.flatMap((fail): KubelabError[] => {
    try {
      return fail();
    } catch (error) {
      if (error instanceof KubelabError) return [error];
      throw error;
    }
  });
  const [first, ...others] = errors;
  if (!first) throw new TypeError('a value that does not fit its schema has no fault');
  if (others.length > 0) first.cause = new AggregateError(others);
  throw first;
}

/** The known word that was probably meant; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word.toLowerCase(), known);
  return distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, word.length / 3) ? best : undefined;
}

/** The keys that the schema knows at a path; empty where it takes any. */
function keysAt(schema: z.ZodType, path: YamlPath): string[] {
  const inner = unwrapped(schema);
  const [step, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(inner.shape);
    const next: unknown = inner.shape[String(step)];
    return next instanceof z.ZodType ? keysAt(next, rest) : [];
  }
  if (inner instanceof z.ZodArray && typeof step === 'number') {
    return inner.element instanceof z.ZodType ? keysAt(inner.element, rest) : [];
  }
  return [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodLazy))
    return schema;
  const inner: unknown = schema.unwrap();
  return inner instanceof z.ZodType ? unwrapped(inner) : schema;
}

/** Where the value at `path` stands; for one that is missing, the thing around it. */
function offsetOf(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

/** Where the key at the end of `path` stands. */
function offsetOfKey(document: Document, path: YamlPath): number {
  const map = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const key = isMap(map) && map.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1))?.key;
  return isScalar(key) && key.range ? key.range[0] : offsetOf(document, path);
}

/** Characters that are shown of a line before and after the fault in it. */
const AROUND = 80;

/** The line with a caret below the column; of a long line, the near part. */
function caret(text: string, line: number, column: number): string {
  const whole = text.split('\n')[line - 1] ?? '';
  const from = Math.max(0, column - 1 - AROUND);
  const [before, after] = [from > 0 ? '…' : '', whole.length > column + AROUND ? '…' : ''];
  const shown = `  ${line} | ${before}`;
  return `${shown}${whole.slice(from, column + AROUND)}${after}\n${' '.repeat(shown.length + column - 1 - from)}^`;
}
