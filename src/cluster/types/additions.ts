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

/** Types that the data lacks, written as it writes them: the answer of `/api`, and an old list with other numbers than the new one. */
export const moreTypes = `
type meta.v1.APIVersions
 0 ~ meta.v1.TypeMeta
 1 versions!+ []string list=atomic
 2 serverAddressByClientCIDRs!+ []meta.v1.ServerAddressByClientCIDR list=atomic go=ServerAddressByClientCIDRs
type meta.v1beta1.PartialObjectMetadataList
 0 ~ meta.v1.TypeMeta
 2 metadata meta.v1.ListMeta go=ListMeta
 1 items!+ []meta.v1.PartialObjectMetadata
`;

/** Structs held by value that are left out when they are empty: Go's tag has `omitzero`, which the data does not tell. */
export const omitZero: ReadonlySet<string> = new Set(['meta.v1.ObjectMeta.creationTimestamp']);

/** Lists of Rule, a struct that Go embeds in others: server-side apply takes each for one value, which the data does not tell. */
export const atomicLists: ReadonlySet<string> = new Set(
  ['apiGroups', 'apiVersions', 'resources'].map((name) => `admissionregistration.v1.Rule.${name}`),
);

/** What a certificate may be used for. */
export const keyUsages: string[] = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** Closed lists of texts that the data lacks: their types stand in lists, in maps or in that embedded struct alone. */
export const enumsOfItems: Readonly<Record<string, string[]>> = {
  'admissionregistration.v1.OperationType': ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'],
  'admissionregistration.v1.ScopeType': ['*', 'Cluster', 'Namespaced'],
  'admissionregistration.v1.ValidationAction': ['Audit', 'Deny', 'Warn'],
  'certificates.v1.KeyUsage': keyUsages,
  'core.v1.ClaimResourceStatus': [
    'ControllerResizeInProgress',
    'ControllerResizeInfeasible',
    'NodeResizeInProgress',
    'NodeResizeInfeasible',
    'NodeResizePending',
  ],
  'core.v1.IPFamily': ['', 'IPv4', 'IPv6'],
  'core.v1.PersistentVolumeAccessMode': ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
  'networking.v1.PolicyType': ['Egress', 'Ingress'],
};

/** Types of which one field says which of the others counts; without such a field it is that which is there (`+union` in Go). */
export const unions: Readonly<Record<string, { discriminator?: string; fields: readonly string[] }>> = {
  'core.v1.AppArmorProfile': { discriminator: 'type', fields: ['localhostProfile'] },
  'core.v1.PodSchedulingGroup': { fields: ['podGroupName'] },
  'core.v1.SeccompProfile': { discriminator: 'type', fields: ['localhostProfile'] },
  'flowcontrol.v1.LimitResponse': { discriminator: 'type', fields: ['queuing'] },
  'flowcontrol.v1.PriorityLevelConfigurationSpec': { discriminator: 'type', fields: ['exempt', 'limited'] },
  'flowcontrol.v1.Subject': { discriminator: 'kind', fields: ['group', 'serviceAccount', 'user'] },
};

/**
 * Types with the same fields as another type. OpenAPI has no schema of the first, whose fields stand among those of
 * EphemeralContainer, so the data lacks its list types, defaults and required fields.
 */
export const sameFields: Readonly<Record<string, string>> = {
  'core.v1.EphemeralContainerCommon': 'core.v1.Container',
};
