/** Cases about namespaces, accounts, their tokens, and certificates. */
import type { Case } from '../case.js';

const accounts = '/api/v1/namespaces/NS/serviceaccounts';
const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

export const accountsAndTokens: readonly Case[] = [
  { name: 'a namespace has an account', path: `${accounts}/default`, eventually: true, expect: { status: 200 } },
  {
    name: 'and the CA of the cluster',
    path: '/api/v1/namespaces/NS/configmaps/kube-root-ca.crt',
    eventually: true,
    expect: { status: 200, holds: (body) => body.data['ca.crt'].includes('BEGIN CERTIFICATE') },
  },
  {
    name: 'a token lives as long as it was asked to',
    method: 'POST',
    path: `${accounts}/robot/token`,
    body: { spec: { expirationSeconds: 1200 } },
    expect: {
      status: 201,
      fields: { 'spec.expirationSeconds': 1200 },
      holds: (body) => body.status.token.split('.').length === 3,
    },
  },
  {
    name: 'but not shorter than ten minutes',
    method: 'POST',
    path: `${accounts}/robot/token`,
    body: { spec: { expirationSeconds: 60 } },
    expect: { status: 422, message: /may not specify a duration less than 10 minutes/ },
  },
  {
    name: 'nobody has no token',
    method: 'POST',
    path: `${accounts}/nobody/token`,
    body: { spec: {} },
    expect: { status: 404, message: 'serviceaccounts "nobody" not found' },
  },
  {
    name: 'a Secret for a token',
    method: 'POST',
    path: '/api/v1/namespaces/NS/secrets',
    body: {
      metadata: { name: 'robot-token', annotations: { 'kubernetes.io/service-account.name': 'robot' } },
      type: 'kubernetes.io/service-account-token',
    },
    expect: { status: 201 },
  },
  {
    name: 'is filled in',
    path: '/api/v1/namespaces/NS/secrets/robot-token',
    eventually: true,
    expect: { status: 200, holds: ({ data }) => ['ca.crt', 'namespace', 'token'].every((key) => data?.[key]) },
  },
];

export const certificates: readonly Case[] = [
  {
    name: 'a request for a certificate holds one',
    method: 'POST',
    path: requests,
    body: {
      metadata: { name: 'NS-none' },
      spec: { request: 'aGVsbG8=', signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
    },
    expect: { status: 422, message: /PEM block type must be CERTIFICATE REQUEST/ },
  },
];

export const namespaces: readonly Case[] = [
  {
    name: 'a namespace is named after itself',
    path: '/api/v1/namespaces/NS',
    expect: {
      status: 200,
      fields: { 'metadata.labels': { 'kubernetes.io/metadata.name': 'NS' }, 'status.phase': 'Active' },
    },
  },
  {
    name: 'a namespace that is not there takes nothing',
    method: 'POST',
    path: '/api/v1/namespaces/NS-none/configmaps',
    body: { metadata: { name: 'x' } },
    expect: { status: 404, message: 'namespaces "NS-none" not found' },
  },
  {
    name: 'default stays',
    method: 'DELETE',
    path: '/api/v1/namespaces/default',
    expect: { status: 403, message: 'namespaces "default" is forbidden: this namespace may not be deleted' },
  },
  {
    name: 'all namespaces at once stay',
    method: 'DELETE',
    path: '/api/v1/namespaces',
    expect: { status: 405 },
  },
];

export const discovery: readonly Case[] = [
  {
    name: 'the core API has one version',
    path: '/api',
    expect: { status: 200, fields: { kind: 'APIVersions', versions: ['v1'] } },
  },
  {
    name: 'a group',
    path: '/apis/apps',
    expect: { status: 200, fields: { kind: 'APIGroup', 'preferredVersion.groupVersion': 'apps/v1' } },
  },
  {
    name: 'a group version lists its resources',
    path: '/apis/rbac.authorization.k8s.io/v1',
    expect: { status: 200, holds: (body) => body.resources.some((r: { name: string }) => r.name === 'rolebindings') },
  },
  {
    name: 'a resource that is not there',
    path: '/api/v1/gadgets',
    expect: { status: 404, message: 'the server could not find the requested resource' },
  },
  {
    name: 'who signs the tokens of accounts',
    path: '/.well-known/openid-configuration',
    expect: {
      status: 200,
      holds: (body) => body.issuer.startsWith('https://') && body.id_token_signing_alg_values_supported.length > 0,
    },
  },
  { name: 'its keys', path: '/openid/v1/jwks', expect: { status: 200, holds: (body) => body.keys.length > 0 } },
];
