/** The rules for a container's variables: fields of the pod, resources, config maps and secrets. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const container = (more: object): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i', ...more }] } }).map((fault) =>
    fault.replace('spec.containers[0].', ''),
  );
const from = (valueFrom: object): string[] =>
  container({ env: [{ name: 'A', valueFrom }] }).map((fault) => fault.replace('env[0].valueFrom', ''));
const field = (fieldPath: string, more: object = {}): string[] => from({ fieldRef: { fieldPath, ...more } });
const resource = (name: string, divisor: string): string[] =>
  from({ resourceFieldRef: { resource: name, ...(divisor === '' ? {} : { divisor }) } });

const nameFault =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const bytes = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

describe('validateEnv', () => {
  it('shows a label or an annotation by its name, the annotation in lower case', () => {
    assert.deepEqual(field("metadata.labels['app']"), []);
    assert.deepEqual(field("metadata.annotations['A']"), []);
    assert.deepEqual(field("metadata.labels['A B']"), [`.fieldRef: Invalid value: "A B": ${nameFault}`]);
    assert.deepEqual(field("metadata.annotations['A B']"), [`.fieldRef: Invalid value: "a b": ${nameFault}`]);
    // the name begins behind the first bracket
    assert.deepEqual(field("metadata.labels['a['b']"), [`.fieldRef: Invalid value: "a['b": ${nameFault}`]);
  });

  it('knows no other field by a name in it', () => {
    const at = '.fieldRef.fieldPath: Invalid value:';
    assert.deepEqual(field("metadata.name['a']"), [
      `${at} "metadata.name['a']": error converting fieldPath: field label does not support subscript: metadata.name['a']`,
    ]);
    assert.deepEqual(field("['a']"), [`${at} "['a']": error converting fieldPath: field label not supported: ['a']`]);
    assert.deepEqual(field('metadata.name', { apiVersion: 'v2' }), [
      `${at} "metadata.name": error converting fieldPath: unsupported pod version: v2`,
    ]);
  });

  it('takes the old name of the node', () => assert.deepEqual(field('spec.host'), []));

  it('wants a field, and a resource', () => {
    assert.deepEqual(field(''), ['.fieldRef.fieldPath: Required value']);
    assert.deepEqual(resource('', ''), ['.resourceFieldRef.resource: Required value']);
  });

  it('divides by round numbers, each resource by its own', () => {
    const at = '.resourceFieldRef.divisor: Invalid value:';
    for (const name of ['limits.cpu', 'requests.memory', 'limits.ephemeral-storage', 'limits.hugepages-2Mi']) {
      assert.deepEqual(resource(name, ''), [], name);
      assert.deepEqual(resource(name, '1'), [], name);
    }
    assert.deepEqual(resource('requests.cpu', '1m'), []);
    assert.deepEqual(resource('limits.memory', '1Ki'), []);
    assert.deepEqual(resource('limits.memory', '1m'), [
      `${at} "limits.memory": only divisor's values ${bytes} are supported with the memory resource`,
    ]);
    assert.deepEqual(resource('requests.ephemeral-storage', '3'), [
      `${at} "requests.ephemeral-storage": only divisor's values ${bytes} are supported with the local ephemeral storage resource`,
    ]);
    assert.deepEqual(resource('requests.hugepages-1Gi', '3'), [
      `${at} "requests.hugepages-1Gi": only divisor's values ${bytes} are supported with the hugepages resource`,
    ]);
  });

  it('has one source', () => {
    const ref = { name: 'm', key: 'k' };
    assert.deepEqual(from({ configMapKeyRef: ref, secretKeyRef: ref }), [
      ': Invalid value: "": may not have more than one field specified at a time',
    ]);
    assert.deepEqual(from({}), [
      ': Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ]);
    assert.deepEqual(container({ envFrom: [{ configMapRef: { name: 'm' }, secretRef: { name: 's' } }] }), [
      'envFrom: Invalid value: "": may not have more than one field specified at a time',
    ]);
  });
});
