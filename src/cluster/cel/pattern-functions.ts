/** Functions of regular expressions (cel-go's `matches`, and `find` and `findAll` of apiserver/pkg/cel/library/regex.go). */
import { type CelFunc, type CelInput, CelScalar, celFunc, celMethod, listType } from '@bufbuild/cel';
import { patternWeight } from './pattern-weight.js';
import type { Patterns } from './patterns.js';

const { STRING, BOOL, INT } = CelScalar;
const texts = listType(STRING);

/** The functions. `tick` counts the steps of each search, and throws when they are too many. */
export function patternFunctions(patterns: Patterns, tick: (weight: number) => void): CelFunc[] {
  /** An expression may come from the object, and be another each time. */
  const searches = (pattern: string, length: number): void =>
    tick(Math.ceil(length / 10) + patternWeight(pattern) * 20);
  const matches = (pattern: string, text: string): boolean => {
    searches(pattern, text.length);
    return patterns.matches(pattern, text);
  };
  const found = (pattern: string, text: string, most: number): string[] => {
    const weight = patternWeight(pattern);
    const onSearch = (left: number): void => {
      searches(pattern, left);
      // to know where something is found, each character is held against the whole pattern: some 10 ns for each part of it
      tick(Math.ceil((left * weight) / 100));
    };
    return patterns.found(pattern, text, { most, onSearch });
  };
  return [
    celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
      return matches(pattern, this);
    }),
    celFunc('matches', [STRING, STRING], BOOL, (text, pattern) => matches(pattern, text)),
    celMethod('find', STRING, [STRING], STRING, function (pattern) {
      return found(pattern, this, 1)[0] ?? '';
    }),
    celMethod('findAll', STRING, [STRING], texts, function (pattern) {
      return found(pattern, this, Number.POSITIVE_INFINITY) as CelInput;
    }),
    celMethod('findAll', STRING, [STRING, INT], texts, function (pattern, most) {
      return found(pattern, this, most < 0n ? Number.POSITIVE_INFINITY : Number(most)) as CelInput;
    }),
  ];
}
