/** What field selectors may name of events: `kubectl describe` asks for those about an object. */
import assert from 'node:assert/strict';
import { coreEvent, event } from '../../../../src/cluster/kinds/events/event.js';
import type { KubeObject } from '../../../../src/kube/object.js';

const about = {
  kind: 'Pod',
  namespace: 'shop',
  name: 'web',
  uid: 'u',
  apiVersion: 'v1',
  resourceVersion: '7',
  fieldPath: 'spec.containers{c}',
};
const told: KubeObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'shop' },
  reason: 'Killing',
  type: 'Normal',
};

describe('the fields by which events are selected', () => {
  it('are the object that it is about, its reason and type, and who tells of it', () => {
    const one = { ...told, involvedObject: about, reportingComponent: 'kubelet', source: { component: 'old' } };
    const values = (coreEvent.selectableFields ?? []).map(([name, read]) => [name, read(one)]);
    assert.deepEqual(Object.fromEntries(values), {
      'metadata.name': 'e',
      'metadata.namespace': 'shop',
      ...Object.fromEntries(Object.entries(about).map(([name, value]) => [`involvedObject.${name}`, value])),
      reason: 'Killing',
      type: 'Normal',
      reportingComponent: 'kubelet',
      source: 'old',
    });
    const source = coreEvent.selectableFields?.find(([name]) => name === 'source')?.[1];
    assert.equal(source?.({ ...told, reportingComponent: 'kubelet' }), 'kubelet');
  });

  it('have the names of the newer group there', () => {
    const one = { ...told, regarding: about, reportingController: 'kubelet' };
    const values = (event.selectableFields ?? []).map(([name, read]) => [name, read(one)]);
    assert.deepEqual(Object.fromEntries(values), {
      'metadata.name': 'e',
      'metadata.namespace': 'shop',
      ...Object.fromEntries(Object.entries(about).map(([name, value]) => [`regarding.${name}`, value])),
      reason: 'Killing',
      type: 'Normal',
      reportingController: 'kubelet',
    });
  });

  it('loses an empty reporter in the newer group, and nothing else', () => {
    const stored = { ...told, involvedObject: about, reportingComponent: '', reportingInstance: '', message: 'm' };
    assert.deepEqual(event.storage?.from(stored), {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: told.metadata,
      regarding: about,
      note: 'm',
      reason: 'Killing',
      type: 'Normal',
    });
  });
});
