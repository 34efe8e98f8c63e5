/** Regular expressions as Go has them: RE2's syntax, and a time that grows with the text alone. */
import type { RE2JS } from '@bufbuild/re2';
import { heaviestPattern, patternWeight } from './pattern-weight.js';

/** Compiles RE2 expressions; each is kept, since a schema is asked again and again. */
export interface Patterns {
  /** The fault of an expression in Go's words; undefined when it is right. */
  fault(pattern: string): string | undefined;
  /** True when the expression finds something in the text; throws for an invalid one. */
  matches(pattern: string, text: string): boolean;
}

const most = 1000;

/** Resolves with the patterns of a process; the library is loaded then. */
export async function loadPatterns(): Promise<Patterns> {
  const library = await import('@bufbuild/re2');
  const known = new Map<string, RE2JS>();
  const compiled = (pattern: string): RE2JS => {
    let found = known.get(pattern);
    if (!found) {
      if (patternWeight(pattern) > heaviestPattern) throw new Error('expression too large');
      found = library.RE2JS.compile(pattern);
      if (known.size >= most) known.clear();
      known.set(pattern, found);
    }
    return found;
  };
  return {
    fault: (pattern) => {
      try {
        compiled(pattern);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    matches: (pattern, text) => compiled(pattern).test(text),
  };
}
