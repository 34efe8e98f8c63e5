/** What is said when the Redis of a queue cannot be had: the cause, the address, and what to do. */
import assert from 'node:assert/strict';
import { connectionFault } from '../../src/queue/connection-fault.js';

const plain = { shown: 'redis://h:1', tls: false };
const encrypted = { shown: 'rediss://h:1', tls: true };
const coded = (code: string, message = 'it broke'): Error => Object.assign(new Error(message), { code });

describe('why a Redis cannot be had', () => {
  const rows: [what: string, cause: Error, address: typeof plain, message: string, hint: RegExp][] = [
    [
      'a server that is no Redis',
      new Error('Unknown RESP type "H"'),
      plain,
      'what answers at the address of the queue is no Redis (redis://h:1)',
      /look at the port: that of a Redis is 6379/,
    ],
    [
      'a password that is wrong',
      new Error('WRONGPASS invalid username-password pair'),
      plain,
      'the Redis of the queue refuses (redis://h:1): WRONGPASS invalid username-password pair',
      /KUBELAB_QUEUE_PASSWORD.* redis:\/\/USER@HOST$/,
    ],
    [
      'a password that is missing, over TLS',
      new Error('NOAUTH Authentication required.'),
      encrypted,
      'the Redis of the queue refuses (rediss://h:1): NOAUTH Authentication required.',
      / rediss:\/\/USER@HOST$/,
    ],
    [
      'a certificate of an authority that is not known',
      coded('SELF_SIGNED_CERT_IN_CHAIN'),
      encrypted,
      'the certificate of the Redis of the queue is of an authority that is not known here (rediss://h:1): it broke',
      /NODE_EXTRA_CA_CERTS=FILE/,
    ],
    ...['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'].map((code): (typeof rows)[number] => [
      `a certificate that does not hold, ${code}`,
      coded(code),
      encrypted,
      'the certificate of the Redis of the queue does not hold (rediss://h:1): it broke',
      /have it made anew, for the host that the address names/,
    ]),
    [
      'a connection that ends where TLS may be spoken',
      coded('ECONNRESET'),
      plain,
      'no Redis answers at the address of the queue (redis://h:1): it broke',
      /if that Redis speaks TLS, write rediss:\/\//,
    ],
    [
      'silence where TLS may not be spoken',
      coded('ETIMEDOUT'),
      encrypted,
      'no Redis answers at the address of the queue (rediss://h:1): it broke',
      /speaks TLS; one without it is named by redis:\/\//,
    ],
    ...[plain, encrypted].map((address): (typeof rows)[number] => [
      `nothing at the port of ${address.shown}`,
      coded('ECONNREFUSED'),
      address,
      `no Redis answers at the address of the queue (${address.shown}): it broke`,
      /^start a Redis there .*apt-get install redis-server/,
    ]),
    [
      'silence without TLS',
      coded('ETIMEDOUT'),
      plain,
      `no Redis answers at the address of the queue (${plain.shown}): it broke`,
      /^start a Redis/,
    ],
    [
      'an end over TLS',
      coded('ECONNRESET'),
      encrypted,
      `no Redis answers at the address of the queue (${encrypted.shown}): it broke`,
      /^start a Redis/,
    ],
  ];
  for (const [what, cause, address, message, hint] of rows) {
    it(`is told of ${what}`, () => {
      const fault = connectionFault(cause, address);
      assert.deepEqual([fault.code, fault.message], ['QUEUE_UNREACHABLE', message]);
      assert.match(fault.hint ?? '', hint);
    });
  }
});
