import assert from 'node:assert/strict';
import { inferredStage } from '../../src/print/inferred-stage.js';

const core = '/api/v1/namespaces/lab';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/lab';

describe('print/inferred-stage', () => {
  const cases: [request: string, status: number, message: string, details: object, stage: string][] = [
    [`GET ${core}/pods`, 400, 'Client sent an HTTP request to an HTTPS server.', {}, 'tls'],
    [`GET ${core}/pods/..`, 400, 'Name parameter invalid: ".."', {}, 'routing'],
    [`GET ${core}/pods/web/log`, 400, 'container "c" in pod "web" is waiting to start: x', {}, 'storage'],
    [`POST ${core}/pods`, 400, 'the object provided is unrecognized', {}, 'decoding'],
    [`GET ${core}/pods`, 401, 'Unauthorized', {}, 'authentication'],
    [`GET ${core}/pods`, 403, 'pods is forbidden: User "a" cannot list resource "pods"', {}, 'authorization'],
    [`POST ${core}/pods`, 403, 'pods "web" is forbidden: exceeded quota: q', {}, 'admission'],
    [`GET ${core}/nothings`, 404, 'the server could not find the requested resource', {}, 'routing'],
    [`GET ${core}/pods/web`, 404, 'pods "web" not found', { kind: 'pods', name: 'web' }, 'storage'],
    [`GET ${core}/services/x/proxy/`, 404, 'services "x" not found', { kind: 'services', name: 'x' }, 'storage'],
    [`DELETE ${core}/pods/web`, 404, 'namespaces "lab" not found', { kind: 'namespaces', name: 'lab' }, 'storage'],
    [`POST ${core}/pods`, 404, 'namespaces "lab" not found', { kind: 'namespaces', name: 'lab' }, 'admission'],
    [`POST ${core}/pods`, 404, 'serviceaccounts "x" not found', { kind: 'serviceaccounts', name: 'x' }, 'storage'],
    [`POST ${rbac}/rolebindings`, 404, 'roles "r" not found', { kind: 'roles', name: 'r' }, 'validation'],
    [
      `PUT ${rbac}/rolebindings/b`,
      404,
      'rolebindings "r" not found',
      { kind: 'rolebindings', name: 'r' },
      'validation',
    ],
    [`PUT ${rbac}/rolebindings/b`, 404, 'rolebindings "b" not found', { kind: 'rolebindings', name: 'b' }, 'storage'],
    [`POST ${core}/pods`, 405, 'not allowed', {}, 'routing'],
    [`POST ${core}/pods`, 409, 'pods "web" already exists', {}, 'storage'],
    [`PATCH ${core}/pods/web`, 422, 'invalid', { kind: 'Pod', causes: [{ field: 'patch' }] }, 'decoding'],
    [`PATCH ${core}/pods/web`, 422, 'invalid', { kind: 'PatchOptions' }, 'decoding'],
    [`POST ${core}/pods`, 422, 'invalid', { kind: 'Pod', causes: [{ field: 'spec' }] }, 'validation'],
    [
      `POST ${core}/pods/web/eviction`,
      429,
      "Cannot evict: it would violate the pod's disruption budget.",
      {},
      'storage',
    ],
    [`GET ${core}/pods`, 429, 'too many requests', {}, 'unknown'],
    [`POST ${core}/pods`, 500, 'resourceVersion should not be set on objects to be created', {}, 'storage'],
    [`POST ${rbac}/rolebindings`, 500, 'unsupported role reference kind: "X"', {}, 'validation'],
    [`PATCH ${core}/pods/web`, 500, 'failed to create typed patch object (/web; /v1, Kind=Pod): x', {}, 'decoding'],
    [`POST ${core}/pods`, 500, 'something broke', {}, 'unknown'],
    [`POST ${core}/pods`, 418, 'admission webhook "w" denied the request', {}, 'admission'],
    [`POST ${core}/pods`, 418, 'a teapot', {}, 'unknown'],
  ];
  for (const [request, status, message, details, stage] of cases) {
    it(`${stage}: ${request}, ${status} ${message}`, () => {
      const [method = '', path = ''] = request.split(' ');
      const body = { kind: 'Status', message, details };
      assert.equal(inferredStage({ request: { method, path }, response: { status }, body }), stage);
    });
  }
});
