/** Signs approved CertificateSigningRequests, and removes requests that are needed no more (pkg/controller/certificates). */
import { formatTime } from '../clock.js';
import { certificateSeconds, isKnownSigner, signerRefusal } from './certificate-policy.js';
import type { ControllerContext } from './context.js';
import { type CertificateSigningRequest, type Condition, resources, target } from './objects.js';
import { keysTo } from './queue.js';
import { readRequest } from './requested-certificate.js';
import { whileThere } from './while-there.js';

/** Signs certificates with the cluster's CA. */
export interface CertificateSigner {
  /** PEM of the certificate for a PEM request, valid for `notAfterSeconds`, with these key usages. */
  sign(csrPem: string, options: { usages: readonly string[]; notAfterSeconds: number }): Promise<string>;
}

const hour = 3600_000;
/** How long a request is kept: one that is issued, denied or failed for an hour, one that is open for a day. */
const keptFor = { done: hour, open: 24 * hour };

const conditionOf = (request: CertificateSigningRequest, type: string): Condition | undefined =>
  request.status?.conditions?.find((c) => c.type === type && c.status === 'True');

/** Milliseconds until the request is removed, 0 when it is time; undefined for one with conditions of other types alone. */
export function removedIn({ metadata, status = {} }: CertificateSigningRequest, now: Date): number | undefined {
  const { conditions = [], certificate } = status;
  const left = (since: string | undefined, kept: number): number => Date.parse(since ?? '') + kept - now.getTime();
  if (conditions.length === 0) return Math.max(0, left(metadata.creationTimestamp, keptFor.open));
  const ends = conditions
    .filter(({ type }) => type === 'Approved' || type === 'Denied' || type === 'Failed')
    .map(({ type, lastUpdateTime }) =>
      left(lastUpdateTime, type === 'Approved' && !certificate ? keptFor.open : keptFor.done),
    );
  return ends.length > 0 ? Math.max(0, Math.min(...ends)) : undefined;
}

/** Starts the signer and the cleaner. */
export function startCertificateController(context: ControllerContext, signer: CertificateSigner): void {
  const { clock } = context;
  const client = context.clientOf('certificate-controller');

  const sign = async (request: CertificateSigningRequest): Promise<void> => {
    const { signerName, usages = [], expirationSeconds } = request.spec;
    const { name } = request.metadata;
    if (!isKnownSigner(signerName)) return;
    const pem = Buffer.from(request.spec.request, 'base64').toString('utf8');
    const at = target(resources.signingRequests, { name, subresource: 'status' });
    const refusal = signerRefusal(signerName, await readRequest(request), usages);
    if (refusal !== undefined) {
      const now = formatTime(clock.now());
      const failed = {
        type: 'Failed',
        status: 'True',
        reason: 'SignerValidationFailure',
        message: refusal,
        lastUpdateTime: now,
        lastTransitionTime: now,
      };
      await client.update(at, {
        ...request,
        status: { ...request.status, conditions: [...(request.status?.conditions ?? []), failed] },
      });
      return;
    }
    const certificate = await signer.sign(pem, { usages, notAfterSeconds: certificateSeconds(expirationSeconds) });
    await client.update(at, {
      ...request,
      status: { ...request.status, certificate: Buffer.from(certificate).toString('base64') },
    });
  };

  /** Deletes the request when its time is over, or comes back then. */
  const clean = async (request: CertificateSigningRequest): Promise<void> => {
    const { name } = request.metadata;
    const left = removedIn(request, clock.now());
    if (left) queue.addAfter(name, left);
    else if (left === 0) await client.delete(target(resources.signingRequests, { name }), {});
  };

  const queue = context.queue('certificate-controller', async (name) => {
    const request = requests.get('', name);
    if (!request) return;
    await whileThere(async () => {
      const open =
        conditionOf(request, 'Approved') && !conditionOf(request, 'Denied') && !conditionOf(request, 'Failed');
      if (open && !request.status?.certificate) await sign(request);
      await clean(request);
    });
  });
  const requests = context.watch<CertificateSigningRequest>(resources.signingRequests, keysTo(queue));
}
