/** The verdict of a validating policy, by its expressions in CEL. Loaded when the first policy is asked. */
import { type Fields, list, text } from '../../kube/fields.js';
import type { ExpressionCompiler } from '../cel/compile.js';
import { policyCompiler } from '../cel/policy-compiler.js';
import {
  type Compiled,
  compiledOnce,
  OutOfBudget,
  type PolicyInput,
  type PolicyParts,
  policyParts,
  policyRun,
  type Result,
} from './policy-run.js';

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

interface CompiledPolicy extends PolicyParts {
  validations: (Compiled & { validation: Fields; message?: Compiled })[];
  annotations: (Compiled & { key: string })[];
}

const compiledPolicy = compiledOnce((expressions, spec): CompiledPolicy => {
  const compiler = policyCompiler(expressions, spec, { isMutating: false });
  const { compile } = compiler;
  return {
    ...policyParts(spec, compiler),
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
});

/** The result of a policy for a request; empty where its conditions leave the request out. */
export function judgePolicy(compiler: ExpressionCompiler, spec: Fields, input: PolicyInput): PolicyResult {
  const { validations, annotations, ...parts } = compiledPolicy(compiler, spec);
  const { matches, run } = policyRun(compiler, parts, input);
  const failure = (message: string, index = 0): Judgement[] =>
    spec.failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid', index }];
  const nothing: PolicyResult = { judgements: [], annotations: new Map(), refusals: [] };

  const judge = (): PolicyResult => {
    const matched = matches();
    if (matched === false) return nothing;
    if (matched !== true) return { ...nothing, judgements: failure(matched.fault) };
    const judgements = validations.flatMap((one, index): Judgement[] => {
      const result = run(one);
      if ('fault' in result) return failure(result.fault, index);
      if (result.value === true) return [];
      const told = one.message && run(one.message);
      const reason = text(one.validation.reason) || 'Invalid';
      return [{ message: messageOf(one.validation, told), reason, index }];
    });
    const told = annotations.map((one) => ({ ...one, result: run(one) }));
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
