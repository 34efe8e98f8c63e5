/** The serving of a CustomResourceDefinition's objects: a row for discovery and a definition for each version. */
import { customRow, type DefinitionNames } from '../../kube/custom-kind.js';
import { equalJson } from '../../kube/equal-json.js';
import { fields, text } from '../../kube/fields.js';
import type { ResourceKind } from '../../kube/kinds.js';
import { qualifiedNameFaults } from '../../kube/names.js';
import { groupVersion, type KubeObject } from '../../kube/object.js';
import { ApiError, internalError } from '../../kube/status.js';
import { scaleActions, scaleWith } from '../kinds/apps/scale.js';
import type { KindDefinition, SelectableField } from '../kinds/definition.js';
import { keepAllButStatus } from '../kinds/prepare-fields.js';
import { checkers } from './checkers.js';
import { printerOf } from './columns.js';
import { fillDefaults } from './default-values.js';
import {
  type DefinitionVersion,
  hasCondition,
  type ScalePaths,
  type Schema,
  schemaOfVersion,
  specOf,
} from './definition-spec.js';
import { type ObjectRules, objectFaults, statusFaults } from './object-rules.js';
import { objectTypeOf } from './object-type.js';
import { prune } from './prune.js';
import { readCustomObject } from './read-object.js';
import { hasRules } from './schema-tree.js';
import { setValueAt, valueAt } from './value-path.js';

/** Each served version of a definition; `ended` aborts when they are served no more. */
export function kindsOfDefinition(
  definition: KubeObject,
  ended: AbortSignal,
): { kind: ResourceKind; definition: KindDefinition }[] {
  const { versions } = specOf(definition);
  return versions
    .filter(({ served }) => served)
    .map((version) => ({
      kind: rowOf(definition, version),
      definition: definitionOf(definition, version, ended),
    }));
}

function rowOf(definition: KubeObject, version: DefinitionVersion): ResourceKind {
  const spec = specOf(definition);
  const names = fields(definition.status).acceptedNames as DefinitionNames; // it is established
  const { kind, shortNames, categories, listKind } = names;
  const { status, scale } = version.subresources ?? {};
  const written = ['get', 'patch', 'update'];
  const old = version.deprecationWarning ?? `${spec.group}/${version.name} ${kind} is deprecated`;
  return {
    ...customRow(spec, names, version.name),
    ...(listKind && { listKind }),
    ...(shortNames?.length && { shortNames }),
    ...(categories?.length && { categories }),
    ...(version.deprecated && { deprecated: old }),
    subresources: [
      ...(status ? [{ name: 'status', verbs: written }] : []),
      ...(scale
        ? [{ name: 'scale', verbs: written, kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } }]
        : []),
    ],
  };
}

function definitionOf(definition: KubeObject, version: DefinitionVersion, ended: AbortSignal): KindDefinition {
  const { group, names, versions } = specOf(definition);
  const schema = schemaOfVersion(version);
  const gvk = { group, version: version.name, kind: names.kind };
  const { status, scale } = version.subresources ?? {};
  const rules: ObjectRules = {
    gvk,
    schema,
    scale,
    rules: hasRules(schema) ? checkers().rules.compile(schema) : undefined,
  };
  const stored = versions.find(({ storage }) => storage) ?? version;
  const defaults = (object: KubeObject): void => {
    if (object.kind === gvk.kind) fillDefaults(object, schema);
  };
  const schemas = new Map(versions.map((one) => [groupVersion(group, one.name), schemaOfVersion(one)]));
  return {
    custom: {
      schema,
      selectable: (version.selectableFields ?? []).map(({ jsonPath }) => withoutPoint(jsonPath)),
      type: objectTypeOf(schema),
      read: (node) => readCustomObject(node, schema),
      ended,
    },
    needsVersion: true,
    printer: printerOf(version.additionalPrinterColumns),
    selectableFields: selectableFieldsOf(version),
    defaults,
    isNewGeneration: (object, old) => !equalJson({ ...object, metadata: {} }, { ...old, metadata: {} }),
    ...(status ? { status: {} } : {}),
    prepare: {
      create: (object) => {
        if (status) delete object.status;
      },
      through: { status: keepAllButStatus },
    },
    validation: {
      anyFinalizer: true,
      ofNew: (object, metadata) => objectFaults(rules, object, { metadata }),
      order: ['metadata', 'update'],
      update: (object, old) => objectFaults(rules, object, { old }),
      through: { status: (object, old) => statusFaults(rules, object, old) },
    },
    warnings: (object, old) => finalizerWarnings(object, old),
    storage: {
      from: asVersion(groupVersion(group, version.name), schemas),
      to: (object) => converted(object, groupVersion(group, stored.name), schemaOfVersion(stored)),
    },
    ...(scale ? { subresources: { scale: scaleActions(scaleShape(scale)) } } : {}),
    ...(hasCondition(definition, 'Terminating') ? { create: refuseCreate } : {}),
  };
}

