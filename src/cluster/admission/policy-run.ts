/** One run of the expressions of an admission policy: its conditions, its variables, and what they decide (apiserver/pkg/admission/plugin/cel). */
import { type CelInput, type CelMap, isCelError } from '@bufbuild/cel';
import { type Fields, list, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type ExpressionCompiler, type Program, stepsOfCall } from '../cel/compile.js';
import type { PolicyCompiler } from '../cel/policy-compiler.js';
import { runFault } from '../cel/run-faults.js';

/** The variables of expressions. */
export interface PolicyInput {
  object: KubeObject | null;
  oldObject: KubeObject | null;
  params: KubeObject | null;
  namespaceObject: KubeObject | null;
  request: Record<string, unknown>;
  /** Made by `authorizerValue`. */
  authorizer: CelMap;
}

/** An expression as it was compiled; a policy from before it was checked may have one that cannot be. */
export interface Compiled {
  expression: string;
  program: Program | { fault: string };
}

/** The parts that all policies have. */
export interface PolicyParts {
  conditions: readonly Compiled[];
  variables: readonly (Compiled & { name: string })[];
}

/** The parts of a policy with this specification; its other expressions are compiled behind them, since they see its variables. */
export function policyParts(spec: Fields, { compile, variable }: PolicyCompiler): PolicyParts {
  return {
    conditions: list(spec.matchConditions).map(({ expression }) => ({
      expression: text(expression),
      program: compile('condition', text(expression)),
    })),
    variables: list(spec.variables).map(({ name, expression }) => ({
      name: text(name),
      expression: text(expression),
      program: variable(text(name), text(expression)),
    })),
  };
}

const mostPolicies = 200;

/** A function that compiles each specification once: compiling takes longer than running. */
export function compiledOnce<T>(
  compile: (compiler: ExpressionCompiler, spec: Fields) => T,
): (compiler: ExpressionCompiler, spec: Fields) => T {
  const known = new Map<string, T>();
  return (compiler, spec) => {
    const key = JSON.stringify(spec);
    const found = known.get(key) ?? compile(compiler, spec);
    if (!known.has(key) && known.size >= mostPolicies) known.clear();
    known.set(key, found);
    return found;
  };
}

/** The value of an expression, or why it has none: as a sentence that quotes it, and alone. */
export type Result = { value: unknown } | { fault: string; why: string };

/** Steps of all expressions of a policy for one request. */
const stepsOfPolicy = 10_000_000;
const overrun = 'operation cancelled: actual cost limit exceeded';
const exhausted = 'validation failed due to running out of cost budget, no further validation rules will be run';

/** All expressions together took too many steps. */
export class OutOfBudget extends Error {}

/** A run for one request. */
export interface PolicyRun {
  /** True when all conditions hold, false when one does not; else the faults of those that failed. */
  matches(): boolean | { fault: string };
  /** Runs an expression that sees the variables. Throws {@link OutOfBudget}. */
  run(one: Compiled): Result;
}

/** Begins a run. */
export function policyRun(
  compiler: ExpressionCompiler,
  { conditions, variables }: PolicyParts,
  { authorizer, ...values }: PolicyInput,
): PolicyRun {
  let stepsLeft = stepsOfPolicy;
  /** The fault of a variable that failed, by the message where it is missed. */
  const missing = new Map<string, string>();
  const known = Object.entries(values).map(([name, value]): [string, CelInput] => [name, forCel(value)]);
  const bindings: Record<string, CelInput> = { ...Object.fromEntries(known), authorizer };
  const runWith = ({ program, expression }: Compiled, given: Record<string, CelInput>): Result => {
    const failed = (said: string): Result => {
      const why = missing.get(said) ?? said;
      return { fault: `expression '${expression}' resulted in error: ${why}`, why };
    };
    if ('fault' in program) return failed(program.fault);
    let value: unknown;
    try {
      value = program.run(given);
    } catch (error) {
      // a text that is longer than V8 can hold
      if (!(error instanceof RangeError)) throw error;
      return failed(overrun);
    }
    stepsLeft -= compiler.steps();
    if (stepsLeft < 0) throw new OutOfBudget(exhausted);
    if (compiler.steps() > stepsOfCall) return failed(overrun);
    return isCelError(value) ? failed(runFault(value.message)) : { value };
  };
  let all: Record<string, CelInput> | undefined;
  const withVariables = (): Record<string, CelInput> => {
    const computed = new Map<string, CelInput>();
    const given = { ...bindings, variables: computed };
    for (const variable of variables) {
      const result = runWith(variable, given);
      if ('value' in result) computed.set(variable.name, result.value as CelInput);
      else
        missing.set(
          `no such key: ${variable.name}`,
          `composited variable ${JSON.stringify(variable.name)} fails to evaluate: ${result.why}`,
        );
    }
    return given;
  };
  return {
    matches: () => {
      const held = conditions.map((condition) => runWith(condition, bindings));
      if (held.some((result) => 'value' in result && result.value !== true)) return false;
      const faults = [...new Set(held.flatMap((result) => ('fault' in result ? [result.fault] : [])))];
      // several are one as Go's utilerrors.Aggregate
      return faults.length === 0 || { fault: faults.length === 1 ? (faults[0] ?? '') : `[${faults.join(', ')}]` };
    },
    run: (one) => {
      all ??= withVariables();
      return runWith(one, all);
    },
  };
}

/** A JSON value as CEL sees it: whole numbers are ints. */
function forCel(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(forCel);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return new Map(entries.map(([name, part]) => [name, forCel(part)]));
  }
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
