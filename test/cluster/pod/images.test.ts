import assert from 'node:assert/strict';
import { sleepMilliseconds } from '../../../src/cluster/pod/container-world.js';
import { argvOf, imageOf } from '../../../src/cluster/pod/images.js';
import { isInteractiveShell, shellInvocation } from '../../../src/cluster/pod/process.js';

describe('an image', () => {
  for (const [reference, distribution] of [
    ['ubuntu', 'ubuntu'],
    ['ubuntu:24.04', 'ubuntu'],
    ['docker.io/library/ubuntu@sha256:00', 'ubuntu'],
    ['busybox:1', 'busybox'],
    ['curlimages/curl:8.9.1', 'alpine'],
    ['registry.k8s.io/kube-apiserver:v1.36.2', 'debian'],
    ['example.com:5000/team/app', 'unknown'],
  ] as const) {
    it(`${reference} is known as ${distribution}`, () => assert.equal(imageOf(reference).distribution, distribution));
  }

  it('gives the command that the pod does not name', () => {
    assert.deepEqual(argvOf(imageOf('ubuntu'), [], []), ['/bin/bash']);
    assert.deepEqual(argvOf(imageOf('ubuntu'), [], ['bash']), ['bash']);
    assert.deepEqual(argvOf(imageOf('ubuntu'), ['sleep'], ['5']), ['sleep', '5']);
    assert.deepEqual(argvOf(imageOf('alpine/curl'), [], ['-k', 'x']), ['curl', '-k', 'x']);
  });
});

describe('a command line', () => {
  it('may call a shell', () => {
    assert.equal(shellInvocation(['ls']), undefined);
    assert.deepEqual(shellInvocation(['/bin/sh', '-c', 'echo $1', 'zero', 'one']), {
      script: 'echo $1',
      args: ['one'],
    });
    assert.deepEqual(shellInvocation(['bash', '-lc', 'ls']), { script: 'ls', args: [] });
    assert.deepEqual(shellInvocation(['bash', '-x', 'run.sh', 'a']), { file: 'run.sh', args: ['a'] });
    assert.ok(isInteractiveShell(['/bin/bash', '-l', '-i']));
    assert.ok(!isInteractiveShell(['bash', '-c', 'ls']));
  });

  it('of sleep has a length', () => {
    assert.equal(sleepMilliseconds(['3600']), 3_600_000);
    assert.equal(sleepMilliseconds(['1m', '0.5']), 60_500);
    assert.equal(sleepMilliseconds(['infinity']), Number.POSITIVE_INFINITY);
    assert.equal(sleepMilliseconds(['x']), undefined);
    assert.equal(sleepMilliseconds([]), undefined);
  });
});
