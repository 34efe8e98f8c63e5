/** The scheduler where there are two nodes, and where its writes are refused. */
import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
import { until } from '../../helpers/until.js';

describe('the scheduler', () => {
  const { cluster, api } = clusterForTests('scheduled');
  const ns = '/api/v1/namespaces/scheduled';
  const node = '/api/v1/nodes/kubelab';
  const refusal = async (name: string): Promise<Record<string, unknown> | undefined> => {
    const { status } = (await api.get(`${ns}/pods/${name}`)).body;
    return list(fields(status).conditions).find(({ reason }) => reason === 'Unschedulable');
  };

  it('gives each node its own ports', async () => {
    const metadata = { name: 'second', labels: { pool: 'two' } };
    assert.equal((await api.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata })).code, 201);
    assert.equal((await api.patch('/api/v1/nodes/second', { spec: { taints: null } })).code, 200);
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110' };
    assert.equal((await api.patch('/api/v1/nodes/second/status', { status: { allocatable } })).code, 200);
    assert.equal((await api.patch(node, { metadata: { labels: { pool: 'two' } } })).code, 200);
    const nodeOf = async (name: string) => fields((await api.get(`${ns}/pods/${name}`)).body.spec).nodeName;
    const places: unknown[] = [];
    for (const name of ['left', 'right', 'neither']) {
      const ports = [{ containerPort: 80, hostPort: 9090 }];
      const spec = { nodeSelector: { pool: 'two' }, containers: [{ name: 'c', image: 'nginx:1.27', ports }] };
      assert.equal((await api.post(`${ns}/pods`, { metadata: { name }, spec })).code, 201);
      places.push(await until('its place', async () => (await nodeOf(name)) ?? (await refusal(name))?.message));
    }
    const [third] = places.splice(2);
    assert.deepEqual(places.sort(), ['kubelab', 'second']);
    assert.match(String(third), /^0\/2 nodes are available: 2 node\(s\) didn't have free ports/);
    // the next has room where the port is free
    const { message } = (await refusal('neither')) ?? {};
    assert.equal(message, third);
    for (const name of ['left', 'right', 'neither']) await api.delete(`${ns}/pods/${name}?gracePeriodSeconds=0`);
    await api.delete('/api/v1/nodes/second');
  });

  it('places a pod later whose binding somebody’s policy refused, and none that is going', async () => {
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods/binding'] };
    const lift = await refusingPolicy(api, { name: 'unbound', rule, message: 'no place' });
    const refusals = () =>
      cluster.events.filter(
        ({ objectRef, responseStatus }) => objectRef?.subresource === 'binding' && responseStatus?.code === 422,
      );
    await until('the policy', async () => {
      const body = { metadata: { name: 'unbound' }, target: { kind: 'Node', name: 'kubelab' } };
      return (await api.post(`${ns}/pods/unbound/binding?dryRun=All`, body)).code === 422;
    });
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    const { length } = refusals();
    await api.post(`${ns}/pods`, { metadata: { name: 'unbound' }, spec });
    const going = { name: 'unbound-going', finalizers: ['example.com/hold'] };
    await api.post(`${ns}/pods`, { metadata: going, spec: { ...spec, nodeSelector: { pool: 'none' } } });
    await until('the refusal', () => refusal('unbound-going'));
    await until('two refusals', () => refusals().length >= length + 2);
    await api.delete(`${ns}/pods/unbound-going`);
    assert.equal((await api.patch(node, { metadata: { labels: { pool: 'none' } } })).code, 200);
    await lift();
    const { status, spec: placed } = await until('it runs', async () => {
      const { body } = await api.get(`${ns}/pods/unbound`);
      return fields(body.status).phase === 'Running' && body;
    });
    assert.deepEqual([fields(status).phase, fields(placed).nodeName], ['Running', 'kubelab']);
    const { body } = await api.get(`${ns}/pods/unbound-going`);
    assert.deepEqual([body.metadata.name, fields(body.spec).nodeName], ['unbound-going', undefined]);
    await api.patch(`${ns}/pods/unbound-going`, { metadata: { finalizers: null } });
  });
});
