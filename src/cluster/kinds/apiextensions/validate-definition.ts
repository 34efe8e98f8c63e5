/** The rules of CustomResourceDefinitions (apiextensions/validation/validation.go). Loaded with the first definition. */
import type { DefinitionNames } from '../../../kube/custom-kind.js';
import { equalJson } from '../../../kube/equal-json.js';
import { fields, isFields, texts } from '../../../kube/fields.js';
import { dns1035LabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import {
  type DefinitionSpec,
  type DefinitionVersion,
  hasCondition,
  schemaOfVersion,
  specOf,
} from '../../custom/definition-spec.js';
import { someSchema } from '../../custom/schema-tree.js';
import { reviewVersionFaults, webhookClientFaults } from '../webhook-client.js';
import { internalVersion } from './internal-types.js';
import { schemaFaults } from './validate-schema.js';
import { columnFaults, deprecationFaults, selectableFieldFaults, subresourceFaults } from './validate-version.js';

/** The faults of a definition: of its name, of a new one beside its metadata, of one that replaces another, of a status. */
export const definitionRules: {
  nameFaults(name: string, object: KubeObject): string[];
  ofNew(object: KubeObject): FieldError[];
  ofChange(object: KubeObject, old: KubeObject): FieldError[];
  ofStatus(object: KubeObject): FieldError[];
} = {
  nameFaults: nameOfDefinitionFaults,
  ofNew: newDefinitionFaults,
  ofChange: changedDefinitionFaults,
  ofStatus: statusFaults,
};

function nameOfDefinitionFaults(name: string, object: KubeObject): string[] {
  const { names, group } = specOf(object);
  const why = 'must be spec.names.plural+"."+spec.group';
  return [...dnsSubdomainFaults(name), ...(name === `${names.plural}.${group}` ? [] : [why])];
}

function newDefinitionFaults(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  return [
    ...specFaults(spec, fields(object.spec).versions),
    ...statusFaults(object),
    ...storedVersionFaults(object, spec),
    ...approvalFaults(object, spec),
    ...preserveFaults(spec),
  ];
}

function changedDefinitionFaults(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [specOf(object), specOf(old)];
  const kept = (path: string, value: unknown, was: unknown): FieldError[] =>
    equalJson(value, was) ? [] : [invalid(path, value, 'field is immutable')];
  const isEstablished = hasCondition(old, 'Established');
  return [
    ...specFaults(spec, fields(object.spec).versions),
    ...(isEstablished ? kept('spec.scope', spec.scope, before.scope) : []),
    ...(isEstablished ? kept('spec.names.kind', spec.names.kind, before.names.kind) : []),
    ...kept('spec.group', spec.group, before.group),
    ...kept('spec.names.plural', spec.names.plural, before.names.plural),
    ...statusFaults(object),
    ...storedVersionFaults(object, spec),
    ...(approvalOf(object) === approvalOf(old) ? [] : approvalFaults(object, spec)),
    ...(before.preserveUnknownFields ? [] : preserveFaults(spec)),
  ];
}

function statusFaults(object: KubeObject): FieldError[] {
  const names = fields(fields(object.status).acceptedNames);
  return nameFaults(names as unknown as DefinitionNames, 'status.acceptedNames'); // decoded as such
}

/** Parts equal in all versions count as one part of the specification, and are named so. */
function hoisted<T>(
  versions: readonly DefinitionVersion[],
  part: (version: DefinitionVersion) => T | undefined,
): T | undefined {
  const first = versions[0] && part(versions[0]);
  const isEmpty = first === undefined || (Array.isArray(first) && first.length === 0);
  return isEmpty || versions.some((one) => !equalJson(part(one), first)) ? undefined : first;
}

function specFaults(spec: DefinitionSpec, given: unknown): FieldError[] {
  const { group, scope, versions = [], names } = spec;
  const schema = hoisted(versions, (one) => one.schema);
  const subresources = hoisted(versions, (one) => one.subresources);
  const columns = hoisted(versions, (one) => one.additionalPrinterColumns);
  const selectable = hoisted(versions, (one) => one.selectableFields);
  const faults: FieldError[] = [];
  const invalidName = (path: string, value: string): void => {
    const why = dns1035LabelFaults(value);
    if (why.length) faults.push(invalid(path, value, why.join(',')));
  };

  if (!group) faults.push(required('spec.group'));
  else if (dnsSubdomainFaults(group).length) {
    faults.push(invalid('spec.group', group, dnsSubdomainFaults(group).join(',')));
  } else if (!group.includes('.')) {
    faults.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (!scope) faults.push(required('spec.scope'));
  else if (!['Cluster', 'Namespaced'].includes(scope)) {
    faults.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  if (!schema) {
    for (const [i, version] of versions.entries()) {
      if (!version.schema?.openAPIV3Schema) faults.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
    }
  } else if (!schema.openAPIV3Schema) {
    for (const i of versions.keys()) faults.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
  }
  const hasDefaults = versions.some((one) => someSchema(schemaOfVersion(one), (part) => part.default !== undefined));
  if (spec.preserveUnknownFields && hasDefaults) {
    const why = 'must be false in order to use defaults in the schema';
    faults.push(invalid('spec.preserveUnknownFields', true, why));
  }
  for (const [i, version] of versions.entries()) {
    const path = `spec.versions[${i}]`;
    invalidName(`${path}.name`, version.name);
    faults.push(...deprecationFaults(version, path));
    const own = schema ? undefined : version.schema?.openAPIV3Schema;
    if (own) faults.push(...schemaFaults(own, `${path}.schema.openAPIV3Schema`, hasStatus(version.subresources)));
    if (!subresources) faults.push(...subresourceFaults(version.subresources, `${path}.subresources`));
    if (!columns) faults.push(...columnFaults(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`));
    if (!selectable) {
      const why = 'may only be set when `version.schema.openAPIV3Schema` is not included';
      faults.push(...selectableFieldFaults(version, own, `${path}.selectableFields`, why));
    }
  }
  const shown = (): unknown =>
    !Array.isArray(given)
      ? null
      : versions.map(({ schema: own, subresources: sub, additionalPrinterColumns, selectableFields, ...version }) =>
          internalVersion({
            ...version,
            ...(!schema && { schema: own }),
            ...(!subresources && { subresources: sub }),
            ...(!columns && { additionalPrinterColumns }),
            ...(!selectable && { selectableFields }),
          }),
        );
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    faults.push(invalid('spec.versions', shown(), 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const why = 'must have exactly one version marked as storage version';
    faults.push(invalid('spec.versions', shown(), why));
  }
  // the name of the first version is a field of its own inside the server
  if (versions[0]?.name) invalidName('spec.version', versions[0].name);
  for (const name of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!names[name]) faults.push(required(`spec.names.${name}`));
  }
  faults.push(...nameFaults(names, 'spec.names'));
  if (schema?.openAPIV3Schema) {
    const withStatus = versions.some((one) => hasStatus(one.subresources));
    faults.push(...schemaFaults(schema.openAPIV3Schema, 'spec.validation.openAPIV3Schema', withStatus));
  }
  faults.push(...subresourceFaults(subresources, 'spec.subresources'));
  faults.push(...columnFaults(columns, 'spec.additionalPrinterColumns'));
  if (selectable && versions[0]) {
    const why = 'may only be set when validations.schema is included';
    faults.push(...selectableFieldFaults(versions[0], schema?.openAPIV3Schema, 'spec.selectableFields', why));
  }
  if (spec.preserveUnknownFields && spec.conversion && spec.conversion.strategy !== 'None') {
    const why = 'must be None if spec.preserveUnknownFields is true';
    faults.push(invalid('spec.conversion.strategy', spec.conversion.strategy ?? '', why));
  }
  return [...faults, ...conversionFaults(spec)];
}

const hasStatus = (subresources: DefinitionVersion['subresources']): boolean => subresources?.status !== undefined;

function nameFaults(names: Partial<DefinitionNames>, path: string): FieldError[] {
  const { plural, singular, kind, listKind, shortNames = [], categories = [] } = names;
  const faults: FieldError[] = [];
  const look = (name: string, value: string | undefined, text = value, before = ''): void => {
    const why = value === undefined || text === undefined ? [] : dns1035LabelFaults(text);
    if (why.length) faults.push(invalid(`${path}.${name}`, value, before + why.join(',')));
  };
  const mixed = 'may have mixed case, but should otherwise match: ';
  look('plural', plural || undefined);
  look('singular', singular || undefined);
  look('kind', kind || undefined, kind?.toLowerCase(), mixed);
  look('listKind', listKind || undefined, listKind?.toLowerCase(), mixed);
  for (const [i, name] of shortNames.entries()) look(`shortNames[${i}]`, name);
  if (kind && kind === listKind) {
    faults.push(invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same'));
  }
  for (const [i, name] of categories.entries()) look(`categories[${i}]`, name);
  return faults;
}

function storedVersionFaults(object: KubeObject, { versions = [] }: DefinitionSpec): FieldError[] {
  const path = 'status.storedVersions';
  const stored = texts(fields(object.status).storedVersions);
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')];
  // Kubernetes finds the name of one version only once
  const storage = versions.filter(
    (one, i) =>
      one.storage && !(stored.includes(one.name) && versions.findIndex(({ name }) => name === one.name) === i),
  );
  const gone = [...stored.entries()].filter(([, name]) => !versions.some((one) => one.name === name));
  return [
    ...storage.map(({ name }) => invalid(path, stored, `must have the storage version ${name}`)),
    ...gone.map(([i, name]) =>
      invalid(
        `${path}[${i}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    ),
  ];
}

function conversionFaults({ conversion }: DefinitionSpec): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const path = 'spec.conversion';
  const config = webhook?.clientConfig;
  const reviews = texts(webhook?.conversionReviewVersions);
  if (!strategy) return [required(`${path}.strategy`)];
  if (strategy === 'Webhook') {
    const missing = required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook');
    const at = `${path}.conversionReviewVersions`;
    const faults = [
      ...(isFields(config) ? webhookClientFaults(config, `${path}.webhookClientConfig`) : [missing]),
      ...(reviews.length ? reviewVersionFaults(reviews, at) : [required(at)]),
    ];
    return faults.length > 0
      ? faults
      : [fieldForbidden(`${path}.strategy`, 'the practice cluster calls no conversion webhooks')];
  }
  const why = 'should not be set when strategy is not set to Webhook';
  return [
    ...(strategy === 'None' ? [] : [notSupported(`${path}.strategy`, strategy, ['None', 'Webhook'])]),
    ...(config ? [fieldForbidden(`${path}.webhookClientConfig`, why)] : []),
    ...(reviews.length ? [fieldForbidden(`${path}.conversionReviewVersions`, why)] : []),
  ];
}

const approval = 'api-approved.kubernetes.io';

const approvalOf = (object: KubeObject): string => object.metadata.annotations?.[approval] ?? '';

/** Kubernetes' own groups need an approval annotation. */
function approvalFaults(object: KubeObject, { group = '' }: DefinitionSpec): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return [];
  const path = `metadata.annotations[${approval}]`;
  const value = approvalOf(object);
  if (!value) {
    return [
      required(
        path,
        'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ),
    ];
  }
  if (value.startsWith('unapproved') || (URL.canParse(value) && new URL(value).host !== '')) return [];
  return [
    invalid(
      path,
      value,
      'protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111',
    ),
  ];
}

function preserveFaults({ preserveUnknownFields }: DefinitionSpec): FieldError[] {
  if (!preserveUnknownFields) return [];
  const why = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalid('spec.preserveUnknownFields', true, why)];
}
