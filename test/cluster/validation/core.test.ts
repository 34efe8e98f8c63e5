/** The rules for namespaces, nodes, events and endpoint slices. */
import assert from 'node:assert/strict';
import { validateCreate } from '../../../src/cluster/validation/validate.js';
import { kindOfObject } from '../../../src/kube/kinds.js';
import { decoded, faultsOf, updateFaultsOf } from './faults.js';

describe('validateNamespace', () => {
  it('finalizers of its own are Kubernetes’ or fully qualified', () => {
    const of = (...finalizers: string[]): string[] => faultsOf('Namespace', { spec: { finalizers } });
    assert.deepEqual(of('kubernetes', 'example.com/keep'), []);
    assert.deepEqual(of('keep'), [
      'spec.finalizers: Invalid value: "keep": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });
});

describe('validateNode', () => {
  it('taints have a key and an effect', () => {
    const of = (taint: object): string[] => faultsOf('Node', { spec: { taints: [taint] } });
    assert.deepEqual(of({ key: 'a', effect: 'NoSchedule' }), []);
    assert.deepEqual(of({ key: 'a' }), ['spec.taints[0].effect: Required value']);
    assert.deepEqual(of({ key: 'a', effect: 'x' }), [
      'spec.taints[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]);
  });
});

describe('validateEvent', () => {
  it('stands in the namespace of what it is about', () => {
    const of = (namespace: string): string[] =>
      faultsOf('Event', { involvedObject: { kind: 'Pod', name: 'p', namespace } });
    assert.deepEqual(of('shop'), []);
    for (const other of ['', 'default']) {
      assert.deepEqual(of(other), [
        `involvedObject.namespace: Invalid value: "${other}": does not match event.namespace`,
      ]);
    }
  });

  it('about an object of the cluster stands in default', () => {
    const metadata = { namespace: 'default' };
    assert.deepEqual(faultsOf('Event', { metadata, involvedObject: { kind: 'Node', name: 'n' } }), []);
  });

  it('of the newer group says when, who and what', () => {
    const row = kindOfObject('events.k8s.io', 'Event') ?? assert.fail();
    const event = { ...decoded('Event', {}), apiVersion: 'events.k8s.io/v1', regarding: { namespace: 'shop' } };
    const faults = validateCreate(event, row).map((e) => `${e.field}: ${e.message}`);
    assert.deepEqual(faults.slice(0, 5), [
      'eventTime: Required value',
      'reportingController: Required value',
      'reportingInstance: Required value',
      'action: Required value',
      'reason: Required value',
    ]);
    assert.match(faults[5] ?? '', /^type: Invalid value: ""/);
  });
});

describe('validateEndpointSlice', () => {
  it('has one kind of addresses, which stays, and an address for each endpoint', () => {
    const faults = (more: object): string[] => faultsOf('EndpointSlice', { endpoints: [], ...more });
    assert.deepEqual(faults({ addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] }), []);
    assert.deepEqual(faults({ addressType: '' }), ['addressType: Required value']);
    assert.deepEqual(faults({ addressType: 'IP' }), [
      'addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"',
    ]);
    assert.deepEqual(faults({ addressType: 'IPv4', endpoints: [{ addresses: [] }] }), [
      'endpoints[0].addresses: Required value: must contain at least 1 address',
    ]);
    const [before, after] = ['IPv4', 'IPv6'].map((addressType) => ({ addressType, endpoints: [] }));
    assert.ok(before && after);
    assert.deepEqual(updateFaultsOf('EndpointSlice', before, after), [
      'addressType: Invalid value: "IPv6": field is immutable',
    ]);
  });
});
