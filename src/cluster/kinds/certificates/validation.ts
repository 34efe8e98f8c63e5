/** The rules for certificate signing requests (pkg/apis/certificates/validation). */
import { X509Certificate } from 'node:crypto';
import { equalJson } from '../../../kube/equal-json.js';
import { fields, list, number, text, texts } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../kube/status.js';
import { keyUsages } from '../../types/additions.js';
import { pemBlocks } from '../../validation/pem.js';
import { certificateRequestFault } from './certificate-request.js';

/** The faults of a new CertificateSigningRequest. */
export function validateSigningRequest(csr: KubeObject): FieldError[] {
  const spec = fields(csr.spec);
  const errors: FieldError[] = [];
  const fault = certificateRequestFault(text(spec.request));
  // Go's bytes are null when they were left out, and a text when they are empty
  if (fault) errors.push(invalid('spec.request', spec.request ?? null, fault));
  const asked = texts(spec.usages);
  if (asked.length === 0) errors.push(required('spec.usages'));
  for (const [i, usage] of asked.entries()) {
    if (!keyUsages.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, keyUsages));
  }
  for (const [i, usage] of asked.entries()) {
    if (asked.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  }
  errors.push(...validateSignerName(text(spec.signerName)));
  const seconds = number(spec.expirationSeconds);
  if (seconds !== undefined && seconds < 600) {
    const why = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalid('spec.expirationSeconds', seconds, why));
  }
  return [...errors, ...validateConditions(csr)];
}

function validateSignerName(name: string): FieldError[] {
  const path = 'spec.signerName';
  if (name === '') return [required(path)];
  if (name === 'kubernetes.io/legacy-unknown') {
    return [invalid(path, name, 'the legacy signerName is not allowed via this API version')];
  }
  const [domain = '', own, ...more] = name.split('/');
  if (own === undefined || more.length > 0) {
    return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  }
  const errors: FieldError[] = domain.length > 253 ? [tooLong(path, 253)] : [];
  errors.push(...firstFaults(path, domain, dnsLabelFaults));
  if (!domain.includes('.')) {
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  }
  errors.push(...firstFaults(path, own, dnsSubdomainFaults));
  if (name.length > 571) errors.push(tooLong(path, 571));
  return errors;
}

/** The faults of the first part between dots that has any. */
function firstFaults(path: string, whole: string, faultsOf: (part: string) => string[]): FieldError[] {
  for (const part of whole.split('.')) {
    const faults = faultsOf(part);
    if (faults.length > 0) return faults.map((f) => invalid(path, whole, `validating label "${part}": ${f}`));
  }
  return [];
}

const decisions = new Set(['Approved', 'Denied', 'Failed']);

function validateConditions(csr: KubeObject): FieldError[] {
  const path = 'status.conditions';
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, condition] of list(fields(csr.status).conditions).entries()) {
    const [type, status] = [text(condition.type), text(condition.status)];
    if (type === '') errors.push(required(`${path}[${i}].type`));
    const allowed = decisions.has(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (status === '') errors.push(required(`${path}[${i}].status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${path}[${i}].status`, status, allowed));
    if ((type === 'Approved' && seen.has('Denied')) || (type === 'Denied' && seen.has('Approved'))) {
      errors.push(invalid(path, type, 'Approved and Denied conditions are mutually exclusive'));
    }
    if (seen.has(type)) errors.push(duplicate(`${path}[${i}].type`, type));
    seen.add(type);
  }
  return errors;
}

/** Decisions stay, and only `/approval` adds them. */
export function validateSigningRequestUpdate(csr: KubeObject, old: KubeObject, subresource: string): FieldError[] {
  const errors = subresource === '' ? [] : validateConditions(csr);
  const [issued, had] = [fields(csr.status).certificate, fields(old.status).certificate];
  const isNew = !equalJson(issued ?? null, had ?? null);
  const fault = isNew ? certificateFault(text(issued)) : undefined;
  if (fault) errors.push(invalid('status.certificate', '<certificate data>', fault));

  const path = 'status.conditions';
  const count = ({ status }: KubeObject, type: string): number =>
    list(fields(status).conditions).filter((c) => c.type === type).length;
  for (const type of decisions) {
    if (count(csr, type) < count(old, type)) {
      errors.push(fieldForbidden(path, `updates may not remove a condition of type "${type}"`));
    }
  }
  for (const type of subresource === 'approval' ? [] : ['Approved', 'Denied']) {
    if (count(csr, type) > count(old, type)) {
      errors.push(fieldForbidden(path, `updates may not add a condition of type "${type}"`));
    }
  }
  if (isNew && subresource !== 'status') {
    errors.push(fieldForbidden('status.certificate', 'updates may not set certificate content'));
  } else if (isNew && had) {
    errors.push(fieldForbidden('status.certificate', 'updates may not modify existing certificate content'));
  }
  return errors;
}

/** The fault of an issued certificate in base64; undefined for a valid one. */
function certificateFault(base64: string): string | undefined {
  if (base64 === '') return undefined;
  const blocks = pemBlocks(Buffer.from(base64, 'base64').toString('latin1'));
  for (const { type, headers, der } of blocks) {
    if (type !== 'CERTIFICATE') {
      return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`;
    }
    if (headers) return 'no PEM block headers are permitted';
    if (der.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
    try {
      new X509Certificate(der);
    } catch {
      return 'x509: malformed certificate';
    }
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}
