import assert from 'node:assert/strict';
import { resolveConnection } from '../src/auth/resolve.js';
import { refusePromises, withoutPromises } from '../src/forgotten-await.js';
import { decodeCertificate, decodeJwt, fromBase64, show, toBase64 } from '../src/index.js';
import type { Client } from '../src/request/api.js';
import { connect } from '../src/request/connect.js';
import { practiceCluster, type TestCluster } from './helpers/practice-cluster.js';

/** A Promise in the place of a value, as a program without types has it. */
const late = (value: unknown): never => Promise.resolve(value) as never;
const refused = (words: RegExp) => ({ code: 'ARGUMENT_INVALID', message: words, hint: /await/ });

describe('a Promise among arguments, where an await was forgotten', () => {
  const found: [place: string, args: unknown[]][] = [
    ['call() was given a Promise: an await is missing.', [late('x')]],
    ['call() was given a Promise as argument 2: an await is missing.', ['/x', late({})]],
    ['call() was given a Promise as metadata.name: an await is missing.', ['/x', { metadata: { name: late('x') } }]],
    ['call() was given a Promise as subjects.1: an await is missing.', [{ subjects: [{}, late({})] }]],
  ];
  for (const [message, args] of found) {
    it(message, () => assert.throws(() => refusePromises('call', args), { code: 'ARGUMENT_INVALID', message }));
  }

  it('is told with what to write', () => {
    assert.throws(() => refusePromises('with', [{ token: late('x') }]), {
      hint: "Write token: (await client.token('NAME', { namespace: 'NAMESPACE' })).token.",
    });
    assert.throws(() => refusePromises('client.list', ['pods', { namespace: late('x') }]), {
      hint: 'Write namespace: await … there, and for a part of an answer parentheses around both: (await …).body.',
    });
  });

  it('is not looked for in objects of a class, in getters, or behind a value that leads to itself', () => {
    class Answer {
      readonly later = late('x');
    }
    const round: Record<string, unknown> = {
      get unread(): never {
        return assert.fail('it was read');
      },
    };
    round.self = round;
    refusePromises('call', [new Answer(), round, null, undefined, () => late('x')]);
  });

  it('makes a method reject, and is not looked for in what it returns', async () => {
    const { double } = withoutPromises('math', { double: async (value: number) => value * 2 });
    assert.equal(await double(4), 8);
    await assert.rejects(double(late(4)), refused(/^math\.double\(\) was given a Promise/));
  });

  it('is found by functions that take a text, and by every show', () => {
    for (const call of [decodeJwt, decodeCertificate, fromBase64, toBase64, show.kubeconfig]) {
      assert.throws(() => call(late('x')), refused(/was given a Promise: an await/));
    }
    assert.throws(() => show(late({ kind: 'Pod' })), refused(/^show\(\) was/));
    assert.throws(() => show.diff({ kind: 'Pod' }, late({ kind: 'Pod' })), refused(/^show\.diff\(\) .* argument 2/));
    assert.throws(() => show.table([late({})]), refused(/^show\.table\(\) .* as 0/));
  });

  it('is found in the options of connect()', () => {
    for (const key of ['server', 'kubeconfig', 'context', 'token', 'ca', 'cert', 'key', 'impersonate']) {
      assert.throws(
        () => resolveConnection({ [key]: late('x') }),
        refused(new RegExp(`^connect\\(\\) was given a Promise as ${key}: an await is missing`)),
      );
    }
    assert.throws(() => resolveConnection(late({})), refused(/^connect\(\) was given a Promise:/));
  });

  describe('for a client', () => {
    let cluster: TestCluster;
    let client: Client;
    before(async () => {
      cluster = await practiceCluster();
      client = await connect({ kubeconfig: cluster.adminKubeconfig() });
    });
    after(() => cluster.stop());

    const rejected: [name: string, call: () => Promise<unknown>][] = [
      ['create', () => client.create(late({ kind: 'Pod' }))],
      ['apply', () => client.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: late('x') } })],
      ['patch', () => client.patch('/api/v1/namespaces/default', late({}))],
      ['post', () => client.post('/api/v1/namespaces', { kind: 'Namespace', metadata: late({}) })],
      ['get', () => client.get('/api/v1/pods', { headers: { authorization: late('x') } })],
      ['list', () => client.list('pods', { namespace: late('x') })],
      ['token', () => client.must.token('default', { namespace: late('x') })],
      ['until', () => client.until('pods', () => true, { name: late('x') })],
      ['exec', () => client.exec('web', late('ls'))],
    ];
    for (const [name, call] of rejected) {
      it(`by ${name}()`, () =>
        assert.rejects(call, refused(new RegExp(`^client\\.${name}\\(\\) was given a Promise`))));
    }

    it('only after each object was looked at once, also of many that hold each other', () => {
      const all: { others: unknown }[] = [];
      for (let i = 0; i < 200; i++) all.push({ others: all });
      refusePromises('show', [all]);
      all.push({ others: late('x') });
      assert.throws(() => refusePromises('show', [all]), refused(/show\(\) was given a Promise as 200\.others/));
    });

    it('by the methods that give something at once', () => {
      for (const call of [
        () => client.watch('pods', { namespace: late('x') }),
        () => client.stream(late('/x')),
        () => client.as(late('jane')),
        () => client.with({ token: late('x') }),
      ])
        assert.throws(call, refused(/was given a Promise/));
    });
  });
});
