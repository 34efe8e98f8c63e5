/** Reading headers that may be there once, several times or not at all. */
import type { Headers } from '../handler.js';

/** All values of a header, in order; empty when it is not there. */
export function headerValues(headers: Headers, name: string): string[] {
  const value = headers[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The first value of a header; undefined when it is not there. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
