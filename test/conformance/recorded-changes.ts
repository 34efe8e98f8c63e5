/** The objects of the recordings, and how a practice cluster's answers are held against those of a real API server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kindOfObject, resourcePath } from '../../src/kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../../src/kube/object.js';
import type { Answer } from '../helpers/api.js';
import { answerOf, type ChangedField, changedFields } from './changed-field.js';

const fixture = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/changed-fields', file), 'utf8');

/** The documents of a YAML file of the recordings. */
export const documents = <T>(file: string): T[] =>
  parseAllDocuments(fixture(file)).map((document) => document.toJS() as T);

const objects = documents<KubeObject>('objects.yaml');

/** A query of writes that store nothing and take no unknown field. */
export const dryRun = 'dryRun=All&fieldValidation=Strict';

/** The recorded changes of a file by their first column. */
export function byObject(file: string): [string, ChangedField[]][] {
  const groups = new Map<string, ChangedField[]>();
  for (const change of changedFields(fixture(file))) {
    groups.set(change.object, [...(groups.get(change.object) ?? []), change]);
  }
  return [...groups];
}

/** The object of that name (`KIND/NAME`), and the path of its collection. */
export function objectNamed(name: string): { object: KubeObject; path: string } {
  const found = objects.find(({ kind, metadata }) => `${kind}/${metadata.name ?? ''}` === name);
  const object = found ?? assert.fail(`no object ${name}`);
  const { group, version } = parseApiVersion(object.apiVersion ?? '');
  const row = kindOfObject(group, object.kind ?? '') ?? assert.fail(`no kind of ${name}`);
  return { object, path: resourcePath({ ...row, version }, { namespace: object.metadata.namespace ?? 'default' }) };
}

/** The changes that are answered otherwise than recorded. */
export async function differing(
  changes: readonly ChangedField[],
  ask: (change: ChangedField) => Promise<{ answered: Answer; unchanged: unknown }>,
): Promise<object[]> {
  const found: object[] = [];
  for (const change of changes) {
    const { answered, unchanged } = await ask(change);
    const { code, body, headers } = answered;
    const warnings = [headers.warning ?? []].flat().flatMap((line) => line.split(/, (?=299 )/));
    const here = answerOf({ code, body, warnings }, unchanged);
    const { path, value, answer } = change;
    if (here !== answer) found.push({ change: `${path || 'nothing'} = ${value}`, real: answer, here });
  }
  return found;
}
