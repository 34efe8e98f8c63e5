import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seenRequests } from '../../src/grader/seen-request.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { credentialIdKey } from '../../src/kube/user.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { ownRequests } from '../../src/request/own-record.js';
import { auditEventsSince } from '../../src/seen-requests/audit-file.js';
import { auditEventsOf } from '../../src/seen-requests/own-events.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

/** The request as a rubric is held against it. */
function asSeen(event: AuditEvent, source: 'server' | 'client'): object {
  const [request] = seenRequests([event], source);
  assert.ok(request, 'an answered request');
  const { place: _, event: __, ...seen } = request;
  const { verb, user, impersonatedUser, userAgent, annotations } = event;
  return {
    ...seen,
    ...{ verb, userAgent, decision: annotations?.['authorization.k8s.io/decision'] },
    user: { username: user.username, groups: user.groups, id: user.extra?.[credentialIdKey] },
    impersonated: impersonatedUser && {
      ...impersonatedUser,
      groups: impersonatedUser.groups.filter((group) => !group.startsWith('system:')),
    },
  };
}

describe("the helper's own record as audit events", () => {
  let cluster: TestCluster;
  let folder: string;
  let admin: Client;
  let robot: Client;
  let token: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-own-events-'));
    cluster = await practiceCluster({ auditLog: join(folder, 'audit.log') });
    admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
    token = (await admin.must.token('robot')).token ?? '';
    robot = await connect({ server: admin.server, ca: admin.ca ?? '', token });
  });
  after(async () => {
    await admin.close();
    await robot.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const configMap = (name: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
  });
  const configMaps = '/api/v1/namespaces/default/configmaps';
  const requests: { [name: string]: () => Promise<unknown> } = {
    'a create': () => admin.create(configMap('a')),
    'a create whose name the server makes': () =>
      admin.post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } }),
    'a get': () => admin.get(`${configMaps}/a?x=1`),
    'a list': () => admin.list('configmaps'),
    'a list of a name': () => admin.get(`${configMaps}?fieldSelector=metadata.name%3Da`),
    'a change of a group': () => admin.patch('/apis/apps/v1/namespaces/default/deployments/none', { spec: {} }),
    'a sub-resource': () => admin.get('/api/v1/namespaces/default/pods/none/log'),
    'a rehearsal': () => admin.post(`${configMaps}?dryRun=All`, configMap('b')),
    'a deletion of many': () => admin.delete(`${configMaps}?labelSelector=none`),
    'a path': () => admin.get('/api'),
    'a path that is not there': () => admin.get('/nowhere'),
    'a refusal': () => robot.list('secrets'),
    'what an account may do': () => robot.get('/api'),
    'a certificate and a token': () => admin.with({ token }).get(`${configMaps}/a`),
    'one who acts as another': () => admin.as('jane').get(`${configMaps}/a`),
    'one who acts as another with all that belongs to that one': () =>
      admin
        .as('jane', { groups: ['ops', 'dev'], uid: 'u', extra: { 'Example.com/Team': ['a', 'b'] } })
        .get(`${configMaps}/a`),
    'a token that is none': () => robot.with({ token: 'x.y.z', unchecked: true }).get('/api'),
    nobody: () => admin.with({ anonymous: true }).get('/apis'),
    'another name of a client': () => admin.with({ userAgent: 'mine' }).get(`${configMaps}/a`),
  };
  for (const [name, send] of Object.entries(requests)) {
    it(`say of ${name} what the API server wrote`, async () => {
      const before = ownRequests(admin.server).length;
      const since = Date.now();
      await send();
      const [own, ...more] = auditEventsOf(ownRequests(admin.server).slice(before));
      assert.ok(own && more.length === 0, `${more.length + 1} requests`);
      const seen = await until('its line in the audit log', () =>
        auditEventsSince(join(folder, 'audit.log'), since).find(
          ({ requestURI, stage, userAgent }) =>
            requestURI === own.requestURI && userAgent === own.userAgent && stage !== 'RequestReceived',
        ),
      );
      assert.deepEqual(asSeen(own, 'client'), asSeen(seen, 'server'));
    });
  }
});
