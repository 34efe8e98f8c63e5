/** CustomResourceDefinition (apiextensions.k8s.io/v1). */

import type { DefinitionNames } from '../../../kube/custom-kind.js';
import { equalJson } from '../../../kube/equal-json.js';
import { fields, list, texts } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import type { KubeObject } from '../../../kube/object.js';
import { type DefinitionSpec, schemaOfVersion, specOf } from '../../custom/definition-spec.js';
import { someSchema } from '../../custom/schema-tree.js';
import { isKnownFormat } from '../../validation/string-formats.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, keepField } from '../prepare-fields.js';
import { readInnerSchemas } from './read-schemas.js';

/** Holds a definition until its objects are gone. */
const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

type DefinitionRules = typeof import('./validate-definition.js').definitionRules;

/** The rules, loaded with the first definition. */
let rules: DefinitionRules | undefined;

const load = async (): Promise<void> => {
  const [{ definitionRules }, { loadCheckers }] = await Promise.all([
    import('./validate-definition.js'),
    import('../../custom/checkers.js'),
    // loaded here so that it is there when the definition is established
    import('../../custom/served-kinds.js'),
  ]);
  await loadCheckers();
  rules = definitionRules;
};

const loadedRules = (): DefinitionRules => {
  if (!rules) throw new Error('the rules of definitions are asked before they are loaded');
  return rules;
};

/** The definition of CustomResourceDefinitions. */
export const customResourceDefinition: KindDefinition = {
  defaults: setDefaults,
  isNewGeneration: hasNewSpec,
  needsVersion: true,
  status: {},
  prepare: {
    create: (object) => {
      object.status = {
        conditions: null,
        acceptedNames: { plural: '', kind: '' },
        storedVersions: storageVersions(specOf(object)),
      };
    },
    update: noteStorageVersion,
    through: { status: (object, old) => keepField(object, old, 'spec') },
  },
  beforeCreate: load,
  beforeUpdate: load,
  validation: {
    anyFinalizer: true,
    nameFaults: (name, object) => loadedRules().nameFaults(name, object),
    ofNew: (object, metadata) => [...metadata(), ...loadedRules().ofNew(object)],
    order: ['metadata', 'update'],
    update: (object, old) => loadedRules().ofChange(object, old),
    through: { status: (object) => loadedRules().ofStatus(object) },
  },
  warnings: (object, old) => unknownFormats(object).filter((one) => !(old && unknownFormats(old).includes(one))),
  deletion: {
    // the controller of definitions deletes the custom resources first
    isHeld: (object) => !list(fields(object.status).conditions).some(({ type }) => type === 'Terminating'),
    mark: markForDeletion,
  },
};

/** Names and the conversion that were left out (apis/apiextensions/v1/defaults.go). */
function setDefaults(object: KubeObject): void {
  const spec = fields(object.spec) as Partial<DefinitionSpec>;
  for (const { schema } of spec.versions ?? []) readInnerSchemas(schema?.openAPIV3Schema);
  const names = fields(spec.names) as Partial<DefinitionNames>;
  if (names.kind) {
    names.singular ||= names.kind.toLowerCase();
    names.listKind ||= `${names.kind}List`;
  }
  if (!spec.conversion) spec.conversion = { strategy: 'None' };
  const { webhook } = spec.conversion;
  // a webhook of nothing is none
  if (webhook && !webhook.clientConfig && texts(webhook.conversionReviewVersions).length === 0) {
    delete spec.conversion.webhook;
  }
  if (texts(fields(object.status).storedVersions).length === 0 && spec.versions) {
    object.status = { ...fields(object.status), storedVersions: storageVersions(spec as DefinitionSpec) };
  }
  const service = fields(fields(webhook?.clientConfig).service);
  if (Object.keys(service).length > 0) service.port ??= 443;
}

/** The first version marked for storage; a definition with a second one is not valid. */
const storageVersions = ({ versions }: DefinitionSpec): string[] | null => {
  const first = versions.find(({ storage }) => storage);
  return first ? [first.name] : null;
};

/** Adds a new storage version to status.storedVersions, for good. */
function noteStorageVersion(object: KubeObject, _old: KubeObject, subresource: string): void {
  if (subresource !== '') return;
  const status = fields(object.status);
  const known = Array.isArray(status.storedVersions) ? (status.storedVersions as string[]) : [];
  const added = (storageVersions(specOf(object)) ?? []).filter((name) => !known.includes(name));
  if (added.length) object.status = { ...status, storedVersions: [...known, ...added] };
}

/** Warnings of formats that no value is held against. */
function unknownFormats(object: KubeObject): string[] {
  const formats: string[] = [];
  const schemas = specOf(object).versions.map(schemaOfVersion);
  // a schema that all versions share is looked at once
  for (const schema of schemas.every((one) => equalJson(one, schemas[0])) ? schemas.slice(0, 1) : schemas) {
    someSchema(schema, ({ format, type }) => {
      if (format && !isKnownFormat(format, type)) formats.push(`unrecognized format ${goQuote(format)}`);
      return false;
    });
  }
  return formats;
}

function markForDeletion(object: KubeObject, now: string): KubeObject {
  const { finalizers = [] } = object.metadata;
  const status = fields(object.status);
  const terminating = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp: now,
      finalizers: finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer],
    },
    status: { ...status, conditions: [...list(status.conditions), terminating] },
  };
}
