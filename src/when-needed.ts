/**
 * Libraries that are loaded when they are needed: a reader waits for the import of the helper in a notebook's first cell, and for
 * the start of a practice cluster. All are CommonJS, which can be loaded in the middle of a function.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Node's module of HTTP. As an import its every part would be read, and one of them loads all of Node's own undici (14 ms on
 * Node 24).
 */
export const httpModule = (): typeof import('node:http') => require('node:http') as typeof import('node:http');

/** The library yaml. */
export const yamlLibrary = (): typeof import('yaml') => require('yaml') as typeof import('yaml');

/** The library that finds what differs between two texts. */
export const diffLibrary = (): typeof import('diff') => require('diff') as typeof import('diff');

/** The library that measures how far two words are apart. */
export const levenshteinLibrary = (): typeof import('fastest-levenshtein') =>
  require('fastest-levenshtein') as typeof import('fastest-levenshtein');

/** All of undici, which takes three times as long to load as its Agent: fetch, caches and mocks are in it. */
export const undiciLibrary = (): typeof import('undici') => require('undici') as typeof import('undici');

/** undici's Agent, as far as `dispatch` goes: its further methods come with all of undici. */
export const undiciAgent = (): typeof import('undici').Agent =>
  require('undici/lib/dispatcher/agent.js') as typeof import('undici').Agent;
