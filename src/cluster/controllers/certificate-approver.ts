/** Approves what kubelets ask for themselves, when they may (pkg/controller/certificates/approver). */
import type { KubeObject } from '../../kube/object.js';
import type { ClusterClient } from '../client.js';
import { type RequestedCertificate, signerRefusal } from './certificate-policy.js';
import { type CertificateSigningRequest, resources, target } from './objects.js';

/** The signer whose certificates kubelets ask for by themselves. */
export const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';

interface Permission {
  subresource: 'selfnodeclient' | 'nodeclient';
  message: string;
}

/** What the requester needs so that the request is approved without a person; the first that is held is told. */
function permissionsFor(request: CertificateSigningRequest, asked: RequestedCertificate): Permission[] {
  const { signerName, usages = [], username } = request.spec;
  if (signerName !== kubeletClient || signerRefusal(kubeletClient, asked, usages) !== undefined) return [];
  const any: Permission = {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
  };
  const own: Permission = {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  };
  return username === asked.commonName ? [own, any] : [any];
}

/** Approves the request if its author has one of the permissions; rejects when it cannot be written. */
export async function approveOwn(
  client: ClusterClient,
  request: CertificateSigningRequest,
  asked: RequestedCertificate,
): Promise<void> {
  const { username: user, uid, groups, extra } = request.spec;
  for (const { subresource, message } of permissionsFor(request, asked)) {
    const review = await client.create<KubeObject & { status?: { allowed: boolean } }>(
      target(resources.subjectAccessReviews),
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user,
          ...(uid ? { uid } : {}),
          ...(groups ? { groups } : {}),
          ...(extra ? { extra } : {}),
          resourceAttributes: {
            group: 'certificates.k8s.io',
            resource: 'certificatesigningrequests',
            verb: 'create',
            subresource,
            version: '*',
          },
        },
      },
    );
    if (!review.status?.allowed) continue;
    const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
    const { name = '' } = request.metadata;
    await client.update(target(resources.signingRequests, { name, subresource: 'approval' }), {
      ...request,
      status: { ...request.status, conditions: [...(request.status?.conditions ?? []), approved] },
    });
    return;
  }
}
