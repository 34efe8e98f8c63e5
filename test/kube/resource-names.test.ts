import assert from 'node:assert/strict';
import { isExtendedResource, isNativeResource } from '../../src/kube/resource-names.js';

describe('the name of a resource', () => {
  it('is of Kubernetes without a domain, and with one of Kubernetes', () => {
    const names = ['cpu', 'hugepages-2Mi', 'kubernetes.io/a', 'a.kubernetes.io/b', 'example.com/gpu', 'k8s.io/a'];
    assert.deepEqual(names.map(isNativeResource), [true, true, true, true, false, false]);
  });

  it('is of an extension when a quota can count it', () => {
    const label = 'a'.repeat(61);
    const longest = `${label}.${label}.${label}.${'a'.repeat(58)}/gpu`;
    const names = ['example.com/gpu', longest, `a${longest}`, 'requests.example.com/gpu', 'cpu', 'a.kubernetes.io/b'];
    assert.deepEqual(names.map(isExtendedResource), [true, true, false, false, false, false]);
  });
});
