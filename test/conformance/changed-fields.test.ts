/** Objects of all kinds with one field changed: what the practice cluster answers, beside what a real kube-apiserver 1.36.2 did. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kindOfObject, resourcePath } from '../../src/kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../../src/kube/object.js';
import { type Answer, type Api, adminOf } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { answerOf, type ChangedField, changedFields, withChange } from './changed-field.js';

const fixture = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/changed-fields', file), 'utf8');
const objects = parseAllDocuments(fixture('objects.yaml')).map((document) => document.toJS() as KubeObject);
const dryRun = 'dryRun=All&fieldValidation=Strict';

/** The recorded changes of a file by the object that they are made of. */
function byObject(file: string): [string, ChangedField[]][] {
  const groups = new Map<string, ChangedField[]>();
  for (const change of changedFields(fixture(file))) {
    groups.set(change.object, [...(groups.get(change.object) ?? []), change]);
  }
  return [...groups];
}

/** The object of that name, and the path of its collection. */
function objectNamed(name: string): { object: KubeObject; path: string } {
  const found = objects.find(({ kind, metadata }) => `${kind}/${metadata.name ?? ''}` === name);
  const object = found ?? assert.fail(`no object ${name}`);
  const { group, version } = parseApiVersion(object.apiVersion ?? '');
  const row = kindOfObject(group, object.kind ?? '') ?? assert.fail(`no kind of ${name}`);
  return { object, path: resourcePath({ ...row, version }, { namespace: object.metadata.namespace ?? 'default' }) };
}

/** The changes that are answered otherwise than recorded. */
async function differing(
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

describe('an object with one field changed', function () {
  this.timeout(300_000);
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
  });
  after(async () => {
    admin.close();
    await cluster.stop();
  });

  for (const [name, changes] of byObject('answers.tsv')) {
    it(`${name}, created: each of ${changes.length} is answered as by a real API server`, async () => {
      const { object, path } = objectNamed(name);
      const { body } = await admin.post(`${path}?${dryRun}`, object);
      const found = await differing(changes, async (change) => ({
        answered: await admin.post(`${path}?${dryRun}`, withChange(object, change.path, change.value)),
        // without a change it is the whole object
        unchanged: change.path === '' ? {} : body,
      }));
      assert.deepEqual(found, []);
    });
  }

  for (const [name, changes] of byObject('updates.tsv')) {
    it(`${name}, updated: each of ${changes.length} is answered as by a real API server`, async () => {
      const { object, path } = objectNamed(name);
      const own = `${path}/${object.metadata.name}`;
      const made = await admin.post(path, object);
      assert.equal(made.code, 201, made.text);
      const put = async (change: ChangedField): Promise<{ answered: Answer; unchanged: unknown }> => {
        const { body } = await admin.get(own);
        const answered = await admin.put(`${own}?${dryRun}`, withChange(body, change.path, change.value));
        // a controller was quicker
        return answered.code === 409 ? put(change) : { answered, unchanged: body };
      };
      const found = await differing(changes, put);
      await admin.patch(own, { metadata: { finalizers: null } });
      await admin.delete(`${own}?gracePeriodSeconds=0`);
      assert.deepEqual(found, []);
    });
  }
});
