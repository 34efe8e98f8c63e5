/** A colleague's material: named and described, and shown in full only by the program that reads it. */
import type { View } from '../print/view.js';

/** A line for each thing: `token   a text of 812 characters, from "eyJh…"`. */
export function heldView(held: object): View {
  const rows = Object.entries(held).map(([name, value]) => ({ name, value: describe(value) }));
  return rows.length === 0 ? [] : [{ type: 'facts', caption: 'In hand', rows }];
}

/** Addresses and names are shown; of a credential no more than how long it is. */
function describe(value: unknown): string {
  if (typeof value !== 'string')
    return typeof value === 'object' && value !== null && 'pem' in value ? 'a private key' : 'an object';
  if (value.length < 80 && !/\s/.test(value)) return value;
  const lines = value.trim().split('\n').length;
  return `a text of ${value.length} characters${lines > 1 ? ` on ${lines} lines` : ''}`;
}
