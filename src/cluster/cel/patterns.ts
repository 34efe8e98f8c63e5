/** Regular expressions as Go has them: RE2's syntax, and a time that grows with the text alone. */
import type { RE2JS } from 're2js';
import { heaviestPattern, patternWeight } from './pattern-weight.js';

/** Compiles RE2 expressions; each is kept, since a schema is asked again and again. */
export interface Patterns {
  /** The fault of an expression in Go's words; undefined when it is right. */
  fault(pattern: string): string | undefined;
  /** True when the expression finds something in the text; throws for an invalid one. */
  matches(pattern: string, text: string): boolean;
  /**
   * The parts of the text that the expression finds one behind another, at most so many, as Go's FindAllString gives them; throws for an
   * invalid expression. `onSearch` is called before each search with the characters that are left.
   */
  found(pattern: string, text: string, options: { most: number; onSearch: (left: number) => void }): string[];
}

const most = 1000;

/** Resolves with the patterns of a process; the library is loaded then. */
export async function loadPatterns(): Promise<Patterns> {
  const library = await import('re2js');
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
    found: (pattern, text, { most, onSearch }) => {
      const matcher = compiled(pattern).matcher(text);
      const all: string[] = [];
      let end = -1;
      while (all.length < most) {
        onSearch(text.length - Math.max(end, 0));
        if (!matcher.find()) break;
        // in Go nothing is not found directly behind something
        if (matcher.end() > matcher.start() || matcher.start() !== end) all.push(matcher.group() ?? '');
        end = matcher.end();
      }
      return all;
    },
  };
}
