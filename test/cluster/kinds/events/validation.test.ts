/** The rules for events of both groups. */
import assert from 'node:assert/strict';
import { definitionOf } from '../../../../src/cluster/kinds/definitions.js';
import { validateCreate, validateUpdate } from '../../../../src/cluster/registry/validate.js';
import { kindOfObject } from '../../../../src/kube/kinds.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { faultsOf } from '../faults.js';

const about = (namespace: string): string[] =>
  faultsOf('Event', { involvedObject: { kind: 'Pod', name: 'p', namespace } });

describe('validateEvent', () => {
  it('stands in the namespace of what it is about', () => {
    assert.deepEqual(about('shop'), []);
    for (const other of ['', 'default']) {
      assert.deepEqual(about(other), [
        `involvedObject.namespace: Invalid value: "${other}": does not match event.namespace`,
      ]);
    }
  });

  it('about an object of the cluster stands in default', () => {
    const metadata = { namespace: 'default' };
    assert.deepEqual(faultsOf('Event', { metadata, involvedObject: { kind: 'Node', name: 'n' } }), []);
  });

  it('has any name, and its labels are looked at when all else is right', () => {
    const involvedObject = { namespace: 'shop' };
    assert.deepEqual(faultsOf('Event', { metadata: { name: 'Any_Name' }, involvedObject }), []);
    assert.match(
      faultsOf('Event', { metadata: { labels: { 'a b': '' } }, involvedObject })[0] ?? '',
      /^metadata\.labels/,
    );
    assert.deepEqual(faultsOf('Event', { metadata: { labels: { 'a b': '' } } }).length, 1);
  });

  it('with a time says who saw what', () => {
    const faults = faultsOf('Event', {
      involvedObject: { namespace: 'shop' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      action: 'x'.repeat(129),
    });
    assert.deepEqual(
      faults.filter((fault) => !/name part/.test(fault)),
      [
        'reportingComponent: Required value',
        'reportingInstance: Required value',
        'action: Invalid value: "": can have at most 128 characters',
        'reason: Required value',
      ],
    );
  });
});

describe('validateNewEvent', () => {
  const kind = kindOfObject('events.k8s.io', 'Event') ?? assert.fail();
  const ruled = { kind, definition: definitionOf(kind), subresource: '' };
  const right = {
    regarding: { namespace: 'shop' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    type: 'Normal',
    reportingController: 'example.com/c',
    reportingInstance: 'i',
    action: 'a',
    reason: 'r',
  };
  const event = (more: object): KubeObject => ({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'shop' },
    ...right,
    ...more,
  });
  const of = (more: object): string[] => validateCreate(event(more), ruled).map((e) => `${e.field}: ${e.message}`);

  it('says when and of which type, and leaves the rest to the older group', () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ eventTime: undefined, type: 'Odd' }), [
      'eventTime: Required value',
      'type: Invalid value: "": has invalid value: Odd',
    ]);
    assert.deepEqual(of({ deprecatedCount: 2, deprecatedSource: { component: 'c' } }), [
      'count: Invalid value: "": needs to be unset',
      'source: Invalid value: "": needs to be unset',
    ]);
    assert.deepEqual(of({ series: { count: 1 } }), [
      'series.count: Invalid value: "": should be at least 2',
      'series.lastObservedTime: Required value',
    ]);
    assert.deepEqual(of({ regarding: { namespace: 'other' }, eventTime: undefined }).length, 2);
  });

  it('keeps all but its series, under the names of the older group', () => {
    const { regarding: involvedObject, reportingController: reportingComponent, ...same } = right;
    const stored: KubeObject = { ...event({}), ...same, apiVersion: 'v1', involvedObject, reportingComponent };
    const faults = (more: object): string[] =>
      validateUpdate(event(more), stored, ruled).map((e) => `${e.field}: ${e.message}`);
    assert.deepEqual(faults({ series: { count: 2, lastObservedTime: '2026-01-01T00:00:00.000000Z' } }), []);
    assert.deepEqual(faults({ note: 'new' }), ['message: Invalid value: "new": field is immutable']);
  });
});
