/**
 * Sub-resources, and objects in a certain state, with one field changed: what the practice cluster answers, beside what a real
 * kube-apiserver 1.36.2 did. No controller writes meanwhile.
 */
import assert from 'node:assert/strict';
import { fields } from '../../src/kube/fields.js';
import type { KubeObject } from '../../src/kube/object.js';
import { type Api, adminOf } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { type ChangedField, withChange } from './changed-field.js';
import { byObject, differing, documents, dryRun, objectNamed } from './recorded-changes.js';

/** A request that the changes are made in: `subresources.yaml`. */
interface RecordedRequest {
  name: string;
  /** Which object it is about, such as `Job/running`. */
  object: string;
  /** Without it the object itself is written. */
  subresource?: string;
  /** What the object gets before, through the sub-resource `first`, or through the one of the request. */
  stored?: Partial<KubeObject>;
  first?: string;
  /** What is sent in place of these parts; without it what is stored. */
  sent?: Record<string, Record<string, unknown>>;
  /** The body of a POST; without it a PUT is sent. */
  post?: KubeObject;
}

const requests = documents<RecordedRequest>('subresources.yaml');

/** The body that is changed: parts of the object, or all of its status, are replaced by those of the request. */
function bodyOf({ sent, stored = {} }: RecordedRequest, live: KubeObject): KubeObject {
  const parts = Object.entries(sent ?? stored).map(([name, part]) => [
    name,
    name === 'status' ? part : { ...fields(fields(live)[name]), ...fields(part) },
  ]);
  return { ...live, ...Object.fromEntries(parts) };
}

describe('a sub-resource with one field changed', function () {
  this.timeout(300_000);
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    cluster = await practiceCluster({ hasNode: false });
    await cluster.pauseControllers();
    admin = adminOf(cluster);
  });
  after(async () => {
    admin.close();
    await cluster.stop();
  });

  async function remove(path: string, object: KubeObject): Promise<void> {
    await admin.patch(path, { metadata: { finalizers: null } });
    await admin.delete(`${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
    await admin.patch(path, { metadata: { finalizers: null } });
    if (object.kind === 'Namespace') await admin.put(`${path}/finalize`, { ...object, spec: { finalizers: [] } });
  }

  for (const [name, changes] of byObject('subresources.tsv')) {
    it(`${name}: each of ${changes.length} is answered as by a real API server`, async () => {
      const request = requests.find((one) => one.name === name) ?? assert.fail(`no request ${name}`);
      const { object, path } = objectNamed(request.object);
      const own = `${path}/${object.metadata.name}`;
      const made = await admin.post(path, object);
      assert.equal(made.code, 201, made.text);
      const { stored, first, subresource, post } = request;
      if (stored) {
        const { body } = await admin.get(own);
        const written = await admin.put(`${own}/${first ?? subresource}`, { ...(body as KubeObject), ...stored });
        assert.equal(written.code, 200, written.text);
      }
      const at = subresource ? `${own}/${subresource}` : own;
      const { body: live } = await admin.get(subresource === 'scale' ? at : own);
      const body = post ?? bodyOf(request, live as KubeObject);
      const send = async ({
        path: field,
        value,
      }: ChangedField): Promise<{ answered: Awaited<ReturnType<Api['put']>>; unchanged: unknown }> => {
        const changed = withChange(body, field, value);
        const answered = await (post ? admin.post(`${at}?${dryRun}`, changed) : admin.put(`${at}?${dryRun}`, changed));
        return { answered, unchanged: post ? {} : live };
      };
      const found = await differing(changes, send);
      await remove(own, object);
      assert.deepEqual(found, []);
    });
  }
});
