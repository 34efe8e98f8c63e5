/** The rules for config maps and secrets; several texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const key =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const immutable = 'Forbidden: field is immutable when `immutable` is set';

describe('validateConfigMap', () => {
  it('keys are file names', () => {
    assert.deepEqual(faultsOf('ConfigMap', { data: { '.a-B_1': '' } }), []);
    assert.deepEqual(faultsOf('ConfigMap', { data: { 'a/b': 'c' } }), [`data[a/b]: Invalid value: "a/b": ${key}`]);
    assert.deepEqual(faultsOf('ConfigMap', { binaryData: { '..': '' } }), [
      `binaryData[..]: Invalid value: "..": must not be '..'`,
    ]);
    assert.deepEqual(faultsOf('Secret', { data: { '../a': '', '..a': '' } }), [
      `data[../a]: Invalid value: "../a": ${key}`,
      `data[../a]: Invalid value: "../a": must not start with '..'`,
      `data[..a]: Invalid value: "..a": must not start with '..'`,
    ]);
    const long = 'é'.repeat(127);
    assert.deepEqual(faultsOf('ConfigMap', { data: { [long]: '' } }), [
      `data[${long}]: Invalid value: "${long}": must be no more than 253 characters`,
      `data[${long}]: Invalid value: "${long}": ${key}`,
    ]);
  });

  it('a key stands in one of the two', () => {
    assert.deepEqual(faultsOf('ConfigMap', { data: { a: '1' }, binaryData: { a: 'MQ==' } }), [
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ]);
  });

  it('holds a MiB in all, text and bytes together', () => {
    const half = 'x'.repeat(512 * 1024);
    assert.deepEqual(faultsOf('ConfigMap', { data: { a: half }, binaryData: { b: base64(half) } }), []);
    assert.deepEqual(faultsOf('ConfigMap', { data: { a: `${half}y` }, binaryData: { b: base64(half) } }), [
      '[]: Too long: may not be more than 1048576 bytes',
    ]);
  });

  it('an immutable one keeps its data and stays immutable', () => {
    const before = { immutable: true, data: { a: '1' } };
    const update = (after: object): string[] => updateFaultsOf('ConfigMap', before, after as { data?: object });
    assert.deepEqual(update({ ...before, data: { a: '2' } }), [`data: ${immutable}`]);
    assert.deepEqual(update({ data: { a: '1' } }), [`immutable: ${immutable}`]);
    assert.deepEqual(update({ ...before, metadata: { labels: { a: 'b' } } }), []);
    assert.deepEqual(updateFaultsOf('ConfigMap', { data: { a: '1' } }, { ...before, data: { a: '2' } }), []);
  });
});

describe('validateSecret', () => {
  const of = (type: string, data: Record<string, string>, metadata: object = {}): string[] =>
    faultsOf('Secret', {
      type,
      metadata,
      data: Object.fromEntries(Object.entries(data).map(([name, text]) => [name, base64(text)])),
    });

  it('each type wants its keys', () => {
    assert.deepEqual(of('Opaque', {}), []);
    assert.deepEqual(of('example.com/own', { any: 'thing' }), []);
    assert.deepEqual(of('kubernetes.io/tls', { 'tls.crt': 'x' }), ['data[tls.key]: Required value']);
    assert.deepEqual(of('kubernetes.io/ssh-auth', {}), ['data[ssh-privatekey]: Required value']);
    assert.deepEqual(of('kubernetes.io/basic-auth', { username: 'jane' }), []);
    assert.deepEqual(of('kubernetes.io/basic-auth', {}), [
      'data[username]: Required value',
      'data[password]: Required value',
    ]);
    assert.deepEqual(of('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': '{}' }), []);
  });

  it('does not show what is in it', () => {
    const [fault = ''] = of('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'hunter2' });
    assert.match(fault, /^data\[\.dockerconfigjson\]: Invalid value: "<secret contents redacted>": /);
    assert.doesNotMatch(fault, /hunter2/);
  });

  it('one for a token names its account', () => {
    const type = 'kubernetes.io/service-account-token';
    assert.deepEqual(of(type, {}), ['metadata.annotations[kubernetes.io/service-account.name]: Required value']);
    assert.deepEqual(of(type, {}, { annotations: { 'kubernetes.io/service-account.name': 'robot' } }), []);
  });

  it('keeps its type', () => {
    assert.deepEqual(updateFaultsOf('Secret', { type: 'Opaque' }, { type: 'other' }), [
      'type: Invalid value: "other": field is immutable',
    ]);
  });

  it('counts the bytes, not their base64', () => {
    assert.deepEqual(of('Opaque', { a: 'x'.repeat(1024 * 1024) }), []);
    assert.deepEqual(of('Opaque', { a: 'x'.repeat(1024 * 1024 + 1) }), [
      'data: Too long: may not be more than 1048576 bytes',
    ]);
  });
});
