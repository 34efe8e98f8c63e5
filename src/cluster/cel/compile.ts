/** Compiles an expression: read, checked against the types of its variables, and with its loops limited. */
import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { isFields } from '../../kube/fields.js';
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

  const isArgument: IsArgument = (name, text) => {
    if (name === 'matches') return patterns.fault(text) === undefined;
    if (name !== 'duration' && name !== 'timestamp') return true;
    return !isCelError(plan(env, parse(`${name}(${JSON.stringify(text)})`))({}));
  };

  const guarded = <T>(text: string, find: () => T): T | { fault: string } => {
    try {
      return find();
    } catch (error) {
      // the stack, which the parts of the compiler use as deep as the expression is
      if (!(error instanceof RangeError)) throw error;
      return { fault: `compilation failed: ${located(text, 0, 'expression recursion limit exceeded: 250')}` };
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
    parsed = parsedText(text);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { at, message } = syntaxFault(text, error);
    return { fault: `compilation failed: ${located(text, at, `Syntax error: ${message}`)}` };
  }
  const told = (faults: readonly ExpressionFault[]): { fault: string } => ({
    fault: `compilation failed: ${faults.map(({ at, message }) => located(text, at, message)).join('\n')}`,
  });
  const ofMacros = expandMacros(parsed);
  if (ofMacros.length > 0) return told(ofMacros);
  const found = checkExpression(parsed, variables, isArgument);
  return found.faults.length > 0 ? told(found.faults) : { ...found, parsed };
}

/** Throws the parser's error, also for a question mark that stands where no part can be optional. */
function parsedText(text: string): ParsedExpr {
  const { plain, marks } = withoutMarks(text);
  // the parser ends a comment at the end of a line alone
  const parsed = parse(plain.includes('//') ? `${plain}\n` : plain);
  return markParts(parsed, marks) ? parsed : parse(text);
}

/** The fault of a call with values of types that it does not take. */
export const noOverload = 'no such overload';

/** The faults of runs: this library's texts, and those of cel-go (common/types/err.go, interpreter/attributes.go, ext/strings.go). */
const runFaults: readonly [RegExp, string][] = [
  [/^(?:field|key) not found: (.*)$/s, 'no such key: $1'],
  [/^found no matching overload.*$/s, noOverload],
  [/^int overflow during .*$/, 'integer overflow'],
  [/^uint overflow during .*$/, 'unsigned integer overflow'],
  [/^u?int divide by zero$/, 'division by zero'],
  [/^u?int modulus by zero$/, 'modulus by zero'],
  // of lists the library does not say the length
  [/^index (-?\d+) out of bounds \[0, -1\)$/, 'index out of bounds: $1'],
  [/^index (-?\d+) out of bounds \[0, \d+\)$/, 'index out of range: $1'],
];

/** The fault of a run that failed, in cel-go's words. */
export function runFault(message: string): string {
  const [pattern, text = ''] = runFaults.find(([one]) => one.test(message)) ?? [];
  return pattern ? message.replace(pattern, text) : message;
}

const operand =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** The fault of text that cannot be parsed: in cel-go's words where these are known, else in the parser's. */
function syntaxFault(text: string, error: unknown): { at: number; message: string } {
  const at = placeOf(error);
  const rest = text.slice(at).trim();
  // this parser names the operator, and cel-go the operand that is missing behind it
  if (/^(?:[<>=!]=|[<>]|&&|\|\||[-+*/%]|in)$/.test(rest)) {
    return { at: text.length, message: `mismatched input '<EOF>' expecting ${operand}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { at, message: message.replace(/^<input>:\d+:\d+: /, '') };
}

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
