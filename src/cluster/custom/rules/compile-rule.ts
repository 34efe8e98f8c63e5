/** Compiles the expressions of a rule, which see a value as `self` and the value it replaces as `oldSelf` (apiserver/schema/cel). */
import type { CelInput } from '@bufbuild/cel';
import type { Checked } from '../../cel/check-expression.js';
import type { ExpressionCompiler } from '../../cel/compile.js';
import type { ExpressionType } from '../../cel/expression-types.js';

/** A compiled rule. */
export interface RuleProgram extends Checked {
  run(self: CelInput, oldSelf: CelInput | undefined): unknown;
}

/** Compiles rules, and counts the steps of their runs. */
export interface RuleCompiler extends Pick<ExpressionCompiler, 'steps'> {
  /** The fault of an expression that cannot be compiled is Go's text. */
  compile(text: string, type: ExpressionType): RuleProgram | { fault: string };
}

/** A compiler of rules. */
export function ruleCompiler({ compile, steps }: ExpressionCompiler): RuleCompiler {
  return {
    steps,
    compile: (text, type) => {
      const old = type.is === 'dyn' ? withOptional(type) : type;
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

/** `oldSelf` is an optional then, which is known only when the rule runs; `self` loses its type with it. */
export const withOptional = (type: ExpressionType): ExpressionType => ({ is: 'dyn', max: type.max });
