/** Compiles an expression: read, checked against the types of its variables, and with its loops limited. */
import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { type Checked, checkExpression, type IsArgument } from './check-expression.js';
import type { Expr, ExpressionFault, ParsedExpr } from './expression-parts.js';
import type { ExpressionType } from './expression-types.js';
import { libraryFunctions } from './library.js';
import { limitLoops } from './limit-loops.js';
import { lowerParts } from './lower-parts.js';
import { expandMacros } from './macros.js';
import { objectsAsMaps } from './object-literals.js';
import { markParts, withoutMarks } from './optional-marks.js';
import type { Patterns } from './patterns.js';
import { escapeFault, located, syntaxFault } from './syntax-faults.js';

/** Characters of an expression, as cel-go limits them. */
const longestExpression = 100_000;
/** Steps that one run of an expression may take. */
export const stepsOfCall = 1_000_000;

/** The variables of an expression with their types. */
export type Variables = ReadonlyMap<string, ExpressionType>;

/** A compiled expression. */
export interface Program extends Checked {
  /** The value, or the error that it has come to; the variables are those that it was compiled with. */
  run(variables: Record<string, CelInput>): unknown;
}

/** Compiles expressions, and counts the steps of runs. */
export interface ExpressionCompiler {
  /** The fault of an expression that cannot be compiled is Go's text. */
  compile(text: string, variables: Variables): Program | { fault: string };
  /** Checks an expression that is never run. */
  check(text: string, variables: Variables): Checked | { fault: string };
  /** The steps of the last run. */
  steps(): number;
}

class CostExceeded extends Error {}

/** A compiler with Kubernetes' libraries. */
export function expressionCompiler(patterns: Patterns): ExpressionCompiler {
  let steps = 0;
  const env = celEnv({
    funcs: libraryFunctions(patterns, (weight) => {
      steps += weight;
      if (steps > stepsOfCall) throw new CostExceeded('operation cancelled: actual cost limit exceeded');
    }),
    re2: { compile: (pattern) => ({ test: (text) => patterns.matches(pattern, text) }) },
  });

  const isArgument: IsArgument = (name, value) => {
    if (name === 'matches') return patterns.fault(String(value)) === undefined;
    if (name !== 'duration' && name !== 'timestamp') return true;
    const written = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return !isCelError(plan(env, parse(`${name}(${written})`))({}));
  };

  const guarded = <T>(text: string, find: () => T): T | { fault: string } => {
    try {
      return find();
    } catch (error) {
      if (!isTooDeep(error)) throw error;
      return told(text, [{ at: 0, message: 'expression recursion limit exceeded: 250' }]);
    }
  };

  const compiled = (text: string, variables: Variables): Program | { fault: string } => {
    const found = checked(text, variables, isArgument);
    if ('fault' in found) return found;
    const { parsed, ...known } = found;
    const expr = parsed.expr as Expr; // a parsed expression has one
    objectsAsMaps(expr);
    lowerParts(expr);
    limitLoops(expr);
    const planned = plan(env, parsed);
    return {
      ...known,
      run: (bindings) => {
        steps = 0;
        return planned(bindings);
      },
    };
  };

  return {
    compile: (text, variables) => guarded(text, () => compiled(text, variables)),
    check: (text, variables) => guarded(text, () => checked(text, variables, isArgument)),
    steps: () => steps,
  };
}

function checked(
  text: string,
  variables: Variables,
  isArgument: IsArgument,
): (Checked & { parsed: ParsedExpr }) | { fault: string } {
  if (text.length > longestExpression) {
    const why = `expression code point size exceeds limit: size: ${text.length}, limit ${longestExpression}`;
    return { fault: `compilation failed: ERROR: <input>:-1:0: ${why}` };
  }
  let parsed: ParsedExpr;
  try {
    const fault = escapeFault(text);
    if (fault) return told(text, [fault]);
    parsed = parsedText(text);
  } catch (error) {
    if (isTooDeep(error)) throw error;
    return told(text, [syntaxFault(text, error)]);
  }
  const ofMacros = expandMacros(parsed, text);
  if (ofMacros.length > 0) return told(text, ofMacros);
  const found = checkExpression(parsed, text, variables, isArgument);
  return found.faults.length > 0 ? told(text, found.faults) : { ...found, parsed };
}

/** True for the end of the stack, which the parts of the compiler use as deep as the expression is. */
const isTooDeep = (error: unknown): boolean => error instanceof RangeError && error.message.includes('call stack');

/** The faults of an expression in one text, in the order of their places. */
function told(text: string, faults: readonly ExpressionFault[]): { fault: string } {
  const inOrder = [...faults].sort((a, b) => a.at - b.at);
  return { fault: `compilation failed: ${inOrder.map((one) => located(text, one)).join('\n')}` };
}

/** Throws the parser's error, also for a question mark that stands where no part can be optional. */
function parsedText(text: string): ParsedExpr {
  const { plain, marks } = withoutMarks(text);
  // the parser ends a comment at the end of a line alone
  const parsed = parse(plain.includes('//') ? `${plain}\n` : plain);
  return markParts(parsed, marks) ? parsed : parse(text);
}
