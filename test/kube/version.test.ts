import assert from 'node:assert/strict';
import { goArchitecture, kubernetesVersion, release } from '../../src/kube/version.js';

describe('the version of Kubernetes', () => {
  it('has a release, without the number of its patch', () =>
    assert.match(kubernetesVersion, new RegExp(`^v${release}\\.\\d+$`)));
});

describe('an architecture', () => {
  it('has the name that Go has for it', () =>
    assert.deepEqual(['x64', 'ia32', 'arm64', 's390x'].map(goArchitecture), ['amd64', '386', 'arm64', 's390x']));
});
