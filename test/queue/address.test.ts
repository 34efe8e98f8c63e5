import assert from 'node:assert/strict';
import { isKubelabError } from '../../src/errors.js';
import { queueAddress } from '../../src/queue/address.js';

describe('the address of a queue', () => {
  const rows: [string, object][] = [
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0, tls: false, shown: 'redis://127.0.0.1' }],
    ['rediss://it@example.org:7000/3', { host: 'example.org', port: 7000, db: 3, tls: true, username: 'it' }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, shown: 'redis://[::1]:7000' }],
  ];
  for (const [text, fields] of rows) {
    it(`is read of ${text}`, () => {
      const { warnings, ...address } = queueAddress(text, { KUBELAB_QUEUE_PASSWORD: 'a word' });
      assert.deepEqual({ ...address, ...fields, password: 'a word' }, address);
      assert.deepEqual(warnings, []);
    });
  }

  it('is the usual port and database where it says no more, of no user and without a password', () => {
    assert.deepEqual(queueAddress('redis://localhost', { KUBELAB_QUEUE_PASSWORD: '' }), {
      ...{ host: 'localhost', port: 6379, db: 0, tls: false, shown: 'redis://localhost', warnings: [] },
    });
    assert.equal(queueAddress('rediss://it%40school@h/7', {}).username, 'it@school');
  });

  it('is shown with its database', () => {
    assert.equal(queueAddress('rediss://h:7000/12', {}).shown, 'rediss://h:7000/12');
  });

  it('shows neither user nor password', () => {
    const { shown } = queueAddress('rediss://it@example.org:7000', { KUBELAB_QUEUE_PASSWORD: 'a word' });
    assert.equal(shown, 'rediss://example.org:7000');
  });

  it('is warned of where everybody on the way can read along', () => {
    assert.match(queueAddress('redis://example.org', {}).warnings.join(), /use rediss:\/\//);
  });

  for (const text of [
    'redis://:word@h',
    'http://h',
    'localhost:6379',
    '10.0.0.1:6379',
    'it:word@h:6379',
    '',
    'redis://h/123456',
    'redis://',
    'redis://h/name',
    'redis://h?db=1',
    'redis://h#1',
  ]) {
    it(`is refused as ${text}, without being repeated`, () => {
      assert.throws(
        () => queueAddress(text, {}),
        (error) =>
          isKubelabError(error) &&
          error.code === 'ARGUMENT_INVALID' &&
          !`${error.message} ${error.hint}`.includes('word@'),
      );
    });
  }
});
