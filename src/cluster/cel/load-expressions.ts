/** The compilers of expressions and patterns, which a cluster starts without: loaded when the first is needed. */
import type { ExpressionCompiler } from './compile.js';
import { loadPatterns, type Patterns } from './patterns.js';

/** The loaded parts. */
interface Expressions {
  patterns: Patterns;
  compiler: ExpressionCompiler;
}

let loaded: Expressions | undefined;

/** Resolves with the parts that a process has of these; {@link expressions} can be asked then. */
export async function loadExpressions(): Promise<Expressions> {
  if (loaded) return loaded;
  const [patterns, { expressionCompiler }] = await Promise.all([loadPatterns(), import('./compile.js')]);
  loaded ??= { patterns, compiler: expressionCompiler(patterns) };
  return loaded;
}

/** The loaded parts; throws before they are loaded, which is a fault of the caller. */
export function expressions(): Expressions {
  if (!loaded) throw new Error('expressions are compiled before the compiler is loaded');
  return loaded;
}
