/** What pods/ephemeralcontainers and pods/resize may change. */
import assert from 'node:assert/strict';
import { updateFaultsOf } from '../../../faults.js';

const good = { name: 'c', image: 'i' };
const mirror = { 'kubernetes.io/config.mirror': 'x' };
const debug = (name: string, more: object = {}): object => ({ name, image: 'busybox', ...more });

describe('validateKeptEphemeral', () => {
  const change = (had: object[], now: object[], annotations: object = {}): string[] => {
    const pod = (ephemeralContainers: object[]) => ({
      metadata: { annotations },
      spec: { nodeName: 'n', containers: [good], ephemeralContainers },
    });
    return updateFaultsOf('Pod', pod(had), pod(now), 'ephemeralcontainers');
  };

  it('lets more come', () => assert.deepEqual(change([debug('a')], [debug('b'), debug('a')]), []));

  it('lets none go, and none change', () => {
    assert.deepEqual(change([debug('a'), debug('b')], [debug('b')]), [
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers "a" may not be removed\n',
    ]);
    const [fault = '', ...more] = change([debug('a'), debug('b')], [debug('a'), debug('b', { stdin: true })]);
    assert.deepEqual(more, []);
    assert.match(
      fault,
      /^spec\.ephemeralContainers: Forbidden: existing ephemeral containers "b" may not be changed\n(.*\n)*.*Stdin/,
    );
  });

  it('are not for static pods', () => {
    assert.deepEqual(change([], [debug('a')], mirror), [
      '[]: Forbidden: static pods do not support ephemeral containers',
    ]);
  });
});

describe('validateResize', () => {
  const resize = (spec: object, metadata: object = {}): string[] => {
    const pod = (cpu: string) => ({
      metadata,
      spec: { nodeName: 'n', ...spec, containers: [{ ...good, resources: { requests: { cpu } } }] },
    });
    return updateFaultsOf('Pod', pod('1'), pod('2'), 'resize');
  };

  it('is for pods of the API server on Linux', () => {
    assert.deepEqual(resize({}), []);
    assert.deepEqual(resize({ os: { name: 'linux' } }), []);
    assert.deepEqual(resize({ os: { name: 'windows' } }), ['[]: Forbidden: windows pods cannot be resized']);
    assert.deepEqual(resize({}, { annotations: mirror }), ['[]: Forbidden: static pods cannot be resized']);
  });

  it('changes no resource but cpu and memory, of a container or of the pod', () => {
    const pod = (container: object, whole?: object) => ({
      spec: {
        containers: [{ ...good, resources: { requests: { cpu: '1', ...container } } }],
        ...(whole ? { resources: { requests: { cpu: '4', memory: '4', ...whole } } } : {}),
      },
    });
    const storage = (size: string): object => ({ 'ephemeral-storage': size });
    assert.deepEqual(updateFaultsOf('Pod', pod(storage('1')), pod(storage('2')), 'resize'), [
      'spec: Forbidden: only cpu and memory resources are mutable',
    ]);
    assert.deepEqual(updateFaultsOf('Pod', pod({}, { cpu: '5' }), pod({}, { cpu: '6' }), 'resize'), []);
    const [huge, more] = ['2Mi', '4Mi'].map((size) => {
      const amounts = { cpu: '4', 'hugepages-2Mi': size };
      return { spec: { ...pod({}).spec, resources: { requests: amounts, limits: { 'hugepages-2Mi': size } } } };
    });
    assert.ok(huge && more);
    assert.deepEqual(updateFaultsOf('Pod', huge, more, 'resize'), [
      'spec: Forbidden: only cpu and memory resources are mutable at pod-level',
    ]);
  });

  it('changes nothing else', () => {
    const pod = (more: object) => ({ spec: { containers: [good], ...more } });
    assert.deepEqual(updateFaultsOf('Pod', pod({}), pod({ hostname: 'h' }), 'resize'), [
      'spec: Forbidden: only cpu and memory resources are mutable',
    ]);
  });
});
