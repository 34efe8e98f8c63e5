/** Cases about objects: written, read, changed and deleted. */
import type { Case } from '../case.js';

const maps = '/api/v1/namespaces/NS/configmaps';
const apps = '/apis/apps/v1/namespaces/NS/deployments';
const merge = { 'content-type': 'application/merge-patch+json' };
const deployment = (name: string, container: object): object => ({
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
  },
});

export const objects: readonly Case[] = [
  {
    name: 'an object is made',
    method: 'POST',
    path: maps,
    body: { metadata: { name: 'one', labels: { app: 'x' } }, data: { a: '1' } },
    expect: {
      status: 201,
      fields: { kind: 'ConfigMap', apiVersion: 'v1', 'metadata.namespace': 'NS', data: { a: '1' } },
      holds: (body) => Boolean(body.metadata.uid && body.metadata.resourceVersion && body.metadata.creationTimestamp),
    },
  },
  {
    name: 'once',
    method: 'POST',
    path: maps,
    body: { metadata: { name: 'one' } },
    expect: { status: 409, reason: 'AlreadyExists', message: 'configmaps "one" already exists' },
  },
  {
    name: 'one that is not there',
    path: `${maps}/none`,
    expect: {
      status: 404,
      reason: 'NotFound',
      message: 'configmaps "none" not found',
      fields: { 'details.name': 'none', 'details.kind': 'configmaps', status: 'Failure', code: 404 },
    },
  },
  {
    name: 'a name of capital letters',
    method: 'POST',
    path: maps,
    body: { metadata: { name: 'One' } },
    expect: {
      status: 422,
      reason: 'Invalid',
      message: /^ConfigMap "One" is invalid: metadata.name: Invalid value: "One": /,
    },
  },
  {
    name: 'no name at all',
    method: 'POST',
    path: maps,
    body: { data: {} },
    expect: { status: 422, message: / metadata.name: Required value: name or generateName is required$/ },
  },
  {
    name: 'a generated name',
    method: 'POST',
    path: maps,
    body: { metadata: { generateName: 'gen-' } },
    expect: { status: 201, holds: (body) => /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(body.metadata.name) },
  },
  {
    name: 'another namespace than the path says',
    method: 'POST',
    path: maps,
    body: { metadata: { name: 'two', namespace: 'default' } },
    expect: {
      status: 400,
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    },
  },
  {
    name: 'an unknown field when fields are checked',
    method: 'POST',
    path: `${maps}?fieldValidation=Strict`,
    body: { metadata: { name: 'strict' }, dta: {} },
    expect: { status: 400, message: /strict decoding error: unknown field "dta"$/ },
  },
  {
    name: 'an unknown field otherwise',
    method: 'POST',
    path: `${maps}?fieldValidation=Warn&dryRun=All`,
    body: { metadata: { name: 'lenient' }, dta: {} },
    expect: {
      status: 201,
      fields: { dta: undefined },
      holds: (_body, { response }) => /unknown field \\"dta\\"/.test(String(response?.headers.warning)),
    },
  },
  { name: 'a trial run leaves nothing', path: `${maps}/lenient`, expect: { status: 404 } },
  {
    name: 'a merge patch takes away with null',
    method: 'PATCH',
    path: `${maps}/one`,
    headers: merge,
    body: { data: { a: null, b: '2' } },
    expect: { status: 200, fields: { data: { b: '2' } } },
  },
  {
    name: 'a JSON patch',
    method: 'PATCH',
    path: `${maps}/one`,
    headers: { 'content-type': 'application/json-patch+json' },
    body: [{ op: 'replace', path: '/data/b', value: '3' }],
    expect: { status: 200, fields: { data: { b: '3' } } },
  },
  {
    name: 'a JSON patch that does not fit',
    method: 'PATCH',
    path: `${maps}/one`,
    headers: { 'content-type': 'application/json-patch+json' },
    body: [{ op: 'test', path: '/data/b', value: 'x' }],
    expect: { status: 422 },
  },
  {
    name: 'a replacement of an old version',
    method: 'PUT',
    path: `${maps}/one`,
    body: { metadata: { name: 'one', resourceVersion: '1' }, data: {} },
    expect: {
      status: 409,
      reason: 'Conflict',
      message: /the object has been modified; please apply your changes to the latest/,
    },
  },
  {
    name: 'a list by label',
    path: `${maps}?labelSelector=app%3Dx`,
    expect: {
      status: 200,
      fields: { kind: 'ConfigMapList', 'items.0.metadata.name': 'one' },
      holds: (b) => b.items.length === 1,
    },
  },
  {
    name: 'a list by a field that cannot be asked for',
    path: `${maps}?fieldSelector=data.a%3D1`,
    expect: {
      status: 400,
      message: '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    },
  },
  {
    name: 'a list in pages',
    path: `${maps}?limit=1`,
    expect: {
      status: 200,
      holds: (b) => b.items.length === 1 && b.metadata.continue && b.metadata.remainingItemCount > 0,
    },
  },
  {
    name: 'a table',
    path: maps,
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    expect: { status: 200, fields: { kind: 'Table', 'columnDefinitions.0.name': 'Name' } },
  },
  {
    name: 'metadata alone',
    path: `${maps}/one`,
    headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
    expect: { status: 200, fields: { kind: 'PartialObjectMetadata', data: undefined, 'metadata.name': 'one' } },
  },
  {
    name: 'a Secret is written as text and kept as base64',
    method: 'POST',
    path: '/api/v1/namespaces/NS/secrets',
    body: { metadata: { name: 's' }, stringData: { password: 's3cret' } },
    expect: { status: 201, fields: { type: 'Opaque', data: { password: 'czNjcmV0' }, stringData: undefined } },
  },
  {
    name: 'a deletion at the wrong moment',
    method: 'DELETE',
    path: `${maps}/one`,
    body: { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } },
    expect: { status: 409, reason: 'Conflict' },
  },
  { name: 'a deletion', method: 'DELETE', path: `${maps}/one`, expect: { status: 200, fields: { status: 'Success' } } },
  { name: 'a second one', method: 'DELETE', path: `${maps}/one`, expect: { status: 404 } },
  {
    name: 'a method that is none of the resource',
    method: 'PUT',
    path: maps,
    body: {},
    expect: {
      status: 405,
      reason: 'MethodNotAllowed',
      message: 'the server does not allow this method on the requested resource',
    },
  },
  { name: 'a form that is not served', path: maps, headers: { accept: 'text/html' }, expect: { status: 406 } },
  {
    name: 'a body in a form that is not read',
    method: 'POST',
    path: maps,
    headers: { 'content-type': 'text/plain' },
    body: 'hello',
    expect: { status: 415, reason: 'UnsupportedMediaType' },
  },
];

