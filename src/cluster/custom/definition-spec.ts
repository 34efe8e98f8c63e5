/** CustomResourceDefinitions as far as the server reads them; a stored one has passed the rules of its kind. */
import type { DefinitionNames, SchemaLimits } from '../../kube/custom-kind.js';
import { fields, list, text } from '../../kube/fields.js';
import type { Json, KubeObject } from '../../kube/object.js';

/** A rule of `x-kubernetes-validations`. */
export interface RuleText {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** A structural schema (JSONSchemaProps of apiextensions.k8s.io/v1). */
export interface Schema extends SchemaLimits {
  description?: string;
  type?: string;
  format?: string;
  title?: string;
  default?: Json;
  nullable?: boolean;
  uniqueItems?: boolean;
  enum?: Json[];
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  not?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: RuleText[];
}

/** A column of `kubectl get`. */
export interface ColumnText {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

/** Where the replicas of a scale are. */
export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** One version of a definition. */
export interface DefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: Schema };
  subresources?: { status?: object; scale?: ScalePaths };
  additionalPrinterColumns?: ColumnText[];
  selectableFields?: { jsonPath: string }[];
}

/** The specification of a definition. */
export interface DefinitionSpec {
  group: string;
  names: DefinitionNames;
  scope: string;
  versions: DefinitionVersion[];
  conversion?: { strategy?: string; webhook?: Record<string, unknown> };
  preserveUnknownFields?: boolean;
}

/** The specification of a definition that was decoded. */
export function specOf(definition: KubeObject): DefinitionSpec {
  const spec = definition.spec as DefinitionSpec; // its decoder has seen to the types
  return { ...spec, versions: spec.versions ?? [] };
}

/** The schema of a version; a stored one always has one. */
export const schemaOfVersion = ({ schema }: DefinitionVersion): Schema => schema?.openAPIV3Schema ?? {};

/** True when the condition of that type is met. */
export function hasCondition(definition: KubeObject, type: string): boolean {
  return list(fields(definition.status).conditions).some((one) => one.type === type && text(one.status) === 'True');
}

/** The versions as discovery orders them: stable before beta before alpha, newer before older (apimachinery/pkg/version). */
export function byPreference(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name));
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : 1;
  const rank = ([, , stage]: RegExpExecArray): number => (stage === undefined ? 2 : stage === 'beta' ? 1 : 0);
  return rank(right) - rank(left) || Number(right[1]) - Number(left[1]) || Number(right[3] ?? 0) - Number(left[3] ?? 0);
}
