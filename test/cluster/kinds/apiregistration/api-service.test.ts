/** The rules for APIServices; the texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

describe('APIService', () => {
  const service = { namespace: 'a', name: 'b' };
  const right = { group: 'x.io', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, service };
  const of = (spec: object, name = 'v1.x.io', more: object = {}): string[] =>
    faultsOf('APIService', { metadata: { name, ...more }, spec: { ...right, ...spec } });

  it('is called after its version and group', () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({}, 'x'), [
      'metadata.name: Invalid value: "x": must be `spec.version+"."+spec.group`: "v1.x.io"',
    ]);
    assert.deepEqual(of({}, 'a/b'), [`metadata.name: Invalid value: "a/b": may not contain '/'`]);
    assert.deepEqual(of({ group: '' }, 'v1.'), []);
    assert.deepEqual(of({ group: '', version: 'v2' }, 'v2.'), [
      'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
    ]);
    assert.match(of({ version: '' }, '.x.io').join(), /^spec\.version: Invalid value: "": a DNS-1035 label/);
    assert.match(of({ group: 'X' }, 'v1.X').join(), /^spec\.group: Invalid value: "X": a lowercase RFC 1123 subdomain/);
  });

  it('has finalizers of any name', () => {
    assert.deepEqual(of({}, 'v1.x.io', { finalizers: ['x'] }), []);
  });

  it('names a port, and has one way to trust its server', () => {
    assert.deepEqual(of({ service: { ...service, port: 0 } }), [
      'spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
    ]);
    assert.deepEqual(of({ insecureSkipTLSVerify: true, caBundle: 'YQ==' }), [
      'spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present',
    ]);
    assert.deepEqual(of({ insecureSkipTLSVerify: true, caBundle: '' }), []);
    assert.deepEqual(of({ service: undefined, insecureSkipTLSVerify: true, caBundle: 'YWI=' }), [
      'spec.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle',
      'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
    ]);
  });

  it('has priorities and a port within their bounds', () => {
    const bounds = { groupPriorityMinimum: 20_000, versionPriority: 1000, service: { ...service, port: 65_535 } };
    assert.deepEqual(of(bounds), []);
    const beyond = { groupPriorityMinimum: 20_001, versionPriority: 1001, service: { ...service, port: 65_536 } };
    assert.deepEqual(of(beyond), [
      'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
      'spec.service.port: Invalid value: 65536: port is not valid: must be between 1 and 65535, inclusive',
    ]);
    assert.deepEqual(of({ groupPriorityMinimum: 0, versionPriority: 0, service: {} }), [
      'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 0: must be positive and less than 1000',
      'spec.service.namespace: Required value',
      'spec.service.name: Required value',
    ]);
  });

  it('the conditions of its status hold, do not, or are unknown', () => {
    const body = { metadata: { name: 'v1.x.io' }, spec: right };
    const status = { conditions: [{ type: 'Available', status: 'x' }] };
    assert.deepEqual(updateFaultsOf('APIService', body, { ...body, status }, 'status'), [
      'status.conditions[0].status: Unsupported value: "x": supported values: "True", "False", "Unknown"',
    ]);
  });
});
