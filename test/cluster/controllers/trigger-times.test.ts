import assert from 'node:assert/strict';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import type { Service } from '../../../src/cluster/controllers/service-endpoints.js';
import { triggered, triggerTimes } from '../../../src/cluster/controllers/trigger-times.js';

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {},
};
const pod = (name: string, lastTransitionTime?: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: '1' },
  spec: { containers: [] },
  status: { conditions: lastTransitionTime ? [{ type: 'Ready', status: 'True', lastTransitionTime }] : [] },
});

describe('the time from which endpoints are out of date', () => {
  it('is that of a new Service, and then that of the first pod that has changed', () => {
    const times = triggerTimes();
    const since = (...pods: Pod[]) => times.since('n/s', service, pods);
    assert.equal(since(pod('a', 't1')), '2026-01-01T00:00:00Z');
    assert.equal(since(pod('a', 't1'), pod('b')), '');
    assert.equal(since(pod('a', 't3'), pod('b', 't2')), 't2');
    assert.equal(since(pod('b', 't2')), '');
    times.forget('n/s');
    assert.equal(since(pod('b', 't2')), '2026-01-01T00:00:00Z');
  });

  it('is that of the Service when that was made anew, and of no pod without a time', () => {
    const times = triggerTimes();
    const bare: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', uid: '1' }, spec: { containers: [] } };
    assert.equal(times.since('n/s', service, [bare]), '2026-01-01T00:00:00Z');
    assert.equal(times.since('n/s', service, [{ ...bare, status: {} }]), '');
    const again = { ...service, metadata: { name: 's', uid: '1', creationTimestamp: '2026-01-02T00:00:00Z' } };
    assert.equal(times.since('n/s', again, [pod('a', '2026-01-03T00:00:00Z')]), '2026-01-02T00:00:00Z');
    assert.equal(times.since('n/s', again, [pod('a', '2026-01-02T12:00:00Z')]), '');
    assert.equal(times.since('n/other', again, []), '2026-01-02T00:00:00Z');
  });

  it('stands in an annotation, or in none', () => {
    const annotation = { 'endpoints.kubernetes.io/last-change-trigger-time': 't' };
    assert.deepEqual(triggered({ a: 'b' }, 't'), { a: 'b', ...annotation });
    assert.deepEqual(triggered({ a: 'b', ...annotation }, ''), { a: 'b' });
    assert.deepEqual([triggered(undefined, 't'), triggered(undefined, '')], [annotation, {}]);
  });
});
