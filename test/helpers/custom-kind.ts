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

/** Creates the kind's definition, and gives the path of its objects (in the namespace default) when they are served. */
export async function serveKind(api: Api, { group, plural, kind, scope, isOpen }: CustomKind): Promise<string> {
  const openAPIV3Schema = { type: 'object', ...(isOpen ? { 'x-kubernetes-preserve-unknown-fields': true } : {}) };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } };
  const made = await api.post(definitions, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, kind },
      versions: [{ ...version, ...(isOpen ? { subresources: { status: {} } } : {}) }],
    },
  });
  assert.equal(made.code, 201, made.text);
  const path = `/apis/${group}/v1/${scope === 'Cluster' ? '' : 'namespaces/default/'}${plural}`;
  await until(`${kind} is served`, async () => (await api.get(path)).code === 200);
  return path;
}
