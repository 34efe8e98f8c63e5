/** The rules for the requests and limits of containers, and for the claims that they use. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const container = (resources: object, spec: object = {}): string[] =>
  faultsOf('Pod', { spec: { ...spec, containers: [{ name: 'c', image: 'i', resources }] } }).map((fault) =>
    fault.replace('spec.containers[0].resources', 'resources'),
  );
const both = (amounts: object): object => ({ limits: amounts, requests: amounts });

describe('validateResources', () => {
  it('takes huge pages in whole pages, beside cpu or memory', () => {
    const pages = (name: string, amount: string): object => both({ cpu: '1', [name]: amount });
    assert.deepEqual(container(pages('hugepages-2Mi', '4Mi')), []);
    assert.deepEqual(container(both({ memory: '1Gi', 'hugepages-1Gi': '1Gi' })), []);
    const wrong = 'Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi';
    assert.deepEqual(container(pages('hugepages-2Mi', '3Mi')), [
      `resources.limits[hugepages-2Mi]: ${wrong}`,
      `resources.requests[hugepages-2Mi]: ${wrong}`,
    ]);
    assert.deepEqual(container(both({ 'hugepages-2Mi': '4Mi' })), [
      'resources: Forbidden: HugePages require cpu or memory',
    ]);
    assert.deepEqual(container(pages('hugepages-0', '1')), [
      'resources.limits[hugepages-0]: Invalid value: "1": 1 is not positive integer multiple of hugepages-0',
      'resources.requests[hugepages-0]: Invalid value: "1": 1 is not positive integer multiple of hugepages-0',
    ]);
  });

  it('asks for no more than it may have, and for just as much of what cannot be shared', () => {
    const amounts = (name: string, request: string, limit: string): string[] =>
      container({ requests: { [name]: request }, limits: { [name]: limit } });
    assert.deepEqual(amounts('cpu', '1', '2'), []);
    assert.deepEqual(amounts('cpu', '2', '2000m'), []);
    assert.deepEqual(amounts('memory', '3', '2'), [
      'resources.requests: Invalid value: "3": must be less than or equal to memory limit of 2',
    ]);
    assert.deepEqual(amounts('example.com/gpu', '1', '2'), [
      'resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2',
    ]);
  });

  it('names resources of others with a domain, so short that a quota can write requests. before the name', () => {
    assert.deepEqual(container(both({ 'example.com/gpu': '2' })), []);
    const name = `example.com/${'a'.repeat(63)}`;
    assert.deepEqual(container(both({ [name]: '1' })), []);
    const long = `${'a'.repeat(61)}.${'b'.repeat(61)}.${'c'.repeat(61)}.${'d'.repeat(59)}/gpu`;
    const fault = `Invalid value: "${long}": doesn't follow extended resource name standard`;
    assert.deepEqual(container({ limits: { [long]: '1' } }), [
      `resources.limits[${long}]: ${fault}`,
      `resources.requests[${long}]: ${fault}`,
    ]);
    assert.deepEqual(container({ limits: { pods: '1' } }), [
      'resources.limits[pods]: Invalid value: "pods": must be a standard resource for containers',
      'resources.requests[pods]: Invalid value: "pods": must be a standard resource for containers',
    ]);
  });

  it('uses claims of its pod', () => {
    const use = (...names: string[]): string[] =>
      container(
        { claims: [{ name: 'x' }] },
        { resourceClaims: names.map((name) => ({ name, resourceClaimName: 'c' })) },
      );
    assert.deepEqual(use('x'), []);
    const missing = 'resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims';
    assert.deepEqual(use(), [`${missing} which is empty`]);
    assert.deepEqual(use('b', 'a'), [`${missing}: a, b`]);
    assert.deepEqual(container({ claims: [{}] }), ['resources.claims[0]: Required value']);
  });
});

describe('validateResourceClaims', () => {
  const claims = (resourceClaims: object[], metadata: object = {}): string[] =>
    faultsOf('Pod', { metadata, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }], resourceClaims } });
  const claim = { name: 'a', resourceClaimName: 'c' };

  it('have names, each its own', () => {
    assert.deepEqual(claims([claim, { ...claim, name: 'b' }]), []);
    assert.deepEqual(claims([claim, claim, { resourceClaimName: 'c' }]), [
      'spec.resourceClaims[1].name: Duplicate value: "a"',
      'spec.resourceClaims[2].name: Required value',
    ]);
  });

  it('are not for static pods', () => {
    assert.deepEqual(claims([claim], { annotations: { 'kubernetes.io/config.mirror': 'x' } }), [
      '[]: Forbidden: static pods do not support resource claims',
    ]);
  });
});
