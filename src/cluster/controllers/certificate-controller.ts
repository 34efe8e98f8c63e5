/** Approves what kubelets may have, signs approved CertificateSigningRequests, and removes those that nobody needs any more (pkg/controller/certificates). */
import type { SubjectAlternativeNameExtension } from '@peculiar/x509';
import { isApiError } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import { approveOwn, kubeletClient } from './certificate-approver.js';
import { certificateSeconds, isKnownSigner, type RequestedCertificate, signerRefusal } from './certificate-policy.js';
import type { ControllerContext } from './context.js';
import { type CertificateSigningRequest, type Condition, resources, target } from './objects.js';

/** Signs certificates with the cluster's CA. */
export interface CertificateSigner {
  /** PEM of the certificate for a PEM request, valid for `notAfterSeconds` from now, with these key usages. */
  sign(csrPem: string, options: { usages: readonly string[]; notAfterSeconds: number }): Promise<string>;
}

const hour = 3600_000;
/** How long a request is kept: issued or denied for an hour, failed too, one that nobody decided for a day. */
const keptFor = { decided: hour, pending: 24 * hour };

/** The subject and alternative names of a PEM request; rejects for what is none. */
async function readRequest(pem: string): Promise<RequestedCertificate> {
  // loaded with the first request: it is large, and a cluster without requests starts faster without it
  const { Pkcs10CertificateRequest } = await import('@peculiar/x509');
  const request = new Pkcs10CertificateRequest(pem);
  const names = (request.getExtension('2.5.29.17') as SubjectAlternativeNameExtension | null)?.names.items ?? [];
  const of = (type: string): string[] => names.filter((n) => n.type === type).map((n) => n.value);
  return {
    commonName: request.subjectName.getField('CN')[0] ?? '',
    organizations: request.subjectName.getField('O'),
    dnsNames: of('dns'),
    ipAddresses: of('ip'),
    emailAddresses: of('email'),
    uris: of('url'),
  };
}

const pemOf = ({ spec }: CertificateSigningRequest): string => Buffer.from(spec.request, 'base64').toString('utf8');

const conditionOf = (request: CertificateSigningRequest, type: string): Condition | undefined =>
  request.status?.conditions?.find((c) => c.type === type && c.status === 'True');

/** Starts the signer and the cleaner. */
export function startCertificateController(context: ControllerContext, signer: CertificateSigner): void {
  const { clock } = context;
  const client = context.clientOf('certificate-controller');

  const sign = async (request: CertificateSigningRequest): Promise<void> => {
    const { signerName, usages = [], expirationSeconds } = request.spec;
    const { name = '' } = request.metadata;
    if (!isKnownSigner(signerName)) return;
    const pem = pemOf(request);
    const at = target(resources.signingRequests, { name, subresource: 'status' });
    const refusal = signerRefusal(signerName, await readRequest(pem), usages);
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
    const { name = '', creationTimestamp = '' } = request.metadata;
    const decided = ['Denied', 'Failed', 'Approved'].map((type) => conditionOf(request, type)).find(Boolean);
    const since = Date.parse(decided?.lastUpdateTime ?? creationTimestamp);
    const left = since + (decided ? keptFor.decided : keptFor.pending) - clock.now().getTime();
    if (left > 0) queue.addAfter(name, left);
    else await client.delete(target(resources.signingRequests, { name }), {});
  };

  const queue = context.queue('certificate-controller', async (name) => {
    const request = requests.get('', name);
    if (!request || request.metadata.deletionTimestamp) return;
    try {
      const open =
        conditionOf(request, 'Approved') && !conditionOf(request, 'Denied') && !conditionOf(request, 'Failed');
      const { status: { certificate, conditions = [] } = {} } = request;
      if (open && !certificate) await sign(request);
      else if (!certificate && conditions.length === 0 && request.spec.signerName === kubeletClient) {
        await approveOwn(client, request, await readRequest(pemOf(request)));
      }
      await clean(request);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  });
  const requests = context.watch<CertificateSigningRequest>(resources.signingRequests, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(object.metadata.name ?? '');
  });
}
