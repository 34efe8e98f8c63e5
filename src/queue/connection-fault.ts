/** Why a connection to the Redis of a queue did not come about, in words, with what to do about it. */
import { KubelabError } from '../errors.js';

/** Node's error codes for a certificate whose authority is not known here. */
const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The error to show for this cause: QUEUE_UNREACHABLE. */
export function connectionFault(cause: Error, { shown, tls }: { shown: string; tls: boolean }): KubelabError {
  // a web server, say; the words of the library ask for a report
  if (cause.message.startsWith('Unknown RESP type')) {
    return new KubelabError('QUEUE_UNREACHABLE', `what answers at the address of the queue is no Redis (${shown})`, {
      hint: 'look at the port: that of a Redis is 6379 when nothing is said',
    });
  }
  const { what, hint } = inWords(cause, tls);
  return new KubelabError('QUEUE_UNREACHABLE', `${what} (${shown}): ${cause.message}`, { hint });
}

function inWords(cause: Error, tls: boolean): { what: string; hint: string } {
  const { code = '' } = cause as NodeJS.ErrnoException;
  // Redis says `NOAUTH`, `WRONGPASS` or `NOPERM` in front of its refusals
  if (/^(NOAUTH|WRONGPASS|NOPERM|ERR)\b/.test(cause.message)) {
    const scheme = tls ? 'rediss' : 'redis';
    return {
      what: 'the Redis of the queue refuses',
      hint: `put the password into KUBELAB_QUEUE_PASSWORD, and its user into the address: ${scheme}://USER@HOST`,
    };
  }
  if (unknownAuthority.has(code)) {
    return {
      what: 'the certificate of the Redis of the queue is of an authority that is not known here',
      hint: 'name the file with the certificate of its authority: NODE_EXTRA_CA_CERTS=FILE in the environment',
    };
  }
  if (code.startsWith('CERT_') || code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      what: 'the certificate of the Redis of the queue does not hold',
      hint: 'have it made anew, for the host that the address names',
    };
  }
  return {
    what: 'no Redis answers at the address of the queue',
    hint:
      code === 'ECONNRESET' && !tls
        ? 'if that Redis speaks TLS, write rediss:// in the place of redis://'
        : tls && code === 'ETIMEDOUT'
          ? 'check that a Redis is there and speaks TLS; one without it is named by redis://'
          : 'start a Redis there (Debian and Ubuntu: apt-get install redis-server), or name the address of one that runs',
  };
}
