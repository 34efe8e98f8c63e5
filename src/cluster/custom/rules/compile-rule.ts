/** Compiles the expression of a rule: read, checked against the types of its schema, and with its loops limited (apiserver/schema/cel). */
import { type CelInput, celEnv, parse, plan } from '@bufbuild/cel';
import { isFields } from '../../../kube/fields.js';
import type { Patterns } from '../patterns.js';
import { type Checked, checkExpression } from './check-expression.js';
import { libraryFunctions } from './library.js';
import { type Expr, limitLoops, type ParsedExpr } from './limit-loops.js';
import type { RuleType } from './rule-types.js';

/** Characters of an expression, as cel-go limits them. */
const longestExpression = 100_000;
/** Steps that one run of an expression may take. */
export const stepsOfCall = 1_000_000;

/** A compiled expression. */
export interface Program extends Checked {
  run(self: CelInput, oldSelf: CelInput | undefined): unknown;
}

/** Compiles expressions, and counts what their runs take. */
export interface RuleCompiler {
  /** The fault of an expression that cannot be compiled is Go's text. */
  compile(text: string, type: RuleType): Program | { fault: string };
  /** The steps of the last run. */
  steps(): number;
}

class CostExceeded extends Error {}

/** A compiler with the libraries of Kubernetes' rules. */
export function ruleCompiler(patterns: Patterns): RuleCompiler {
  let steps = 0;
  const env = celEnv({
    funcs: libraryFunctions(patterns, (weight) => {
      steps += weight;
      if (steps > stepsOfCall) throw new CostExceeded('operation cancelled: actual cost limit exceeded');
    }),
    re2: { compile: (pattern) => ({ test: (text) => patterns.matches(pattern, text) }) },
  });

  const compile = (text: string, type: RuleType): Program | { fault: string } => {
    try {
      return compiled(text, type);
    } catch (error) {
      // the stack, which the parts of the compiler use as deep as the expression is
      if (!(error instanceof RangeError)) throw error;
      return { fault: `compilation failed: ${located(text, 0, 'expression recursion limit exceeded: 250')}` };
    }
  };

  const compiled = (text: string, type: RuleType): Program | { fault: string } => {
    if (text.length > longestExpression) {
      const why = `expression code point size exceeds limit: size: ${text.length}, limit ${longestExpression}`;
      return { fault: `compilation failed: ERROR: <input>:-1:0: ${why}` };
    }
    let parsed: ParsedExpr;
    try {
      parsed = parse(text);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return { fault: `compilation failed: ${located(text, placeOf(error), syntaxMessage(error))}` };
    }
    const optional = { is: 'dyn', max: type.max } as const;
    const checked = checkExpression(
      parsed,
      new Map<string, RuleType>([
        ['self', type],
        ['oldSelf', type.is === 'dyn' ? optional : type],
      ]),
    );
    if (checked.faults.length > 0) {
      const said = checked.faults.map(({ at, message }) => located(text, at, message));
      return { fault: `compilation failed: ${said.join('\n')}` };
    }
    limitLoops(parsed.expr as Expr); // a parsed expression has one
    const planned = plan(env, parsed);
    return {
      ...checked,
      run: (self, oldSelf) => {
        steps = 0;
        return planned(oldSelf === undefined ? { self } : { self, oldSelf });
      },
    };
  };

  return { compile, steps: () => steps };
}

/** `oldSelf` is an optional then, which is known only when the rule runs; `self` loses its type with it. */
export const withOptional = (type: RuleType): RuleType => ({ is: 'dyn', max: type.max });

const syntaxMessage = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return `Syntax error: ${text.replace(/^<input>:\d+:\d+: /, '')}`;
};

function placeOf(error: unknown): number {
  const place =
    isFields(error) && isFields(error.location) && isFields(error.location.start) ? error.location.start.offset : 0;
  return typeof place === 'number' ? place : 0;
}

/** A fault with its line and a mark below its place, as cel-go shows it. */
function located(text: string, at: number, message: string): string {
  const before = text.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = text.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}
