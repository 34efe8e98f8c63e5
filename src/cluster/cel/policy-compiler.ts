/** Compiles the expressions of an admission policy, each with the variables that it sees and the type that it must have (apiserver/pkg/admission/plugin/cel). */
import { type Fields, isFields, list } from '../../kube/fields.js';
import type { Checked } from './check-expression.js';
import type { ExpressionCompiler, Program, Variables } from './compile.js';
import { authorizerTypes, type ExpressionType, listOf, maxBytes, types, typeText } from './expression-types.js';

/** Where an expression of a policy stands. */
export type PolicyPart = 'condition' | 'variable' | 'validation' | 'message' | 'annotation' | 'configuration' | 'patch';

/** The compiler of one policy. */
export interface PolicyCompiler {
  /** The fault of an expression that cannot be compiled is Go's text. */
  compile(part: PolicyPart, text: string): Program | { fault: string };
  /** Checks an expression that is never run. */
  check(part: PolicyPart, text: string): Checked | { fault: string };
  /** Compiles a variable of the policy, which the expressions behind it see then. */
  variable(name: string, text: string): Program | { fault: string };
}

/** The types that an expression may have, as cel-go writes them; parts without an entry may have any. */
const wanted: Partial<Record<PolicyPart, readonly string[]>> = {
  condition: ['bool'],
  validation: ['bool'],
  message: ['string'],
  annotation: ['string', 'null_type'],
  configuration: ['Object'],
  patch: ['list(JSONPatch)'],
};

/** The kind of a policy, and types that its expressions see. */
export interface PolicyOptions {
  /** A mutating policy can make objects of the types `Object` and `JSONPatch`. */
  isMutating: boolean;
  /** The types of the objects that the policy sees, where they are known. */
  objects?: { object: ExpressionType; params?: ExpressionType };
}

/** A compiler for a policy with this specification. */
export function policyCompiler(
  compiler: ExpressionCompiler,
  { paramKind, variables }: Fields,
  options: PolicyOptions,
): PolicyCompiler {
  const declared = new Map<string, ExpressionType>();
  const variablesOf = (part: PolicyPart): Variables => {
    const scope = new Map(common());
    const { object = types.dyn, params = types.dyn } = options.objects ?? {};
    for (const name of ['object', 'oldObject']) scope.set(name, object);
    if (isFields(paramKind)) scope.set('params', params);
    if (part !== 'message') scope.set('authorizer', authorizerTypes.Authorizer);
    const hasVariables = options.isMutating || list(variables).length > 0;
    if (hasVariables && part !== 'condition') scope.set('variables', objectType('kubernetes.variables', declared));
    if (options.isMutating && part !== 'condition')
      for (const name of ['Object', 'JSONPatch']) scope.set(name, types.type);
    return scope;
  };
  const typed = <T extends Checked>(part: PolicyPart, found: T | { fault: string }): T | { fault: string } => {
    const all = wanted[part];
    if ('fault' in found || !all) return found;
    const type = typeText(found.type).replace(/\bnull\b/g, 'null_type');
    // of a call that gives `dyn` here, Kubernetes may know the type
    if (all.includes(type) || (type === 'dyn' && !found.isField)) return found;
    return { fault: `must evaluate to ${all.length === 1 ? all[0] : `one of [${all.join(' ')}]`} but got ${type}` };
  };
  const compile = (part: PolicyPart, text: string) => typed(part, compiler.compile(text, variablesOf(part)));
  const check = (part: PolicyPart, text: string) => typed(part, compiler.check(text, variablesOf(part)));
  return {
    compile,
    check,
    variable: (name, text) => {
      const found = compile('variable', text);
      declared.set(name, 'fault' in found ? types.dyn : found.type);
      return found;
    },
  };
}

const objectType = (name: string, fields: ReadonlyMap<string, ExpressionType>): ExpressionType => ({
  is: 'object',
  name,
  fields,
  max: Math.max(1, fields.size),
});

const mapOf = (of: ExpressionType): ExpressionType => ({ is: 'map', of, max: maxBytes });

/** A type whose fields are texts, apart from the given ones. */
function typeOf(name: string, texts: string, more: Record<string, ExpressionType> = {}): ExpressionType {
  const plain = texts.split(' ').map((field): [string, ExpressionType] => [field, types.string]);
  return objectType(`kubernetes.${name}`, new Map([...plain, ...Object.entries(more)]));
}

let known: Variables | undefined;

/** The variables of all policy expressions, but for objects, parameters, own variables and the authorizer. */
function common(): Variables {
  const texts = listOf(types.string, maxBytes);
  const kind = typeOf('GroupVersionKind', 'group version kind');
  const resource = typeOf('GroupVersionResource', 'group version resource');
  const userInfo = typeOf('UserInfo', 'username uid', { groups: texts, extra: mapOf(texts) });
  const condition = typeOf('NamespaceCondition', 'status type message reason', { lastTransitionTime: types.dyn });
  known ??= new Map<string, ExpressionType>([
    [
      'request',
      typeOf('AdmissionRequest', 'subResource requestSubResource name namespace operation', {
        kind,
        resource,
        requestKind: kind,
        requestResource: resource,
        userInfo,
        dryRun: types.bool,
        options: types.dyn,
      }),
    ],
    [
      'namespaceObject',
      objectType(
        'kubernetes.Namespace',
        new Map(
          Object.entries({
            metadata: typeOf('NamespaceMetadata', 'name generateName namespace UID resourceVersion', {
              labels: mapOf(types.string),
              annotations: mapOf(types.string),
              creationTimestamp: types.dyn,
              deletionTimestamp: types.dyn,
              deletionGracePeriodSeconds: types.int,
              generation: types.int,
              finalizers: texts,
            }),
            spec: objectType('kubernetes.NamespaceSpec', new Map([['finalizers', texts]])),
            status: typeOf('NamespaceStatus', 'phase', { conditions: listOf(condition, maxBytes) }),
          }),
        ),
      ),
    ],
  ]);
  return known;
}
