import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { seriesRecorder } from '../../../src/cluster/controllers/event-series.js';
import { eventRecorder } from '../../../src/cluster/controllers/events.js';
import type { StoredObject } from '../../../src/kube/object.js';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('an Event of the scheduler', () => {
  const { cluster, api: admin } = clusterForTests('told');

  const eventsOf = async (name: string) => {
    const { body } = await admin.get(`/api/v1/namespaces/told/events?fieldSelector=involvedObject.name%3D${name}`);
    return body.items as unknown as Record<string, unknown>[];
  };

  it('has an action and a time in microseconds, and neither source nor count', async () => {
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    await admin.post('/api/v1/namespaces/told/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    const event = await until('the pod is scheduled', async () =>
      (await eventsOf('p')).find(({ reason }) => reason === 'Scheduled'),
    );
    assert.match(String(event.eventTime), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const { action, source, firstTimestamp, lastTimestamp, count, message, type, reportingComponent } = event;
    assert.deepEqual(
      { action, source, firstTimestamp, lastTimestamp, count, message, type, reportingComponent },
      {
        action: 'Binding',
        source: {},
        firstTimestamp: null,
        lastTimestamp: null,
        count: undefined,
        message: 'Successfully assigned told/p to kubelab',
        type: 'Normal',
        reportingComponent: 'default-scheduler',
      },
    );
    assert.equal(event.reportingInstance, 'default-scheduler-kubelab');
  });

  it('that comes again is a series', async () => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const faults: unknown[] = [];
    const client = cluster.clientFor('system:kube-scheduler');
    const record = seriesRecorder(client, clock, 'default-scheduler', 'host', (error) => faults.push(error));
    const { body } = await admin.post('/api/v1/namespaces/told/configmaps', configMap('often'));
    for (let i = 0; i < 3; i++) {
      record(body as StoredObject, 'Warning', 'FailedScheduling', 'Scheduling', 'no');
      clock.advance(1000);
    }
    const [event] = await until('a series', async () => {
      const events = await eventsOf('often');
      return events[0]?.series !== undefined && events;
    });
    assert.equal((event?.series as { count?: number } | undefined)?.count, 2);
    clock.advance(1000);
    record(body as StoredObject, 'Warning', 'FailedScheduling', 'Scheduling', 'no');
    record(body as StoredObject, 'Warning', 'FailedScheduling', 'Binding', 'no');
    const another = await until('another Event', async () => {
      const events = await eventsOf('often');
      return events.length === 2 && events;
    });
    const unchanged = another.find(({ action }) => action === 'Scheduling');
    assert.deepEqual(unchanged?.series, event?.series);
    clock.advance(400_000);
    record(body as StoredObject, 'Warning', 'FailedScheduling', 'Scheduling', 'no');
    await until('an Event after the series', async () => (await eventsOf('often')).length === 3);
    assert.deepEqual(faults, []);
  });

  it('has a name of its own, also when another component told of an object of that name in the same moment', async () => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const faults: unknown[] = [];
    const onError = (error: unknown): number => faults.push(error);
    const client = cluster.clientFor('system:kube-scheduler');
    const { body } = await admin.post('/api/v1/namespaces/told/configmaps', configMap('shared'));
    eventRecorder(client, clock, 'kubelet', onError)(body as StoredObject, 'Normal', 'Pulled', 'there');
    await until('the event of the kubelet', async () => (await eventsOf('shared')).length === 1);
    const record = seriesRecorder(client, clock, 'default-scheduler', 'host', onError);
    for (const reason of ['Scheduled', 'FailedScheduling', 'FailedScheduling']) {
      record(body as StoredObject, 'Normal', reason, 'Binding', 'note');
    }
    const events = await until('a series', async () => {
      const all = await eventsOf('shared');
      return all.some(({ series }) => series !== undefined) && all;
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      events.map(({ reason, series }) => `${reason} ${(series as { count?: number } | undefined)?.count ?? 1}`).sort(),
      ['FailedScheduling 2', 'Pulled 1', 'Scheduled 1'],
    );
  });
});
