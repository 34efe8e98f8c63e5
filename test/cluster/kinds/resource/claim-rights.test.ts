/** What the writer of a claim has to be allowed beside the write itself. */
import assert from 'node:assert/strict';
import { type Api, adminOf, apiOf, makeNamespace } from '../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { until } from '../../../helpers/until.js';

const group = 'resource.k8s.io';
const inNs = `/apis/${group}/v1/namespaces/gpus`;
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const exactly = { deviceClassName: 'gpu', adminAccess: true };
const spec = {
  devices: {
    requests: [
      { name: 'q', exactly: { deviceClassName: 'gpu' } },
      { name: 'r', exactly },
    ],
  },
};
const needsLabel =
  'admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace';
const id = { driver: 'a.b', pool: 'p', device: 'd' };
const nodeSelector = {
  nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }],
};
const allocated = (more: object = {}): object => ({
  allocation: { devices: { results: [{ request: 'q', ...id, ...more }] }, nodeSelector },
});

describe('the writer of a claim', () => {
  let cluster: TestCluster;
  let admin: Api;
  let driver: Api;
  const user = 'system:serviceaccount:gpus:driver';
  before(async () => {
    cluster = await practiceCluster({ hasNode: false });
    admin = adminOf(cluster);
    driver = apiOf(cluster, { ...cluster.admin, as: { user } });
    await makeNamespace(admin, 'gpus');
    await allow('status', { resources: ['resourceclaims/status'], verbs: ['patch'] });
  });
  after(async () => {
    admin.close();
    driver.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  async function allow(name: string, rule: object): Promise<void> {
    await admin.post(`${rbac}/clusterroles`, { metadata: { name }, rules: [{ apiGroups: [group], ...rule }] });
    await admin.post(`${rbac}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
    });
  }
  const label = (value: string | null): Promise<unknown> =>
    admin.patch('/api/v1/namespaces/gpus', {
      metadata: { labels: { 'resource.kubernetes.io/admin-access': value } },
    });
  const faults = ({ body }: { body: unknown }): string[] =>
    ((body as { details?: { causes?: { field: string; message: string }[] } }).details?.causes ?? []).map(
      ({ field, message }) => `${field}: ${message}`,
    );
  const made = async (name: string, of: object = { devices: { requests: [spec.devices.requests[0]] } }) =>
    admin.post(`${inNs}/resourceclaims`, { metadata: { name }, spec: of });

  it('asks for admin access in namespaces with a label', async () => {
    const path = 'spec.devices.requests[1].adminAccess';
    assert.deepEqual(faults(await made('admin', spec)), [`${path}: Forbidden: ${needsLabel}`]);
    const template = { metadata: { name: 'admin' }, spec: { spec } };
    const refused = await admin.post(`${inNs}/resourceclaimtemplates`, template);
    assert.deepEqual(faults(refused), [`${path}: Forbidden: ${needsLabel}`]);
    await made('plain');
    const status = `${inNs}/resourceclaims/plain/status`;
    assert.deepEqual(faults(await admin.patch(status, { status: allocated({ adminAccess: true }) })), [
      `status.allocation.devices.results[0].adminAccess: Forbidden: ${needsLabel}`,
    ]);
    await label('true');
    assert.equal((await made('admin', spec)).code, 201);
    assert.equal((await admin.patch(status, { status: allocated({ adminAccess: true }) })).code, 200);
    await label(null);
    // what was given once is not asked for again
    assert.equal((await admin.patch(status, { status: { reservedFor: [] } })).code, 200);
  });

  it('needs rights of its own for devices, and for what drivers say of them', async () => {
    await made('bound');
    const status = `${inNs}/resourceclaims/bound/status`;
    const headers = { 'impersonate-extra-authentication.kubernetes.io%2Fnode-name': 'n' };
    const patch = (change: object) => driver.patch(status, { status: change }, 'merge', { headers });
    const cannot = (name: string, verb: string, what: string, where: string): string =>
      `permission: resourceclaims.resource.k8s.io ${name}is forbidden: User "${user}" cannot ${verb} resource "resourceclaims/${what}" in API group "${group}" ${where}`;
    const refused = await until('the right to write the status', async () => {
      const answer = await patch({ ...allocated(), devices: [id] });
      return answer.code === 422 && answer;
    });
    assert.deepEqual(faults(refused), [
      `status.allocation: Forbidden: changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="patch" ${cannot('', 'patch', 'binding', 'at the cluster scope')}`,
      `status.devices: Forbidden: changing status.devices requires resource="resourceclaims/driver", verb="[associated-node:patch arbitrary-node:patch]" ${cannot('"a.b" ', 'associated-node:patch', 'driver', 'in the namespace "gpus"')}`,
    ]);
    await admin.patch(status, { status: allocated() });
    await allow('driver', { resources: ['resourceclaims/driver'], verbs: ['associated-node:patch'] });
    await until('the right to write of devices', async () => (await patch({ devices: [id] })).code === 200);
    // of a claim without devices there is nothing that drivers could say
    assert.match(faults(await patch({ allocation: null, devices: null })).join(), /^status\.allocation: [^\n]*$/);
  });
});
