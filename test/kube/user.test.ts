import assert from 'node:assert/strict';
import {
  isControlPlane,
  nodeOfKubelet,
  parseServiceAccountUsername,
  serviceAccountGroups,
  serviceAccountUsername,
  userOf,
} from '../../src/kube/user.js';

describe('the name of a service account', () => {
  it('has its namespace and its own name, and is read back', () => {
    assert.equal(serviceAccountUsername('lab', 'robot'), 'system:serviceaccount:lab:robot');
    assert.deepEqual(parseServiceAccountUsername('system:serviceaccount:lab:robot.v1'), {
      namespace: 'lab',
      name: 'robot.v1',
    });
    assert.deepEqual(serviceAccountGroups('lab'), ['system:serviceaccounts', 'system:serviceaccounts:lab']);
  });

  const others = [
    'jane',
    'system:serviceaccount:lab',
    'system:serviceaccount::robot',
    'system:serviceaccount:lab:',
    'system:serviceaccount:lab:robot:x',
    'system:serviceaccount:my.lab:robot',
    'system:serviceaccount:lab:Robot',
    'system:serviceaccount:Lab:robot',
    ' system:serviceaccount:lab:robot',
    'system:serviceaccount:lab:robot\n',
    'x-system:serviceaccount:lab:robot',
  ];
  for (const name of others) {
    it(`is not ${JSON.stringify(name)}`, () => assert.equal(parseServiceAccountUsername(name), undefined));
  }
});

describe('the user of a name', () => {
  it('is in the groups that Kubernetes adds, behind those that were given, each once', () => {
    assert.deepEqual(userOf('jane', ['ops', 'ops', 'system:authenticated']), {
      username: 'jane',
      groups: ['ops', 'system:authenticated'],
    });
    assert.deepEqual(userOf('system:serviceaccount:lab:robot', ['ops']), {
      username: 'system:serviceaccount:lab:robot',
      groups: ['ops', 'system:serviceaccounts', 'system:serviceaccounts:lab', 'system:authenticated'],
    });
    assert.deepEqual(userOf('system:anonymous', []).groups, ['system:unauthenticated']);
  });
});

describe('a kubelet', () => {
  const node = (username: string, ...groups: string[]) => nodeOfKubelet({ username, groups });
  it('is of the node that its name ends with, when it is in the group of nodes', () => {
    assert.equal(node('system:node:n1', 'x', 'system:nodes'), 'n1');
    assert.equal(node('system:node:', 'system:nodes'), '');
    assert.equal(node('system:node:n1', 'system:node'), undefined);
    assert.equal(node('system:nodes:n1', 'system:nodes'), undefined);
    assert.equal(node('jane:system:node:n1', 'system:nodes'), undefined);
  });
});

describe('the control plane', () => {
  const ofIt = ['system:kube-scheduler', 'system:apiserver', 'system:node:n1', 'system:serviceaccount:kube-system:x'];
  const others = [
    'jane',
    'system:anonymous',
    'system:apiserver-x',
    'system:serviceaccount:lab:x',
    'x:system:kube-y',
    '',
  ];
  for (const name of ofIt) it(`has ${name}`, () => assert.ok(isControlPlane(name)));
  for (const name of [...others, undefined])
    it(`has no ${name || 'empty name'}`, () => assert.ok(!isControlPlane(name)));
});
