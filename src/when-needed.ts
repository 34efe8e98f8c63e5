/**
 * Libraries that are loaded when they are needed and not with the helper: a notebook's first cell imports it, and its reader
 * waits. Both are CommonJS, which can be loaded in the middle of a function.
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

/** The library that measures how far two words are apart. */
export const levenshteinLibrary = (): typeof import('fastest-levenshtein') =>
  require('fastest-levenshtein') as typeof import('fastest-levenshtein');

/** All of undici, which takes three times as long to load as its Agent: fetch, caches and mocks are in it. */
export const undiciLibrary = (): typeof import('undici') => require('undici') as typeof import('undici');

/** undici's Agent, as far as `dispatch` goes: its further methods come with all of undici. */
export const undiciAgent = (): typeof import('undici').Agent =>
  require('undici/lib/dispatcher/agent.js') as typeof import('undici').Agent;
