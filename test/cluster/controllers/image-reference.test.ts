import assert from 'node:assert/strict';
import {
  imageID,
  imageName,
  imageNameFault,
  imageSize,
  pullFault,
} from '../../../src/cluster/controllers/image-reference.js';

describe('the full name of an image', () => {
  for (const [short, full] of [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['curlimages/curl:8', 'docker.io/curlimages/curl:8'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/x', 'localhost:5000/x:latest'],
    ['localhost/x', 'localhost/x:latest'],
    ['REGISTRY/x:1', 'REGISTRY/x:1'],
    ['web.app', 'docker.io/library/web.app:latest'],
    ['acme/web:1', 'docker.io/acme/web:1'],
    ['nginx@sha256:abc', 'docker.io/library/nginx@sha256:abc'],
    ['nginx:1@sha256:abc', 'docker.io/library/nginx:1@sha256:abc'],
  ] as const) {
    it(`of ${short} is ${full}`, () => assert.equal(imageName(short), full));
  }
});

describe('the name of an image', () => {
  for (const image of ['nginx', 'nginx:1.25-alpine', 'a/b/c', 'localhost:5000/x:v1', `x@sha256:${'a'.repeat(64)}`]) {
    it(`may be ${image}`, () => assert.equal(imageNameFault(image), undefined));
  }

  for (const [image, why] of [
    ['NGINX', 'invalid reference format: repository name (library/NGINX) must be lowercase'],
    ['acme/Web:v1', 'invalid reference format: repository name (acme/Web) must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['library//nginx', 'invalid reference format'],
    [':v1', 'invalid reference format'],
    ['nginx:1 25', 'invalid reference format'],
  ] as const) {
    it(`may not be ${image}`, () => {
      const quoted = JSON.stringify(image);
      assert.equal(
        imageNameFault(image),
        `Failed to apply default image tag ${quoted}: couldn't parse image name ${quoted}: ${why}`,
      );
    });
  }
});

describe('an image', () => {
  it('of a registry that is nobody’s cannot be pulled', () => {
    assert.equal(pullFault('registry.example.com/web'), undefined);
    assert.equal(
      pullFault('registry.invalid:5000/team/web:v1'),
      'rpc error: code = Unknown desc = failed to pull and unpack image "registry.invalid:5000/team/web:v1": failed to resolve reference "registry.invalid:5000/team/web:v1": failed to do request: Head "https://registry.invalid:5000/v2/team/web/manifests/v1": dial tcp: lookup registry.invalid: no such host',
    );
  });

  it('is known by the digest of its name, or by the one that is named', () => {
    const id = imageID('nginx');
    assert.match(id, /^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/);
    assert.equal(imageID('docker.io/library/nginx:latest'), id);
    assert.notEqual(imageID('nginx:1.25').split('@')[1], id.split('@')[1]);
    assert.equal(imageID('nginx@sha256:abc'), 'docker.io/library/nginx@sha256:abc');
    assert.match(imageID('localhost:5000/x'), /^localhost:5000\/x@sha256:/);
  });

  it('is of some megabytes', () => {
    for (const name of ['nginx', 'busybox', 'redis:7']) {
      assert.ok(imageSize(name) >= 3_000_000 && imageSize(name) < 73_000_000, name);
    }
    assert.notEqual(imageSize('nginx'), imageSize('busybox'));
  });

  it('has one size', () => assert.equal(imageSize('nginx'), imageSize('docker.io/library/nginx:latest')));
});
