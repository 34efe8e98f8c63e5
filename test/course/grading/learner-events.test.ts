import assert from 'node:assert/strict';
import { othersOnCluster, othersOnPractice } from '../../../src/course/grading/learner-events.js';
import type { AuditEvent } from '../../../src/kube/audit-event.js';
import { practiceCluster, send } from '../../helpers/practice-cluster.js';

const event = (username: string, credential?: string, more: Partial<AuditEvent> = {}): AuditEvent =>
  ({
    kind: 'Event',
    user: {
      username,
      ...(credential ? { extra: { 'authentication.kubernetes.io/credential-id': [credential] } } : {}),
    },
    ...more,
  }) as AuditEvent;

describe("the learner's events", () => {
  it('on a practice cluster are those that came over a connection, whoever sent them', async () => {
    const cluster = await practiceCluster();
    try {
      assert.ok(cluster.events.length > 0);
      assert.deepEqual(
        cluster.events.filter((each) => !othersOnPractice(each)),
        [],
      );
      const { certPem: cert, keyPem: key } = cluster.admin;
      // the last event of all can be that of a controller
      const lastOf = (path: string) => cluster.events.findLast(({ requestURI }) => requestURI === path) as AuditEvent;
      const headers = {
        'x-forwarded-for': '10.0.0.10',
        'x-real-ip': '10.0.0.10',
        'impersonate-user': 'system:serviceaccount:kube-system:deployment-controller',
        'impersonate-group': 'system:masters',
        'user-agent': 'kube-controller-manager/v1.36.2 (linux/amd64) kubernetes/kubelab',
      };
      await send(cluster, '/api/v1/namespaces?limit=1', { cert, key, headers });
      await cluster.flush();
      assert.equal(othersOnPractice(lastOf('/api/v1/namespaces?limit=1')), false);
      // without a proxy there is one address alone
      await send(cluster, '/api/v1/pods?limit=1', { cert, key });
      await cluster.flush();
      const plain = lastOf('/api/v1/pods?limit=1');
      assert.deepEqual([plain.sourceIPs?.length, othersOnPractice(plain)], [1, false]);
      const { sourceIPs: _, ...unknown } = plain;
      assert.equal(othersOnPractice(unknown), false);
    } finally {
      await cluster.stop();
    }
  });

  it('on a real cluster are not those of a component with the credential that it had before', () => {
    const others = othersOnCluster([event('system:kube-scheduler', 'X509SHA256=a')]);
    assert.equal(others(event('system:kube-scheduler', 'X509SHA256=a')), true);
    assert.equal(others(event('system:kube-scheduler', 'X509SHA256=made-by-the-learner')), false);
    assert.equal(others(event('kubernetes-admin', 'X509SHA256=a')), false);
  });

  it('on a real cluster are not those with a token that a component asked for', () => {
    const others = othersOnCluster([event('system:kube-controller-manager', 'X509SHA256=a')]);
    const account = 'system:serviceaccount:kube-system:deployment-controller';
    const issue = (by: string, credential: string, jti: string): AuditEvent =>
      event(by, credential, { annotations: { 'authentication.kubernetes.io/issued-credential-id': jti } });
    others(issue('system:kube-controller-manager', 'X509SHA256=a', 'JTI=1'));
    others(issue('kubernetes-admin', 'X509SHA256=b', 'JTI=2'));
    assert.equal(others(event(account, 'JTI=1')), true);
    assert.equal(others(event(account, 'JTI=2')), false);
    // a learner may be called as a component, and ask for a token under that name
    others(issue('system:kube-controller-manager', 'X509SHA256=made-by-the-learner', 'JTI=3'));
    assert.equal(others(event(account, 'JTI=3')), false);
    // a token may ask for the next one
    others(issue(account, 'JTI=1', 'JTI=4'));
    assert.equal(others(event(account, 'JTI=4')), true);
  });

  it('on a real cluster are those with a credential that nobody but a person had before', () => {
    const others = othersOnCluster([event('kubernetes-admin', 'X509SHA256=a'), event('system:kube-proxy')]);
    assert.equal(others(event('system:kube-scheduler', 'X509SHA256=a')), false);
    const { user, ...rest } = event('system:kube-proxy');
    const odd = { ...rest, user: { ...user, extra: { other: ['x'] } } };
    assert.equal(others(odd), false);
    assert.equal(othersOnCluster([odd])(odd), false);
  });

  it('on a real cluster are not those of its nodes and of the accounts of its control plane', () => {
    const node = event('system:node:n1', 'X509SHA256=n');
    const ofNode = { ...node, user: { ...node.user, groups: ['system:nodes', 'system:authenticated'] } };
    const account = event('system:serviceaccount:kube-system:coredns', 'JTI=c');
    const learners = event('system:serviceaccount:lab:robot', 'JTI=r');
    const others = othersOnCluster([ofNode, account, learners]);
    assert.deepEqual([ofNode, account, learners, node].map(others), [true, true, false, false]);
  });

  it('on a real cluster, of those without a credential, are not the own ones of the API server', () => {
    const others = othersOnCluster([]);
    assert.equal(others(event('system:apiserver')), true);
    assert.equal(others(event('system:serviceaccount:kube-system:default')), false);
  });
});
