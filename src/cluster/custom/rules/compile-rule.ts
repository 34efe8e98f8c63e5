/** Compiles the expressions of a rule, which see a value as `self` and the value it replaces as `oldSelf` (apiserver/schema/cel). */
import type { CelInput } from '@bufbuild/cel';
import type { Checked } from '../../cel/check-expression.js';
import type { ExpressionCompiler } from '../../cel/compile.js';
import { type ExpressionType, optionalOf } from '../../cel/expression-types.js';

/** A compiled rule. */
export interface RuleProgram extends Checked {
  run(self: CelInput, oldSelf: CelInput | undefined): unknown;
}

/** Compiles rules, and counts the steps of their runs. */
export interface RuleCompiler extends Pick<ExpressionCompiler, 'steps'> {
  /** The fault of an expression that cannot be compiled is Go's text; `oldSelf` may be optional. */
  compile(text: string, type: ExpressionType, hasOptionalOld?: boolean): RuleProgram | { fault: string };
}

/** A compiler of rules. */
export function ruleCompiler({ compile, steps }: ExpressionCompiler): RuleCompiler {
  return {
    steps,
    compile: (text, type, hasOptionalOld) => {
      const old = hasOptionalOld ? optionalOf(type) : type;
      const program = compile(
        text,
        new Map([
          ['self', type],
          ['oldSelf', old],
        ]),
      );
      if ('fault' in program) return program;
      return { ...program, run: (self, oldSelf) => program.run(oldSelf === undefined ? { self } : { self, oldSelf }) };
    },
  };
}
