/** What a client is warned of. */
import assert from 'node:assert/strict';
import { tlsPairFault } from '../../../src/cluster/kinds/core/tls-pair.js';
import { makeCa } from '../../helpers/pki.js';
import { decoded, warningsOf } from './faults.js';

type Body = { metadata?: object; [field: string]: unknown };
const of = (kind: string, body: Body): string[] => warningsOf(decoded(kind, body));
const service = (spec: object): string[] => of('Service', { spec: { ports: [{ port: 80 }], ...spec } });

describe('warnings', () => {
  it('a workload whose pods could not all be called after it', () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const body = { metadata: { name: 'a.b' }, spec: { selector: { matchLabels: { a: 'b' } }, template } };
    for (const kind of ['Deployment', 'ReplicaSet']) {
      const [warning = '', ...more] = of(kind, body);
      assert.match(
        warning,
        /^metadata\.name: this is used in Pod names .* a DNS label is recommended: \[must not contain dots\]$/,
      );
      assert.deepEqual(more, []);
      assert.deepEqual(warningsOf(decoded(kind, body), decoded(kind, body)), []);
    }
  });

  it('fields of a service that do nothing, or will not', () => {
    assert.deepEqual(service({}), []);
    assert.deepEqual(service({ externalIPs: ['192.0.2.1'] }), [
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    ]);
    assert.deepEqual(service({ clusterIP: 'None', sessionAffinity: 'ClientIP' }), [
      'spec.SessionAffinity is ignored for headless services',
    ]);
    assert.deepEqual(service({ externalName: 'example.com', trafficDistribution: 'PreferClose' }), [
      'spec.externalName is ignored when spec.type is not "ExternalName"',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ]);
  });

  it('a TLS secret that holds no pair', () => {
    const data = { 'tls.crt': 'eA==', 'tls.key': 'eA==' };
    assert.deepEqual(of('Secret', { type: 'kubernetes.io/tls', data }), [
      'tls: failed to find any PEM data in certificate input',
    ]);
    assert.deepEqual(of('Secret', { type: 'Opaque', data }), []);
  });

  it('an annotation of an account, when it is new', () => {
    const metadata = { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } };
    const account = decoded('ServiceAccount', { metadata });
    assert.equal(warningsOf(account).length, 1);
    assert.equal(warningsOf(account, decoded('ServiceAccount', {})).length, 1);
    assert.deepEqual(warningsOf(account, account), []);
  });

  it('endpoints that are names', () => {
    const slice = { addressType: 'FQDN', endpoints: [{ addresses: ['example.com'] }] };
    assert.deepEqual(of('EndpointSlice', slice), ['spec.addressType: FQDN endpoints are deprecated']);
  });
});

describe('tlsPairFault', () => {
  it('says what is missing, swapped or of another pair', async () => {
    const ca = await makeCa();
    const [one, two] = [await ca.issue({ cn: 'one' }), await ca.issue({ cn: 'two' })];
    assert.equal(tlsPairFault(one.cert, one.key), undefined);
    assert.equal(tlsPairFault(one.cert, two.key), 'tls: private key does not match public key');
    assert.equal(tlsPairFault(one.cert, ''), 'tls: failed to find any PEM data in key input');
    assert.equal(
      tlsPairFault(one.key, one.cert),
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    );
    assert.equal(
      tlsPairFault(one.cert, one.cert),
      'tls: found a certificate rather than a key in the PEM for the private key',
    );
  });
});
