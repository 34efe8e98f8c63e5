/**
 * CertificateApproval, CertificateSigning and CertificateSubjectRestriction: approving and signing need a right for the
 * signer, and requests for system:masters are refused.
 */

import { isDeepStrictEqual } from 'node:util';
import { fields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { forbidden } from '../../kube/status.js';
import { systemMasters } from '../../kube/user.js';
import type { AdmissionAttributes, AdmissionPlugin, Authorize } from './admission.js';
import { organizationsOfRequest } from './request-subject.js';

const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** The plug-in; throws an ApiError 403. */
export function certificateRequests(authorize: Authorize): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, name, subresource, object, oldObject } = attributes;
    if (kind.kind !== 'CertificateSigningRequest' || !object) return;
    if (operation === 'CREATE' && !subresource) {
      const { signerName, request } = fields(object.spec);
      if (signerName !== clientSigner || typeof request !== 'string') return;
      if (organizationsOfRequest(Buffer.from(request, 'base64').toString()).includes(systemMasters)) {
        throw forbidden(kind, name, `use of ${clientSigner} signer with ${systemMasters} group is not allowed`);
      }
      return;
    }
    if (operation !== 'UPDATE') return;
    const signerName = String(fields(oldObject?.spec).signerName ?? '');
    if (subresource === 'approval' && !may(authorize, attributes, 'approve', signerName)) {
      throw forbidden(
        kind,
        name,
        `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`,
      );
    }
    if (subresource === 'status' && !sameResult(object, oldObject) && !may(authorize, attributes, 'sign', signerName)) {
      throw forbidden(kind, name, `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`);
    }
  };
}

/** The signer's part of the status is as it was. */
function sameResult(object: KubeObject, old: KubeObject | undefined): boolean {
  const resultOf = (csr: KubeObject | undefined): unknown[] => {
    const { certificate, conditions } = fields(csr?.status);
    return [certificate ?? '', conditions ?? []];
  };
  return isDeepStrictEqual(resultOf(object), resultOf(old));
}

/** Rights are given for one signer, or for all of a domain. */
function may(authorize: Authorize, { user }: AdmissionAttributes, verb: string, signerName: string): boolean {
  const [domain = ''] = signerName.split('/');
  return [signerName, `${domain}/*`].some(
    (name) =>
      authorize({
        user,
        verb,
        isResourceRequest: true,
        namespace: '',
        apiGroup: 'certificates.k8s.io',
        apiVersion: '*',
        resource: 'signers',
        subresource: '',
        name,
        path: '',
      }).outcome === 'allow',
  );
}
