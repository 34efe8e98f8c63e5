/** The view of any value without its own view: a list or rows as a table, an object as YAML, the rest as text. */
import { inspect } from 'node:util';
import { redactText } from '../redact-text.js';
import { redactBody } from '../request/redact.js';
import { yaml } from './exchange-body.js';
import { isObject } from './policy.js';
import { isList, tabulate } from './tabulate.js';
import type { Block, View } from './view.js';

/** The view of a value, redacted unless `reveal`. */
export function plainView(value: unknown, reveal: boolean): View {
  if (value === undefined || value === null) return [{ type: 'text', text: String(value), tone: 'quiet' }];
  if (typeof value === 'string') return [{ type: 'text', text: reveal ? value : redactText(value) }];
  const shown = reveal ? value : redactBody(value);
  if (isList(shown)) return [tabulate(shown, '', Date.now())];
  if (Array.isArray(shown) && shown.length > 0 && shown.every((row) => typeof row === 'object' && row !== null)) {
    return shown.every(isObject)
      ? [tabulate({ apiVersion: 'v1', kind: 'List', metadata: {}, items: shown }, '', Date.now())]
      : [tableBlock(shown)];
  }
  const plain = (text: string): string => (reveal ? text : redactText(text));
  if (typeof shown !== 'object') return [{ type: 'text', text: plain(String(shown)) }];
  // a value with a text of its own, such as a key, is shown by it
  const own = inspect.custom in (value as object) || !isPlain(value);
  return [{ type: 'code', text: own ? plain(inspect(value, { depth: 4 })) : yaml(shown) }];
}

function isPlain(value: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Objects as rows; columns are their keys unless named. */
export function tableBlock(rows: readonly object[], columns?: readonly string[], caption = ''): Block {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    type: 'table',
    caption,
    columns: [...names],
    rows: rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name]))),
  };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return redactText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
