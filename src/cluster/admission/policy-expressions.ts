/** The expressions of admission policies, in CEL. Loaded when the first policy is asked. */
import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { fields, list, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';

/** What expressions can look at. */
export interface PolicyInput {
  object: KubeObject | null;
  oldObject: KubeObject | null;
  params: KubeObject | null;
  namespaceObject: KubeObject | null;
  request: Record<string, unknown>;
}

/** Why a request is refused. */
export interface Judgement {
  message: string;
  /** A reason of a Status. */
  reason: string;
}

const env = celEnv();
/** Programs by their expressions: reading one takes longer than running it. */
const programs = new Map<string, ReturnType<typeof plan>>();
const mostPrograms = 1000;

function programOf(expression: string): ReturnType<typeof plan> {
  const known = programs.get(expression);
  if (known) return known;
  if (programs.size >= mostPrograms) programs.clear();
  const program = plan(env, parse(expression));
  programs.set(expression, program);
  return program;
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

type Result = { value: unknown } | { fault: string };

function resultOf(expression: string, bindings: Record<string, CelInput>): Result {
  try {
    const value = programOf(expression)(bindings);
    return isCelError(value) ? { fault: value.message } : { value };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** What a policy finds wrong with a request; nothing where its conditions leave the request out. */
export function judgePolicy(spec: Record<string, unknown>, input: PolicyInput): readonly Judgement[] {
  const ignores = spec.failurePolicy === 'Ignore';
  const bindings = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, forCel(value)]));
  const failed = (expression: string, fault: string): Judgement[] =>
    ignores ? [] : [{ message: `expression '${expression}' resulted in error: ${fault}`, reason: 'Invalid' }];
  for (const { expression } of list(spec.matchConditions)) {
    const result = resultOf(text(expression), bindings);
    if ('fault' in result) return failed(text(expression), result.fault);
    if (result.value !== true) return [];
  }
  const variables = new Map<string, CelInput>();
  const all = { ...bindings, variables };
  for (const { name, expression } of list(spec.variables)) {
    const result = resultOf(text(expression), all);
    // one that fails is missed by whatever needs it
    if ('value' in result) variables.set(text(name), result.value as CelInput);
  }
  return list(spec.validations).flatMap((validation) => {
    const expression = text(validation.expression);
    const result = resultOf(expression, all);
    if ('fault' in result) return failed(expression, result.fault);
    return result.value === true
      ? []
      : [{ message: messageOf(validation, all), reason: text(validation.reason) || 'Invalid' }];
  });
}

function messageOf(validation: Record<string, unknown>, bindings: Record<string, CelInput>): string {
  const { message, messageExpression, expression } = fields(validation);
  const result = messageExpression === undefined ? undefined : resultOf(text(messageExpression), bindings);
  const own = result && 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
  return own || text(message).trim() || `failed expression: ${text(expression)}`;
}
