import assert from 'node:assert/strict';
import { credentialOf, describeWanted } from '../../src/grader/identity.js';
import type { IdentityCondition } from '../../src/grader/rubric.js';
import { as, event, robot, verdictOn } from './evidence.js';

const path = '/apis/apps/v1/namespaces/lab/deployments';
const wanted = {
  verb: 'create',
  resource: 'deployments',
  namespace: 'lab',
  name: 'web',
  user: robot,
  credential: ['token', 'token secret'],
};

describe('what a condition asks of the caller', () => {
  const rows: [IdentityCondition, string][] = [
    [{}, ''],
    [{ user: 'jane' }, '"jane"'],
    [{ user: robot, credential: 'token' }, '"robot" with its token'],
    [{ user: robot, credential: ['token', 'token secret'] }, '"robot" with its token'],
    [{ credential: 'token secret' }, 'somebody with the token of a Secret'],
    [{ user: 'jane', impersonated: true }, 'somebody, acting as "jane"'],
    [{ credential: 'certificate', impersonated: true }, 'somebody with a client certificate, acting as another'],
  ];
  for (const [condition, words] of rows) {
    it(`${JSON.stringify(condition)}: ${words || 'nothing'}`, () =>
      assert.equal(describeWanted(condition, 'lab'), words));
  }
});

describe('credentials', () => {
  const kinds: [keyof typeof as, string][] = [
    ['admin', 'certificate'],
    ['token', 'token'],
    ['tokenSecret', 'token secret'],
    ['lookAlike', 'certificate'],
    ['frontProxy', 'front proxy'],
    ['forgingProxy', 'front proxy'],
    ['anonymous', 'none'],
    ['nobody', 'none'],
  ];
  for (const [who, kind] of kinds) {
    it(`${who}: ${kind}`, () => assert.equal(credentialOf(as[who], 'server'), kind));
  }

  it('a user of a front proxy with extras of its own is no certificate', () => {
    const extra = { via: ['lesson'], 'authentication.kubernetes.io/credential-id': ['X509SHA256=1', 'JTI=2'] };
    assert.equal(credentialOf({ username: 'alice', groups: [], extra }, 'server'), 'front proxy');
    assert.equal(credentialOf({ username: robot, uid: 'u', groups: [], extra }, 'server'), 'front proxy');
  });

  it('a user who is no account has no token of a Secret', () => {
    assert.equal(credentialOf({ username: 'jane' }, 'server'), 'front proxy');
    const extra = { 'authentication.kubernetes.io/credential-id': ['JTI=1b2c'] };
    assert.equal(credentialOf({ username: 'jane', extra }, 'server'), 'token');
  });

  it('several credential ids are none, though the first is well formed', () => {
    const several = (...ids: string[]) => ({ 'authentication.kubernetes.io/credential-id': ids });
    const certificate = `X509SHA256=${'5'.repeat(64)}`;
    const account = { username: robot, uid: 'u', groups: [] };
    assert.equal(credentialOf({ ...account, extra: several('JTI=1b2c') }, 'server'), 'token');
    assert.equal(credentialOf({ ...account, extra: several('JTI=1b2c', certificate) }, 'server'), 'front proxy');
    assert.equal(credentialOf({ username: 'alice', extra: several(certificate) }, 'server'), 'certificate');
    assert.equal(credentialOf({ username: 'alice', extra: several(certificate, 'JTI=1b2c') }, 'server'), 'front proxy');
  });

  it('a record of the client itself knows no uids', () => {
    const { uid: _uid, ...user } = as.token;
    assert.equal(credentialOf(user, 'client'), 'token');
    assert.equal(credentialOf(as.frontProxy, 'client'), 'token secret');
  });
});

