/** Facts about the API's types that Kubernetes' type data lack. */

/**
 * Lists that are a type of their own in Go. The data writes `[]string/NAME` for them and for lists of a named string alike;
 * messages about a wrong value name the type.
 */
export const namedLists: ReadonlySet<string> = new Set([
  'apiextensions.v1.ValidationRules',
  'authentication.v1.ExtraValue',
  'authorization.v1.ExtraValue',
  'certificates.v1.ExtraValue',
  'meta.v1.Verbs',
]);

/** Structs held by value that are left out when they are empty: Go's tag has `omitzero`, which the data does not tell. */
export const omitZero: ReadonlySet<string> = new Set(['meta.v1.ObjectMeta.creationTimestamp']);

/**
 * Types with the same fields as another type. OpenAPI has no schema of the first, whose fields stand among those of
 * EphemeralContainer, so the data lacks its list types, defaults and required fields.
 */
export const sameFields: Readonly<Record<string, string>> = {
  'core.v1.EphemeralContainerCommon': 'core.v1.Container',
};
