/** CertificateSigningRequest. */

import { fields, list, number, text } from '../../../kube/fields.js';
import { humanDuration } from '../../../kube/human-duration.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { nameField, plain } from '../field-labels.js';
import { age, ageColumn, column, nameColumn, none } from '../printer.js';
import { prepareApproval, prepareStatus } from './decisions.js';
import { recordRequester } from './requester.js';
import { validateSigningRequest, validateSigningRequestUpdate } from './validation.js';

/** What the server knows of it. */
export const signingRequest: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      ageColumn,
      column('SignerName', 'Who is to sign it.'),
      column('Requestor', 'Who asked.'),
      column('RequestedDuration', 'How long the certificate is to be valid.'),
      column('Condition', 'Pending, Approved, Denied or Failed, and Issued.'),
    ],
    cells,
  },
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

function cells(object: KubeObject, now: Date): unknown[] {
  const spec = fields(object.spec);
  const status = fields(object.status);
  const has = (type: string): boolean => list(status.conditions).some((c) => c.type === type);
  const condition = [has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'];
  if (has('Failed')) condition.push('Failed');
  if (text(status.certificate)) condition.push('Issued');
  const seconds = number(spec.expirationSeconds);
  return [
    object.metadata.name,
    age(object, now),
    text(spec.signerName) || none,
    text(spec.username),
    seconds === undefined ? none : humanDuration(seconds * 1000),
    condition.join(','),
  ];
}
