/** Runs the expressions of admission policies, in CEL. Loaded when the first policy is asked. */
import { type CelInput, type CelMap, isCelError } from '@bufbuild/cel';
import { type Fields, isFields, list, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type ExpressionCompiler, type Program, runFault, stepsOfCall } from '../cel/compile.js';
import { policyCompiler } from '../cel/policy-compiler.js';

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

/** A reason to refuse a request. */
export interface Judgement {
  message: string;
  /** A reason of a Status. */
  reason: string;
  /** Where its expression stands among the validations. */
  index: number;
}

/** The result of a policy for one request. */
export interface PolicyResult {
  judgements: readonly Judgement[];
  /** Texts for the audit event, by their keys. */
  annotations: ReadonlyMap<string, string>;
  /** Refusals for annotations that failed: they hold whatever a binding makes of judgements. */
  refusals: readonly Judgement[];
}

/** Steps of all expressions of a policy for one request. */
const stepsOfPolicy = 10_000_000;
const overrun = 'operation cancelled: actual cost limit exceeded';
const exhausted = 'validation failed due to running out of cost budget, no further validation rules will be run';

class OutOfBudget extends Error {}

/** An expression as it was compiled; a policy from before it was checked may have one that cannot be. */
interface Compiled {
  expression: string;
  program: Program | { fault: string };
}

interface CompiledPolicy {
  conditions: Compiled[];
  variables: (Compiled & { name: string })[];
  validations: (Compiled & { validation: Fields; message?: Compiled })[];
  annotations: (Compiled & { key: string })[];
}

/** Compiled policies by specification: compiling takes longer than running. */
const policies = new Map<string, CompiledPolicy>();
const mostPolicies = 200;

function compiledPolicy(compiler: ExpressionCompiler, spec: Fields): CompiledPolicy {
  const key = JSON.stringify(spec);
  const known = policies.get(key);
  if (known) return known;
  const hasVariables = list(spec.variables).length > 0;
  const { compile, variable } = policyCompiler(compiler, {
    hasParams: isFields(spec.paramKind),
    hasVariables,
    isMutating: false,
  });
  const compiled: CompiledPolicy = {
    conditions: list(spec.matchConditions).map(({ expression }) => ({
      expression: text(expression),
      program: compile('condition', text(expression)),
    })),
    variables: list(spec.variables).map(({ name, expression }) => ({
      name: text(name),
      expression: text(expression),
      program: variable(text(name), text(expression)),
    })),
    validations: list(spec.validations).map((validation) => {
      const { expression, messageExpression: told } = validation;
      return {
        validation,
        expression: text(expression),
        program: compile('validation', text(expression)),
        ...(text(told) ? { message: { expression: text(told), program: compile('message', text(told)) } } : {}),
      };
    }),
    annotations: list(spec.auditAnnotations).map(({ key, valueExpression }) => ({
      key: text(key),
      expression: text(valueExpression).trim(),
      program: compile('annotation', text(valueExpression).trim()),
    })),
  };
  if (policies.size >= mostPolicies) policies.clear();
  policies.set(key, compiled);
  return compiled;
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

type Result = { value: unknown } | { fault: string; why: string };

/** The result of a policy for a request; empty where its conditions leave the request out. */
export function judgePolicy(compiler: ExpressionCompiler, spec: Fields, input: PolicyInput): PolicyResult {
  const { conditions, variables, validations, annotations } = compiledPolicy(compiler, spec);
  let stepsLeft = stepsOfPolicy;
  /** The fault of a variable that failed, by the message where it is missed. */
  const missing = new Map<string, string>();
  const run = ({ program, expression }: Compiled, bindings: Record<string, CelInput>): Result => {
    const failed = (said: string): Result => {
      const why = missing.get(said) ?? said;
      return { fault: `expression '${expression}' resulted in error: ${why}`, why };
    };
    if ('fault' in program) return failed(program.fault);
    let value: unknown;
    try {
      value = program.run(bindings);
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
  const failure = (message: string, index = 0): Judgement[] =>
    spec.failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid', index }];
  const nothing: PolicyResult = { judgements: [], annotations: new Map(), refusals: [] };

  const judge = (): PolicyResult => {
    const { authorizer, ...values } = input;
    const known = Object.entries(values).map(([name, value]): [string, CelInput] => [name, forCel(value)]);
    const bindings: Record<string, CelInput> = { ...Object.fromEntries(known), authorizer };
    const held = conditions.map((condition) => run(condition, bindings));
    if (held.some((result) => 'value' in result && result.value !== true)) return nothing;
    const [unknown] = held.flatMap((result) => ('fault' in result ? [result.fault] : []));
    if (unknown !== undefined) return { ...nothing, judgements: failure(unknown) };
    const computed = new Map<string, CelInput>();
    const all = { ...bindings, variables: computed };
    for (const variable of variables) {
      const result = run(variable, all);
      if ('value' in result) computed.set(variable.name, result.value as CelInput);
      else
        missing.set(
          `no such key: ${variable.name}`,
          `composited variable ${JSON.stringify(variable.name)} fails to evaluate: ${result.why}`,
        );
    }
    const judgements = validations.flatMap((one, index): Judgement[] => {
      const result = run(one, all);
      if ('fault' in result) return failure(result.fault, index);
      if (result.value === true) return [];
      const told = one.message && run(one.message, all);
      const reason = text(one.validation.reason) || 'Invalid';
      return [{ message: messageOf(one.validation, told), reason, index }];
    });
    const told = annotations.map((one) => ({ ...one, result: run(one, all) }));
    return {
      judgements,
      annotations: new Map(
        told.flatMap(({ key, result }): [string, string][] => {
          const value = 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
          return value ? [[key, value.slice(0, longestAnnotation)]] : [];
        }),
      ),
      refusals: told.flatMap(({ result }) => ('fault' in result ? failure(result.fault) : [])),
    };
  };

  try {
    return judge();
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return { ...nothing, judgements: failure(error.message) };
  }
}

const longestMessage = 5120;
const longestAnnotation = 10 * 1024;

function messageOf({ message, expression }: Fields, told: Result | undefined): string {
  const own = told && 'value' in told && typeof told.value === 'string' ? told.value.trim() : '';
  const isShown = own.length <= longestMessage && !own.includes('\n');
  return (isShown && own) || text(message).trim() || `failed expression: ${text(expression).trim()}`;
}
