/** Objects as a test gives them (objects, texts, names of files) made into objects, and brought into a cluster. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KubelabError } from '../errors.js';
import type { KubeObject } from '../kube/object.js';
import { yamlDocuments } from '../kube-yaml.js';
import type { Client, JsonBody } from '../request/api.js';
import type { GivenObjects } from './api.js';

/**
 * The given objects, in their order; the items of a List each by itself. Throws FILE_MISSING, and ARGUMENT_INVALID for a value
 * that is no object, with its place where it is in a file.
 */
export function objectsIn(given: readonly GivenObjects[]): KubeObject[] {
  return given.flatMap((one) => (typeof one === 'string' ? objectsInText(one) : itemsOf(checked(one))));
}

/** Applies objects as the administrator, each when the one before it is there. Rejects with REQUEST_FAILED for one that is refused. */
export async function applyObjects(client: Client, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const { name } = object.metadata ?? {};
    await (name ? client.must.apply(object) : client.must.create(object));
    // pods of a namespace are refused until it has its ServiceAccount
    if (object.kind === 'Namespace' && object.apiVersion === 'v1' && name) {
      await client.until('serviceaccounts', (account) => account !== undefined, { namespace: name, name: 'default' });
    }
  }
}

/** Applies CustomResourceDefinitions and waits until they are served. Rejects with REQUEST_FAILED or WAIT_TIMEOUT. */
export async function applyDefinitions(client: Client, definitions: readonly KubeObject[]): Promise<void> {
  await applyObjects(client, definitions);
  for (const { metadata } of definitions) {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await client.until(path, isEstablished, { name: metadata.name ?? '' });
  }
}

function isEstablished(definition: JsonBody): boolean {
  const conditions: { type: string; status: string }[] = definition?.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
}

function objectsInText(given: string): KubeObject[] {
  const isText = given.includes('\n') || /^\s*[{[]/.test(given);
  const file = isText ? undefined : resolve(given);
  const text = file === undefined ? given : readObjectFile(file);
  return yamlDocuments(text).flatMap(({ fault, value }) => {
    if (fault) throw invalid(`This is not YAML: ${fault.message}`, file, fault.at);
    return value === null ? [] : itemsOf(checked(value, file));
  });
}

function readObjectFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KubelabError('FILE_MISSING', `The objects cannot be read: ${(cause as Error).message}`, {
      hint: 'Give the path of a YAML file from the working directory, or the YAML itself, which has more than one line.',
      place: { file },
      cause,
    });
  }
}

function itemsOf(object: KubeObject): KubeObject[] {
  const { kind, items } = object as KubeObject & { items?: unknown };
  if (!kind.endsWith('List') || !Array.isArray(items)) return [object];
  return items.map((item) => checked(item));
}

function checked(value: unknown, file?: string): KubeObject {
  const { apiVersion, kind } = (value ?? {}) as Partial<KubeObject>;
  if (typeof apiVersion === 'string' && typeof kind === 'string') return value as KubeObject;
  throw invalid('An object needs apiVersion, kind and metadata.', file);
}

function invalid(message: string, file?: string, at?: { line: number; column: number }): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, {
    hint: "Write an object such as { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } }, or YAML of it.",
    ...(file || at ? { place: { ...(file ? { file } : {}), ...at } } : {}),
  });
}
