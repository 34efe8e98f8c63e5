/** CertificateSigningRequest. */

import { pathSegmentFaults } from '../../../kube/names.js';
import type { KindDefinition } from '../definition.js';
import { nameField, plain } from '../field-labels.js';
import { prepareApproval, prepareStatus } from './decisions.js';
import { recordRequester } from './requester.js';
import { validateSigningRequest, validateSigningRequestUpdate } from './validation.js';

/** The definition of CertificateSigningRequests. */
export const signingRequest: KindDefinition = {
  selectableFields: [nameField, plain('spec.signerName')],
  prepare: { through: { status: prepareStatus, approval: prepareApproval } },
  status: { type: 'certificates.v1.CertificateSigningRequestStatus' },
  hasFixedSpec: true,
  validation: {
    nameFaults: pathSegmentFaults,
    create: validateSigningRequest,
    update: validateSigningRequestUpdate,
    order: ['new metadata', 'update', 'metadata'],
  },
  beforeCreate: (_registry, call, object) => recordRequester(call, object),
};
