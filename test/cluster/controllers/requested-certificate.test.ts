import assert from 'node:assert/strict';
import type { CertificateSigningRequest } from '../../../src/cluster/controllers/objects.js';
import { readRequest } from '../../../src/cluster/controllers/requested-certificate.js';
import { signingRequest } from '../../helpers/signing-request.js';

const asking = (request: string): CertificateSigningRequest => ({ spec: { request } }) as CertificateSigningRequest;

describe('what a signing request asks for', () => {
  it('is a subject, and alternative names each by its type', async () => {
    const request = await signingRequest(
      'system:node:n1',
      ['system:nodes', 'others'],
      [
        { type: 'dns', value: 'node.example' },
        { type: 'ip', value: '10.0.0.1' },
        { type: 'email', value: 'jane@example.com' },
        { type: 'url', value: 'spiffe://example.com/jane' },
        { type: 'dns', value: 'node' },
      ],
    );
    assert.deepEqual(await readRequest(asking(request)), {
      commonName: 'system:node:n1',
      organizations: ['system:nodes', 'others'],
      dnsNames: ['node.example', 'node'],
      ipAddresses: ['10.0.0.1'],
      emailAddresses: ['jane@example.com'],
      uris: ['spiffe://example.com/jane'],
    });
  });

  it('is no name that it does not have', async () => {
    const none = { organizations: [], dnsNames: [], ipAddresses: [], emailAddresses: [], uris: [] };
    assert.deepEqual(await readRequest(asking(await signingRequest('jane'))), { commonName: 'jane', ...none });
  });
});
