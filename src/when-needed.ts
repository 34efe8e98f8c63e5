/**
 * Libraries that are loaded when they are needed and not with the helper: a notebook's first cell imports it, and its reader
 * waits. Both are CommonJS, which can be loaded in the middle of a function.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The library yaml. */
export const yamlLibrary = (): typeof import('yaml') => require('yaml') as typeof import('yaml');

/** The library undici. */
export const undiciLibrary = (): typeof import('undici') => require('undici') as typeof import('undici');
