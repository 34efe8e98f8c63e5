/** The checkers of schemas that a cluster starts without: regular expressions and rules. Loaded when the first is needed. */
import { loadExpressions } from '../cel/load-expressions.js';
import type { Patterns } from '../cel/patterns.js';
import type { RuleLibrary } from './rules/rules.js';

/** The loaded parts. */
interface Checkers {
  patterns: Patterns;
  rules: RuleLibrary;
}

let loaded: Checkers | undefined;

/** Resolves when {@link checkers} can be asked. */
export async function loadCheckers(): Promise<void> {
  if (loaded) return;
  const [{ patterns, compiler }, { ruleLibrary }] = await Promise.all([loadExpressions(), import('./rules/rules.js')]);
  loaded = { patterns, rules: ruleLibrary(compiler) };
}

/** The loaded parts; throws before they are loaded, which is a fault of the caller. */
export function checkers(): Checkers {
  if (!loaded) throw new Error('rules and patterns are asked before they are loaded');
  return loaded;
}
