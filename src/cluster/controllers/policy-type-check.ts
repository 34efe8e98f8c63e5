/**
 * Holds the expressions of a policy against the types of the kinds that it matches
 * (apiserver/pkg/admission/plugin/policy/validating/typechecking.go). Kinds of custom resources are passed over.
 */
import { type Fields, fields, isFields, list, text, texts } from '../../kube/fields.js';
import { kindInVersion } from '../../kube/kinds.js';
import { type GroupVersionKind, parseApiVersion } from '../../kube/object.js';
import type { ExpressionType } from '../cel/expression-types.js';
import { expressions, loadExpressions } from '../cel/load-expressions.js';
import { policyCompiler } from '../cel/policy-compiler.js';
import { schemaOf } from '../types/api-types.js';
import { expressionType } from './expression-type.js';

/** A fault of an expression: the path of its field, and a paragraph for each kind that it does not fit. */
export interface ExpressionWarning {
  fieldRef: string;
  warning: string;
}

/** Kinds of one rule that are looked at; no rule behind it is then. */
const mostKinds = 10;

/** Resolves with the warnings about a policy with this specification; none when all expressions fit. */
export async function typeWarnings(spec: Fields): Promise<ExpressionWarning[]> {
  await loadExpressions();
  const kinds = kindsOf(spec);
  const params = isFields(spec.paramKind) ? typeOfKind(paramsKind(spec.paramKind)) : undefined;
  const faultsOf = (expression: string): string[] =>
    kinds.flatMap(({ kind, object }) => {
      const fault = faultOf(expression, spec, { object, ...(params ? { params } : {}) });
      return fault === undefined ? [] : [`${kind.group}/${kind.version}, Kind=${kind.kind}: ${fault}\n`];
    });
  return list(spec.validations).flatMap(({ expression, messageExpression }, i) =>
    Object.entries({ expression, messageExpression }).flatMap(([field, value]) => {
      const faults = text(value) === '' ? [] : faultsOf(text(value));
      return faults.length > 0 ? [{ fieldRef: `spec.validations[${i}].${field}`, warning: faults.join('\n') }] : [];
    }),
  );
}

/** The fault of an expression among the variables of its policy, as cel-go shows it. */
function faultOf(
  expression: string,
  spec: Fields,
  objects: { object: ExpressionType; params?: ExpressionType },
): string | undefined {
  const compiler = policyCompiler(expressions().compiler, spec, { isMutating: false, objects });
  for (const { name, expression: value } of list(spec.variables)) compiler.variable(text(name), text(value));
  // any type will do here: that of a validation was checked when the policy was written
  const found = compiler.check('variable', expression);
  return 'fault' in found ? found.fault.replace(/^compilation failed: /, '') : undefined;
}

interface TypedKind {
  kind: GroupVersionKind;
  object: ExpressionType;
}

/** The kinds that a policy names without `*`, in the order of their groups, versions and names. */
function kindsOf(spec: Fields): TypedKind[] {
  const found = new Map<string, TypedKind>();
  for (const { apiGroups, apiVersions, resources } of list(fields(spec.matchConstraints).resourceRules)) {
    const [groups, versions] = [texts(apiGroups).sort(), texts(apiVersions).sort()];
    if ([...groups, ...versions].some((name) => name.includes('*'))) continue;
    const plain = texts(resources).filter((name) => !/[*/]/.test(name));
    const rows = groups.flatMap((group) =>
      versions.flatMap((version) => plain.sort().flatMap((name) => kindInVersion(group, version, name) ?? [])),
    );
    for (const kind of rows.slice(0, mostKinds)) {
      const object = typeOfKind(kind);
      if (object) found.set(orderOf(kind), { kind, object });
    }
    if (rows.length >= mostKinds) break;
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

const orderOf = ({ group, version, kind }: GroupVersionKind): string => [group, version, kind].join('\0');

const paramsKind = ({ apiVersion, kind }: Fields): GroupVersionKind => ({
  ...parseApiVersion(text(apiVersion)),
  kind: text(kind),
});

function typeOfKind(kind: GroupVersionKind): ExpressionType | undefined {
  const type = schemaOf({ group: kind.group, version: kind.version, kind: kind.kind });
  return type && expressionType(type);
}
