/** Kinds that a test adds to a cluster. */
import assert from 'node:assert/strict';
import type { Api } from './api.js';
import { until } from './until.js';

/** The address of CustomResourceDefinitions. */
export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A kind of version v1. */
export interface CustomKind {
  group: string;
  plural: string;
  kind: string;
  scope: 'Cluster' | 'Namespaced';
  /** Of any fields, with a status; without it, of an object without fields. */
  isOpen?: true;
}

/** A definition as a test makes it, and may change before it is sent. */
export interface DefinitionOfKind {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { group: string; scope: string; names: { plural: string; kind: string }; versions: object[] };
}

/** The CustomResourceDefinition of a kind whose objects have this schema; `version` adds fields to its one version. */
export function definitionOf(
  { group, plural, kind, scope }: Omit<CustomKind, 'isOpen'>,
  openAPIV3Schema: object,
  version: object = {},
): DefinitionOfKind {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, ...version }],
    },
  };
}

/** Creates the kind's definition, and gives the path of its objects (in the namespace default) when they are served. */
export async function serveKind(api: Api, { isOpen, ...custom }: CustomKind): Promise<string> {
  const { group, plural, kind, scope } = custom;
  const schema = { type: 'object', ...(isOpen ? { 'x-kubernetes-preserve-unknown-fields': true } : {}) };
  const made = await api.post(
    definitions,
    definitionOf(custom, schema, isOpen ? { subresources: { status: {} } } : {}),
  );
  assert.equal(made.code, 201, made.text);
  const path = `/apis/${group}/v1/${scope === 'Cluster' ? '' : 'namespaces/default/'}${plural}`;
  await until(`${kind} is served`, async () => (await api.get(path)).code === 200);
  return path;
}
