import assert from 'node:assert/strict';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { auditRow, auditView } from '../../src/print/audit-view.js';
import { renderText } from '../../src/print/text.js';

const event: AuditEvent = {
  ...{
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: 'id-1',
    stage: 'ResponseComplete',
  },
  ...{ requestURI: '/api/v1/namespaces/lab/pods', verb: 'list' },
  user: { username: 'system:serviceaccount:lab:robot', groups: ['system:serviceaccounts'] },
  objectRef: { resource: 'pods', namespace: 'lab' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-03-01T12:00:00.000000Z',
  stageTimestamp: '2026-03-01T12:00:00.007000Z',
};
const refused =
  'pods is forbidden: User "system:serviceaccount:lab:robot" cannot list resource "pods" in API group "" in the namespace "lab"';
const credential = (id: string) => ({ extra: { 'authentication.kubernetes.io/credential-id': [id] } });

describe('a request of the audit log', () => {
  const rows: [string, Partial<AuditEvent>, Partial<ReturnType<typeof auditRow>>][] = [
    ['one that passed', {}, { status: 200, what: 'list pods', where: 'in lab', who: 'lab:robot', stage: undefined }],
    ['a token without an id', {}, { credential: 'token' }],
    [
      'a certificate',
      { user: { username: 'jane', ...credential('X509SHA256=1') } },
      { who: 'jane', credential: 'certificate' },
    ],
    [
      'somebody by another',
      { user: { username: 'admin' }, impersonatedUser: { username: 'jane', groups: [] } },
      { who: 'jane by admin' },
    ],
    ['nobody', { user: { username: 'system:anonymous' } }, { who: 'nobody', credential: 'no credential' }],
    [
      'a credential that was refused',
      { user: {}, responseStatus: { code: 401, message: 'Unauthorized' } },
      { who: 'unknown', credential: 'credential refused', stage: 'authentication' },
    ],
    ['a refusal', { responseStatus: { code: 403, message: refused } }, { stage: 'authorization' }],
    [
      'a wrong field',
      { verb: 'create', responseStatus: { code: 422, message: 'Pod "x" is invalid' } },
      { stage: 'validation' },
    ],
    [
      'a sub-resource',
      {
        verb: 'create',
        objectRef: { resource: 'serviceaccounts', name: 'robot', subresource: 'token', namespace: 'lab' },
      },
      { what: 'create token of serviceaccounts/robot' },
    ],
    [
      'a path',
      { objectRef: undefined, requestURI: '/version?x=1', verb: 'get' } as Partial<AuditEvent>,
      { what: 'get /version', where: '' },
    ],
    ['one that is not answered', { responseStatus: {} }, { status: 0 }],
  ];
  for (const [name, changes, wanted] of rows) {
    it(`is a row: ${name}`, () => {
      const row = auditRow({ ...event, ...changes });
      for (const [key, value] of Object.entries(wanted)) assert.equal(row[key as keyof typeof row], value, key);
    });
  }

  it('says who, by what, where it stopped, and what would change it', () => {
    const view = auditView(
      { ...event, responseStatus: { code: 403, reason: 'Forbidden', message: refused } },
      undefined,
    );
    const text = renderText(view, { color: false });
    assert.match(text, /GET \/api\/v1\/namespaces\/lab\/pods.*403 Forbidden.*7 ms/);
    assert.match(text, /as system:serviceaccount:lab:robot, by a token/);
    assert.match(text, /stopped at authorization: pods is forbidden/);
    assert.match(text, /A rule|kubectl|Role/i);
  });

  it('shows bodies without their secrets', () => {
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`;
    const body = { kind: 'ConfigMap', metadata: { name: 'x' }, data: { token } };
    const secret = { kind: 'Secret', metadata: { name: 'y' }, data: { password: 'Z2VoZWlt' } };
    const view = JSON.stringify(
      auditView({ ...event, verb: 'create', requestObject: body, responseObject: secret }, undefined),
    );
    assert.match(view, /The body that was sent/);
    assert.match(view, /redacted, \d+ bytes/);
    assert.ok(!view.includes(token) && !view.includes('Z2VoZWlt'));
  });
});
