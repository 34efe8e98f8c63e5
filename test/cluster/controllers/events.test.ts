import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { eventRecorder } from '../../../src/cluster/controllers/events.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('events', () => {
  it('name the component that reports them, unless they are combined of several', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const client = cluster.clientFor('system:kube-controller-manager');
      const faults: unknown[] = [];
      const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
      const record = eventRecorder(client, clock, 'told', (error) => faults.push(error), 'here');
      const about = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } };
      for (let i = 1; i <= 10; i++) record(about, 'Normal', 'Told', `pod ${i}`);
      const path = '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dx';
      const items = await until('ten events', async () => {
        const { body } = await admin.get(path);
        return body.items.length === 10 && (body.items as unknown as Record<string, string>[]);
      });
      assert.deepEqual(faults, []);
      const reporters = items.map((event) => [
        event.message?.startsWith('(combined'),
        event.reportingComponent,
        event.reportingInstance,
      ]);
      const plain = Array.from({ length: 9 }, () => [false, 'told', 'here']);
      assert.deepEqual(reporters.sort(), [...plain, [true, '', '']]);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });

  it('of two components about objects of one name in the same moment are both told', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const client = cluster.clientFor('system:kube-controller-manager');
      const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
      const faults: unknown[] = [];
      const about = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } };
      for (const component of ['one', 'two', 'three']) {
        eventRecorder(client, clock, component, (error) => faults.push(error))(
          about,
          'Normal',
          'Told',
          `by ${component}`,
        );
      }
      const path = '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dx';
      const items = await until('three events', async () => {
        const { body } = await admin.get(path);
        return body.items.length === 3 && body.items;
      });
      const told = items.map((event) => (event as { message?: string }).message);
      assert.deepEqual(faults, []);
      assert.deepEqual(told.sort(), ['by one', 'by three', 'by two']);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