export const workloads: readonly Case[] = [
  {
    name: 'a deployment gets its defaults',
    method: 'POST',
    path: apps,
    body: deployment('web', { name: 'main', image: 'registry.k8s.io/pause:3.10' }),
    expect: {
      status: 201,
      fields: {
        'metadata.generation': 1,
        'spec.strategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        'spec.revisionHistoryLimit': 10,
        'spec.template.spec.restartPolicy': 'Always',
        'spec.template.spec.containers.0.imagePullPolicy': 'IfNotPresent',
      },
    },
  },
  {
    name: 'its replicas become available',
    path: `${apps}/web`,
    eventually: true,
    expect: { status: 200, fields: { 'status.availableReplicas': 2, 'status.observedGeneration': 1 } },
  },
  {
    name: 'it is scaled',
    method: 'PATCH',
    path: `${apps}/web/scale`,
    headers: merge,
    body: { spec: { replicas: 1 } },
    expect: { status: 200, fields: { kind: 'Scale', apiVersion: 'autoscaling/v1', 'spec.replicas': 1 } },
  },
  {
    name: 'which changes its specification',
    path: `${apps}/web`,
    eventually: true,
    expect: { status: 200, fields: { 'metadata.generation': 2, 'spec.replicas': 1, 'status.replicas': 1 } },
  },
  {
    name: 'its selector stays',
    method: 'PATCH',
    path: `${apps}/web`,
    headers: merge,
    body: { spec: { selector: { matchLabels: { app: 'other' } } } },
    expect: { status: 422, message: /field is immutable/ },
  },
  {
    name: 'a selector must fit the template',
    method: 'POST',
    path: apps,
    body: {
      metadata: { name: 'unfit' },
      spec: {
        selector: { matchLabels: { app: 'a' } },
        template: { metadata: { labels: { app: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    },
    expect: { status: 422, message: /`selector` does not match template `labels`/ },
  },
  {
    name: 'a container has an image',
    method: 'POST',
    path: apps,
    body: deployment('no-image', { name: 'main' }),
    expect: { status: 422, fields: { 'details.causes.0.field': 'spec.template.spec.containers[0].image' } },
  },
  {
    name: 'a number is no text',
    method: 'POST',
    path: apps,
    body: { metadata: { name: 'typed' }, spec: { replicas: 'two' } },
    expect: {
      status: 400,
      message: /json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32/,
    },
  },
  {
    name: 'a pod of an account that is not there',
    method: 'POST',
    path: '/api/v1/namespaces/NS/pods',
    body: {
      metadata: { name: 'lost' },
      spec: { serviceAccountName: 'nobody', containers: [{ name: 'c', image: 'i' }] },
    },
    expect: {
      status: 403,
      message:
        'pods "lost" is forbidden: error looking up service account NS/nobody: serviceaccount "nobody" not found',
    },
  },
  {
    name: 'a deployment is deleted with what it owns',
    method: 'DELETE',
    path: `${apps}/web`,
    body: { propagationPolicy: 'Background' },
    expect: { status: 200 },
  },
  {
    name: 'and its pods go',
    path: '/api/v1/namespaces/NS/pods?labelSelector=app%3Dweb',
    eventually: true,
    expect: { status: 200, holds: (body) => body.items.length === 0 },
  },
];
