/** Objects of all kinds with one field changed: what the practice cluster answers, beside what a real kube-apiserver 1.36.2 did. */
import assert from 'node:assert/strict';
import { hasCondition } from '../../src/cluster/custom/definition-spec.js';
import { fields, list } from '../../src/kube/fields.js';
import type { KubeObject } from '../../src/kube/object.js';
import { type Answer, type Api, adminOf } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';
import { type ChangedField, withChange } from './changed-field.js';
import { byObject, differing, dryRun, objectNamed } from './recorded-changes.js';

/** What a controller had written when the answers to updates were recorded, and what some of them rest on. */
const written: Record<string, (object: KubeObject) => boolean> = {
  'ConfigMap/cm': ({ metadata }) => metadata.deletionTimestamp !== undefined,
  'CustomResourceDefinition/things.example.com': (definition) => hasCondition(definition, 'Established'),
  'Node/nodex': ({ spec }) => list(fields(spec).taints).some(({ timeAdded }) => timeAdded),
};

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
      const isWritten = written[name];
      if (isWritten) await until('its controller', async () => isWritten((await admin.get(own)).body));
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
