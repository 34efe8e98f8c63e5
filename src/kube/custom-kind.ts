/** The kinds that CustomResourceDefinitions add (apiextensions.k8s.io/v1). */
import type { ResourceKind } from './kinds.js';

/** The names of a definition's kind. */
export interface DefinitionNames {
  plural: string;
  singular?: string;
  shortNames?: string[];
  kind: string;
  listKind?: string;
  categories?: string[];
}

/** In the order of discovery. */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The row of a definition's objects in one version, under the names that were accepted. */
export function customRow(
  { group, scope }: { group: string; scope: string },
  { kind, plural, singular = '' }: DefinitionNames,
  version: string,
): ResourceKind {
  return {
    group,
    version,
    kind,
    resource: plural,
    singular,
    namespaced: scope === 'Namespaced',
    verbs,
    isCustom: true,
  };
}

/** The limits that a schema of a custom resource sets to a value (JSONSchemaProps of apiextensions.k8s.io/v1). */
export interface SchemaLimits {
  multipleOf?: number;
  maximum?: number;
  exclusiveMaximum?: boolean;
  minimum?: number;
  exclusiveMinimum?: boolean;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  maxItems?: number;
  minItems?: number;
  maxProperties?: number;
  minProperties?: number;
}