/** The object as another version, without the fields that its schema does not name. */
function converted(object: KubeObject, apiVersion: string, schema: Schema): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  const changed = { ...structuredClone(object), apiVersion };
  prune(changed, schema, true);
  return changed;
}

/** Reads a stored object as one of a version: it has the defaults of the version that it is stored as, and the fields of both. */
function asVersion(apiVersion: string, schemas: ReadonlyMap<string, Schema>): (stored: KubeObject) => KubeObject {
  const own = schemas.get(apiVersion) ?? {};
  const known = new WeakMap<KubeObject, KubeObject>();
  return (stored) => {
    let shown = known.get(stored);
    if (!shown) {
      const read = structuredClone(stored);
      const schema = schemas.get(stored.apiVersion) ?? own;
      prune(read, schema, true);
      fillDefaults(read, schema);
      const changed = converted(read, apiVersion, own);
      shown = equalJson(changed, stored) ? stored : changed;
      known.set(stored, shown);
    }
    return shown;
  };
}

const withoutPoint = (path: string): string => path.replace(/^\./, '');

function selectableFieldsOf({ selectableFields = [] }: DefinitionVersion): SelectableField[] {
  const own = selectableFields.map(({ jsonPath }): SelectableField => {
    return [withoutPoint(jsonPath), (object) => String(valueAt(object, jsonPath) ?? '')];
  });
  return [
    ['metadata.name', ({ metadata }) => metadata.name ?? ''],
    ['metadata.namespace', ({ metadata }) => metadata.namespace ?? ''],
    ...own,
  ];
}

function finalizerWarnings(object: KubeObject, old: KubeObject | undefined): string[] {
  const before = new Set(old?.metadata.finalizers);
  const added = [...new Set(object.metadata.finalizers ?? [])].filter((name) => !before.has(name)).sort();
  return added.flatMap((name) => {
    const said = (why: string): string => `metadata.finalizers: ${JSON.stringify(name)}: ${why}`;
    const warnings = qualifiedNameFaults(name).map(said);
    if (name.includes('/') || ['orphan', 'foregroundDeletion', 'kubernetes'].includes(name)) return warnings;
    const path = name.includes('.') ? ' including a path (/)' : '';
    const why = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
    return [...warnings, said(why)];
  });
}

function scaleShape({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath,
}: ScalePaths): Parameters<typeof scaleActions>[0] {
  return {
    scaleOf: (object) => {
      const replicas = valueAt(object, specReplicasPath);
      if (replicas === undefined) {
        throw internalError(`the spec replicas field ${JSON.stringify(specReplicasPath)} does not exist`);
      }
      const selector = labelSelectorPath ? text(valueAt(object, labelSelectorPath)) || undefined : undefined;
      return scaleWith(object, { replicas, ready: valueAt(object, statusReplicasPath), selector });
    },
    setReplicas: (object, replicas) => setValueAt(object, specReplicasPath, replicas),
    takesAnyNumber: true,
  };
}

function refuseCreate(): never {
  const message = 'create not allowed while custom resource definition is terminating';
  throw new ApiError({ code: 405, reason: 'MethodNotAllowed', message, details: {} });
}
