/** The faults of an object: by rules for all kinds in validation/metadata.ts, and those of its kind. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { FieldError } from '../../kube/status.js';
import type { KindDefinition, ValidationPart } from '../kinds/definition.js';
import { validateMetadata, validateMetadataUpdate, validateReplacedMetadata } from '../validation/metadata.js';

/** The kind with its rules. */
interface Ruled {
  kind: ResourceKind;
  definition: KindDefinition;
}

const usual: readonly ValidationPart[] = ['metadata', 'update', 'always'];

/** The faults of an object that is to be created, in Kubernetes' order; empty when there are none. */
export function validateCreate(object: KubeObject, { kind, definition }: Ruled): FieldError[] {
  const { validation: rules = {} } = definition;
  const metadata = (): FieldError[] => (rules.metadata === false ? [] : validateMetadata(object, kind, rules));
  if (rules.ofNew) return rules.ofNew(object, metadata);
  return [...metadata(), ...(rules.always?.(object) ?? []), ...(rules.create?.(object) ?? [])];
}

/**
 * The faults of an object that is to replace `old`; `subresource` is `''` for the object itself. Faults that several of
 * Kubernetes' checks find are listed for each.
 */
export function validateUpdate(
  object: KubeObject,
  old: KubeObject,
  { kind, definition, subresource }: Ruled & { subresource: string },
): FieldError[] {
  const { validation: rules = {} } = definition;
  // what a binding or an eviction writes into its pod is stored as it is
  if (subresource === 'binding') return [];
  if (rules.metadata === false) return rules.always?.(object) ?? [];
  const parts: Record<ValidationPart, () => FieldError[]> = {
    'new metadata': () => validateMetadata(object, kind, rules),
    metadata: () => validateMetadataUpdate(object.metadata, old.metadata, rules),
    always: () => rules.always?.(object, old) ?? [],
    update: () => rules.update?.(object, old, subresource) ?? [],
  };
  const run = (...names: readonly ValidationPart[]): FieldError[] => names.flatMap((name) => parts[name]());
  // metadata is validated before the kind's own rules (rest.BeforeUpdate)
  const common = validateReplacedMetadata(object.metadata, old.metadata, kind);
  if (subresource === '') return [...common, ...run(...(rules.order ?? usual))];
  const through = rules.through?.[subresource];
  return [...common, ...run('metadata'), ...(through ? through(object, old) : run('update'))];
}
