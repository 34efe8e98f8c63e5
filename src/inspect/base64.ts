/** Base64 as Secrets, kubeconfigs and CSRs use it. Base64 is an encoding, not a protection: each reader can undo it. */
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';

/** The text (UTF-8) as base64 on one line. */
export function toBase64(text: string): string {
  refusePromises('toBase64', [text]);
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The text (UTF-8) behind base64 or base64url; throws ARGUMENT_INVALID when it is none. */
export function fromBase64(encoded: string): string {
  refusePromises('fromBase64', [encoded]);
  const compact = String(encoded).replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'This text is not base64: it holds characters that base64 does not use.',
      {
        hint: 'Secrets hold base64 under `data` and plain text under `stringData`; decode only the first.',
      },
    );
  }
  return Buffer.from(compact, 'base64').toString('utf8');
}
