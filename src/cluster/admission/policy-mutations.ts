/** The changes that a mutating policy makes, by its expressions in CEL. Loaded when the first policy is asked. */
import { type Fields, fields, list, text } from '../../kube/fields.js';
import type { JsonObject, KubeObject } from '../../kube/object.js';
import type { ExpressionCompiler } from '../cel/compile.js';
import { jsonOf, TypeMismatch } from '../cel/object-literals.js';
import { policyCompiler } from '../cel/policy-compiler.js';
import type { ObjectChange } from './admission.js';
import {
  type Compiled,
  compiledOnce,
  OutOfBudget,
  type PolicyInput,
  type PolicyParts,
  policyParts,
  policyRun,
} from './policy-run.js';

interface CompiledPolicy extends PolicyParts {
  mutations: (Compiled & { isPatch: boolean })[];
}

const compiledPolicy = compiledOnce((expressions, spec): CompiledPolicy => {
  const compiler = policyCompiler(expressions, spec, { isMutating: true });
  return {
    ...policyParts(spec, compiler),
    mutations: list(spec.mutations).map(({ patchType, applyConfiguration, jsonPatch }) => {
      const isPatch = patchType === 'JSONPatch';
      const expression = text(fields(isPatch ? jsonPatch : applyConfiguration).expression);
      return { isPatch, expression, program: compiler.compile(isPatch ? 'patch' : 'configuration', expression) };
    }),
  };
});

/** The result of a policy for a request: whether its conditions let it run, and the faults of conditions and changes. */
export interface MutationResult {
  matches: boolean;
  faults: readonly string[];
}

/** Changes the object of `input`, one change behind another: each sees what the ones before it made. */
export function mutate(
  compiler: ExpressionCompiler,
  spec: Fields,
  input: PolicyInput & { object: KubeObject },
  change: ObjectChange,
): MutationResult {
  const { mutations, ...parts } = compiledPolicy(compiler, spec);
  const matches = caught(() => policyRun(compiler, parts, input).matches());
  if (typeof matches !== 'boolean') return { matches: false, faults: [matches.fault] };
  if (!matches) return { matches, faults: [] };
  const faults = mutations.flatMap((one) => {
    const found = caught(() => {
      const result = policyRun(compiler, parts, input).run(one);
      if ('fault' in result) return result;
      // the compiler has checked that the value is a list of operations, or an object
      const value = jsonOf(result.value);
      const fault = one.isPatch ? change.patch(value as JsonObject[]) : change.merge(value as JsonObject);
      return fault === undefined || { fault };
    });
    return typeof found === 'boolean' ? [] : [found.fault];
  });
  return { matches, faults };
}

function caught(run: () => boolean | { fault: string }): boolean | { fault: string } {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeMismatch) return { fault: `type mismatch: ${error.message}` };
    if (error instanceof OutOfBudget) return { fault: error.message };
    throw error;
  }
}