describe('an identity that is asked for', () => {
  const create = (parts: Parameters<typeof event>[1]) => event(`POST ${path}`, { name: 'web', ...parts });
  const seen = (parts: Parameters<typeof event>[1]) => verdictOn({ request: wanted }, { audit: [create(parts)] });

  it('is met by a token that was asked for, and by one of a Secret', () => {
    assert.equal(seen({ user: as.token }).status, 'passed');
    assert.equal(seen({ user: as.token }).seen, 'deployments/web was created by "robot" with its token');
    assert.equal(
      seen({ user: as.tokenSecret }).seen,
      'deployments/web was created by "robot" with the token of a Secret',
    );
  });

  const cheats: [string, Parameters<typeof event>[1], string][] = [
    ['another user', { user: as.admin }, '"kubelab-admin" with a client certificate'],
    [
      'acting as the account',
      { user: as.admin, acting: { username: robot, groups: [] } },
      '"kubelab-admin" with a client certificate, acting as "robot"',
    ],
    ['a certificate with the name of the account', { user: as.lookAlike }, '"robot" with a client certificate'],
    ['a front proxy that names the account', { user: as.frontProxy }, '"robot" by the word of a front proxy'],
    ['a front proxy that makes up a credential-id', { user: as.forgingProxy }, '"robot" by the word of a front proxy'],
    [
      'the account acting as another',
      { user: as.token, acting: { username: 'jane', groups: [] } },
      '"robot" with its token, acting as "jane"',
    ],
    ['a user agent that says so', { user: as.admin, agent: robot }, '"kubelab-admin" with a client certificate'],
    [
      'an account of that name in another namespace',
      { user: { ...as.token, username: 'system:serviceaccount:default:robot' } },
      '"default/robot" with its token',
    ],
  ];
  for (const [how, parts, who] of cheats) {
    it(`is not met by ${how}`, () => {
      const verdict = seen(parts);
      assert.equal(verdict.points, 0);
      assert.equal(verdict.seen, `deployments/web was created by ${who}; asked for: "robot" with its token`);
    });
  }

  it('can be that of somebody who acts as another', () => {
    const acting = { user: 'jane', impersonated: true, verb: 'list', resource: 'pods', namespace: 'lab' };
    const list = '/api/v1/namespaces/lab/pods';
    const audit = [event(`GET ${list}`, { acting: { username: 'jane', groups: [] } })];
    assert.equal(verdictOn({ request: acting }, { audit }).status, 'passed');
    const jane = event(`GET ${list}`, { user: { username: 'jane', groups: [] } });
    assert.equal(verdictOn({ request: acting }, { audit: [jane] }).status, 'failed');
    const anybody = { verb: 'list', resource: 'pods', namespace: 'lab' };
    assert.equal(verdictOn({ request: anybody }, { audit }).status, 'passed', 'who acted is asked by nobody');
    const acted = { ...anybody, impersonated: true };
    assert.equal(verdictOn({ request: acted }, { audit }).status, 'passed');
    assert.equal(verdictOn({ request: acted }, { audit: [jane] }).status, 'failed');
  });

  it('names accounts of its own namespace shortly, and others with theirs', () => {
    const told = (request: object, seen: ReturnType<typeof event>) => verdictOn({ request }, { audit: [seen] }).seen;
    const list = { verb: 'list', resource: 'pods', credential: 'token' };
    const inLab = event('GET /api/v1/namespaces/lab/pods', { user: as.token });
    const inDefault = event('GET /api/v1/namespaces/default/pods', { user: as.token });
    assert.equal(told(list, inLab), 'pods in "lab" were listed by "robot" with its token');
    assert.equal(told(list, inDefault), 'pods in "default" were listed by "lab/robot" with its token');
    assert.equal(
      told({ ...list, user: robot, namespace: 'default' }, inDefault).split(' by ')[1],
      '"robot" with its token',
    );
    const elsewhere = event('POST /apis/apps/v1/namespaces/default/deployments', { name: 'web', user: as.token });
    assert.match(
      told({ ...wanted, user: undefined, credential: 'token' }, elsewhere),
      / in "default" was created by "robot" /,
    );
  });

  it('without a resource is met by anything that it did, and near is who passes for it', () => {
    const anything = { user: robot, credential: 'token' };
    const list = (parts: Parameters<typeof event>[1]) => [event('GET /api/v1/namespaces/lab/pods', parts)];
    assert.equal(verdictOn({ request: anything }, { audit: list({ user: as.token }) }).status, 'passed');
    const acted = verdictOn({ request: anything }, { audit: list({ acting: { username: robot, groups: [] } }) });
    assert.match(acted.seen, /acting as "robot"; asked for: "robot" with its token$/);
    const other = verdictOn({ request: anything }, { audit: list({}) });
    assert.equal(other.seen, 'nothing that does this was seen');
    const refused = verdictOn({ request: anything }, { audit: list({ user: as.token, code: 403 }) });
    assert.equal(refused.status, 'failed');
  });
});
