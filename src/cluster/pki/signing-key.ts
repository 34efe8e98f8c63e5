/** The key that signs the tokens of service accounts. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A new private key, RSA 2048: it takes longer to make than all other keys of a cluster, and is made on another thread. */
export async function makeSigningKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
}

/** A private key as PEM (PKCS #8). */
export function pemOfKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string; // a string, since the format is pem
}
