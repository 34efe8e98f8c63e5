/** Objects of all kinds with one field changed: what the practice cluster answers, beside what a real kube-apiserver 1.36.2 did. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kindOfObject, resourcePath } from '../../src/kube/kinds.js';
import type { KubeObject } from '../../src/kube/object.js';
import { type Answer, type Api, adminOf } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { answerOf, type ChangedField, changedFields, withChange } from './changed-field.js';

const fixtures = join(import.meta.dirname, '../fixtures/changed-fields');
const objects = parseAllDocuments(readFileSync(join(fixtures, 'objects.yaml'), 'utf8')).map(
  (document) => document.toJS() as KubeObject,
);
const recorded = changedFields(readFileSync(join(fixtures, 'answers.tsv'), 'utf8'));

/** The changes by the object that they are made of. */
function byObject(): [string, ChangedField[]][] {
  const groups = new Map<string, ChangedField[]>();
  for (const change of recorded) groups.set(change.object, [...(groups.get(change.object) ?? []), change]);
  return [...groups];
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.name ?? ''}`;

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

  const dryRun = async (object: KubeObject, path: string): Promise<Answer> =>
    admin.post(`${path}?dryRun=All&fieldValidation=Strict`, object);

  for (const [name, changes] of byObject()) {
    it(`${name}: each of ${changes.length} is answered as by a real API server`, async () => {
      const object = objects.find((one) => nameOf(one) === name) ?? assert.fail(`no object ${name}`);
      const [group = ''] = String(object.apiVersion).includes('/') ? String(object.apiVersion).split('/') : [''];
      const row = kindOfObject(group, String(object.kind)) ?? assert.fail(`no kind of ${name}`);
      const version = String(object.apiVersion).split('/').at(-1) ?? '';
      const path = resourcePath({ ...row, version }, { namespace: object.metadata.namespace ?? 'default' });
      const { body: unchanged } = await dryRun(object, path);
      const differing: { change: string; real: string; here: string }[] = [];
      for (const { path: field, value, answer } of changes) {
        const { code, body, headers } = await dryRun(withChange(object, field, value), path);
        const warnings = [headers.warning ?? []].flat().flatMap((line) => line.split(/, (?=299 )/));
        // without a change it is the whole object
        const here = answerOf({ code, body, warnings }, field === '' ? {} : unchanged);
        if (here !== answer) differing.push({ change: `${field || 'nothing'} = ${value}`, real: answer, here });
      }
      assert.deepEqual(differing, []);
    });
  }
});
