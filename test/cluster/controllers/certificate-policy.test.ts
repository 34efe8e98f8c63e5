import assert from 'node:assert/strict';
import {
  certificateSeconds,
  isKnownSigner,
  signerRefusal,
} from '../../../src/cluster/controllers/certificate-policy.js';

const request = {
  commonName: 'jane',
  organizations: ['dev'],
  dnsNames: [],
  ipAddresses: [],
  emailAddresses: [],
  uris: [],
};
const node = { ...request, commonName: 'system:node:n1', organizations: ['system:nodes'] };

describe("Kubernetes' signers", () => {
  it('sign client certificates for client auth only', () => {
    const signer = 'kubernetes.io/kube-apiserver-client';
    assert.equal(signerRefusal(signer, request, ['client auth', 'digital signature']), undefined);
    assert.equal(signerRefusal(signer, request, ['server auth']), 'invalid usage for client certificate: server auth');
    assert.equal(
      signerRefusal(signer, request, ['digital signature']),
      'missing required usage for client certificate: client auth',
    );
  });

  it('sign for kubelets what names a node and nothing else', () => {
    const client = 'kubernetes.io/kube-apiserver-client-kubelet';
    const usages = ['client auth', 'digital signature'];
    assert.equal(signerRefusal(client, node, usages), undefined);
    assert.match(signerRefusal(client, request, usages) ?? '', /system:nodes/);
    assert.match(signerRefusal(client, { ...node, commonName: 'n1' }, usages) ?? '', /system:node:/);
    assert.match(signerRefusal(client, { ...node, dnsNames: ['x'] }, usages) ?? '', /DNS/);
    assert.equal(
      signerRefusal(client, { ...node, emailAddresses: ['a@b'] }, usages),
      'Email subjectAltNames are not allowed',
    );
    assert.equal(
      signerRefusal(client, { ...node, ipAddresses: ['10.0.0.1'] }, usages),
      'IP subjectAltNames are not allowed',
    );
    assert.equal(signerRefusal(client, { ...node, uris: ['x:y'] }, usages), 'URI subjectAltNames are not allowed');
    assert.equal(
      signerRefusal(client, node, ['server auth', 'digital signature']),
      'usages did not match [client auth digital signature key encipherment]',
    );
  });

  it('name the first fault that they find', () => {
    const client = 'kubernetes.io/kube-apiserver-client-kubelet';
    const both = { ...node, organizations: ['system:nodes', 'dev'] };
    assert.equal(signerRefusal(client, both, []), 'subject organization is not system:nodes');
    const serving = 'kubernetes.io/kubelet-serving';
    const other = { ...node, commonName: 'n1', ipAddresses: ['10.0.0.1'], emailAddresses: ['a@b.c'] };
    assert.equal(signerRefusal(serving, other, []), 'Email subjectAltNames are not allowed');
    const last = { ...other, emailAddresses: [] };
    assert.equal(
      signerRefusal(serving, last, []),
      'usages did not match [digital signature key encipherment server auth]',
    );
    assert.equal(
      signerRefusal(client, { ...last, ipAddresses: [] }, []),
      'subject common name does not begin with system:node:',
    );
  });

  it('sign serving certificates for kubelets only with a name or address', () => {
    const serving = 'kubernetes.io/kubelet-serving';
    const usages = ['server auth', 'digital signature', 'key encipherment'];
    assert.match(signerRefusal(serving, node, usages) ?? '', /subjectAltName is required/);
    const addressed = { ...node, ipAddresses: ['10.0.0.10'] };
    assert.equal(signerRefusal(serving, addressed, usages), undefined);
    assert.equal(signerRefusal(serving, { ...node, dnsNames: ['n1'] }, usages), undefined);
    assert.equal(
      signerRefusal(serving, { ...addressed, uris: ['x:y'] }, usages),
      'URI subjectAltNames are not allowed',
    );
    // the name is looked at last
    assert.equal(
      signerRefusal(serving, { ...addressed, commonName: 'n1' }, ['client auth']),
      'usages did not match [digital signature key encipherment server auth]',
    );
    assert.equal(
      signerRefusal(serving, { ...addressed, commonName: 'n1' }, usages),
      'subject common name does not begin with system:node:',
    );
  });

  it('are four', () => {
    assert.equal(isKnownSigner('kubernetes.io/kubelet-serving'), true);
    assert.equal(isKnownSigner('example.com/mine'), false);
  });

  it('sign anything under the legacy name', () => {
    assert.equal(signerRefusal('kubernetes.io/legacy-unknown', request, ['server auth', 'any']), undefined);
  });

  it('give a year, or less when less is asked for, never less than ten minutes', () => {
    const year = 365 * 24 * 3600;
    assert.equal(certificateSeconds(undefined), year);
    assert.equal(certificateSeconds(86_400), 86_400);
    assert.equal(certificateSeconds(10 * year), year);
    assert.equal(certificateSeconds(1), 600);
  });
});
