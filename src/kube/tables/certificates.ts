/** The tables of CertificateSigningRequests. */

import { fields, list, number, text } from '../fields.js';
import { humanDuration } from '../human-duration.js';
import type { KubeObject } from '../object.js';
import { age, ageColumn, column, nameColumn, none, type Printer } from './printer.js';

/** The table of CertificateSigningRequests. */
export const signingRequestPrinter: Printer = {
  columns: [
    nameColumn,
    ageColumn,
    column('SignerName', 'Who is to sign it.'),
    column('Requestor', 'Who asked.'),
    column('RequestedDuration', 'How long the certificate is to be valid.'),
    column('Condition', 'Pending, Approved, Denied or Failed, and Issued.'),
  ],
  cells,
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
