/** Values that may be a text or the path of a file: which of both it is, and the text. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KubelabError } from '../errors.js';
import { homeFolder } from '../home.js';
import type { Given } from './preflight.js';

/** A text, and the file that it came from when it came from one. */
export interface Material {
  text: string;
  path?: string;
  given: Given;
}

/** The PEM text that `value` is or names; throws ARGUMENT_INVALID, FILE_MISSING or FILE_UNREADABLE. */
export function pemMaterial(value: unknown, name: string): Material {
  if (typeof value !== 'string') throw notText(value, name, 'PEM text or the path of a PEM file');
  // this text cannot be a path, so no file is read; preflight says what is wrong with it
  if (value.includes('-----BEGIN') || /^\s*LS0t/.test(value) || value.includes('\n') || value.trim() === '') {
    return { text: value, given: { name } };
  }
  const path = expandHome(value);
  return { text: readText(path, name), path, given: { name: `${name} (the file ${value})`, place: { file: path } } };
}

/** True when a token option names a file; no JWT begins like that. */
export function isTokenPath(value: string): boolean {
  return /^(\/|\.\.?\/|~\/)/.test(value);
}

/** The path with `~/` as the home folder, made absolute against `base`. */
export function expandHome(path: string, base: string = process.cwd()): string {
  const home = path.startsWith('~/') ? homeFolder() : undefined;
  if (home !== undefined) return join(home, path.slice(2));
  return resolve(base, path);
}

/** The text of a file; throws FILE_MISSING or FILE_UNREADABLE, both with the place. */
export function readText(path: string, name: string): string {
  try {
    if (statSync(path).isDirectory()) {
      throw new KubelabError('FILE_UNREADABLE', `${name} names a folder, not a file.`, {
        hint: 'Name a file in it.',
        place: { file: path },
      });
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof KubelabError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new KubelabError(
      missing ? 'FILE_MISSING' : 'FILE_UNREADABLE',
      missing ? `${name} names a file that is not there.` : `${name} names a file that cannot be read (${code}).`,
      {
        hint: missing
          ? 'Check the path; a relative one starts at the folder of the notebook or, in a terminal, at the one you are in.'
          : 'Check who may read it: ls -l.',
        place: { file: path },
        cause,
      },
    );
  }
}

/** The error for a value of another type than text. */
export function notText(value: unknown, name: string, expected: string): KubelabError {
  const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new KubelabError('ARGUMENT_INVALID', `${name} must be ${expected}; it is ${type}.`, {
    hint: type === 'undefined' ? nothingStored(name) : `Give ${name} as text.`,
  });
}

function nothingStored(name: string): string {
  if (name === 'token') {
    return "A request for a token that failed has none in its answer: show(await client.token('robot')) says why.";
  }
  return `Nothing was stored under that name: look at what ${name} was meant to hold.`;
}
