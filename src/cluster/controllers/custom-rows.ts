/** The kinds that CustomResourceDefinitions have added, as controllers see them. */
import { customRow, type DefinitionNames } from '../../kube/custom-kind.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { StoredObject } from '../../kube/object.js';
import type { Condition } from './objects.js';

/** apiextensions.k8s.io/v1 CustomResourceDefinition. */
export interface CustomResourceDefinition extends StoredObject {
  spec: {
    group: string;
    scope: string;
    names: DefinitionNames;
    versions: { name: string; served: boolean; storage: boolean }[];
  };
  status?: { acceptedNames?: DefinitionNames | undefined; conditions?: Condition[] | null; storedVersions?: string[] };
}

/** The row of a definition's objects in a version that is served; undefined for one that is not established. */
export function rowOfDefinition(definition: CustomResourceDefinition): ResourceKind | undefined {
  const { spec, status } = definition;
  const isEstablished = status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True');
  const served = spec.versions.filter((one) => one.served);
  const version = served.find(({ storage }) => storage) ?? served[0];
  const names = status?.acceptedNames;
  if (!isEstablished || !version || !names) return undefined;
  return customRow(spec, names, version.name);
}
