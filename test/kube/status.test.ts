import assert from 'node:assert/strict';
import {
  ApiError,
  aggregated,
  alreadyExists,
  badRequest,
  conflict,
  duplicate,
  expired,
  fieldForbidden,
  forbidden,
  internalError,
  invalid,
  invalidObject,
  isApiError,
  isNamespaceTerminating,
  methodNotAllowed,
  nameUndeterminable,
  noSuchResource,
  notFound,
  notSupported,
  refusedGenerically,
  required,
  success,
  tooLarge,
  tooLong,
  tooMany,
  unauthorized,
} from '../../src/kube/status.js';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

describe('an answer that is an error', () => {
  const generic = 'the server rejected our request due to an error in our request';
  const method = 'the server does not allow this method on the requested resource';
  const cases: [what: string, make: () => ApiError, code: number, reason: string, message: string, details?: object][] =
    [
      [
        'no such object',
        () => notFound(pods, 'web'),
        404,
        'NotFound',
        'pods "web" not found',
        { name: 'web', kind: 'pods' },
      ],
      [
        'no such object of a group',
        () => notFound(deployments, 'a"b'),
        ...([404, 'NotFound', 'deployments.apps "a\\"b" not found'] as const),
        { name: 'a"b', group: 'apps', kind: 'deployments' },
      ],
      ['no such path', () => noSuchResource(), 404, 'NotFound', 'the server could not find the requested resource', {}],
      [
        'a name that is taken',
        () => alreadyExists(deployments, 'web'),
        ...([409, 'AlreadyExists', 'deployments.apps "web" already exists'] as const),
        { name: 'web', group: 'apps', kind: 'deployments' },
      ],
      [
        'another version',
        () => conflict(pods, 'web', 'why'),
        ...([409, 'Conflict', 'Operation cannot be fulfilled on pods "web": why'] as const),
        { name: 'web', kind: 'pods' },
      ],
      [
        'no right to an object',
        () => forbidden(pods, 'web', 'why'),
        ...([403, 'Forbidden', 'pods "web" is forbidden: why'] as const),
        { name: 'web', kind: 'pods' },
      ],
      [
        'no right to a list',
        () => forbidden(deployments, '', 'why'),
        ...([403, 'Forbidden', 'deployments.apps is forbidden: why'] as const),
        { group: 'apps', kind: 'deployments' },
      ],
      [
        'no right to a path',
        () => forbidden({ group: '', resource: '' }, '', 'why'),
        403,
        'Forbidden',
        'forbidden: why',
        {},
      ],
      ['nobody', () => unauthorized(), 401, 'Unauthorized', 'Unauthorized'],
      ['a request that is none', () => badRequest('why'), 400, 'BadRequest', 'why'],
      [
        'an object without a name',
        () => nameUndeterminable('web'),
        ...([400, 'BadRequest'] as const),
        'the name of the object (web based on URL) was undeterminable: name must be provided',
      ],
      ['a patch that does not apply', () => refusedGenerically(), 422, 'Invalid', generic, {}],
      ['another method', () => methodNotAllowed(), 405, 'MethodNotAllowed', method, {}],
      ['too large a body', () => tooLarge('why'), 413, 'RequestEntityTooLarge', 'why'],
      ['a version of the past', () => expired('why'), 410, 'Expired', 'why'],
      [
        'a fault of the server',
        () => internalError('why'),
        ...([500, 'InternalError', 'Internal error occurred: why'] as const),
        { causes: [{ message: 'why' }] },
      ],
    ];
  for (const [what, make, code, reason, message, details] of cases) {
    it(`says ${what}: ${code}`, () => {
      const error = make();
      assert.equal(error.code, code);
      assert.equal(error.message, message);
      // in this order, as Kubernetes writes it
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message,
        reason,
        details,
        code,
      };
      assert.equal(JSON.stringify(error.status), JSON.stringify(status));
    });
  }

  it('has what its thrower gives, and speaks by its reason or code where there is no message', () => {
    assert.deepEqual(new ApiError({ code: 429 }, { 'Retry-After': '1' }).headers, { 'Retry-After': '1' });
    assert.deepEqual(new ApiError({ code: 429 }).headers, {});
    assert.equal(new ApiError({ code: 429, reason: 'TooManyRequests' }).message, 'TooManyRequests');
    assert.equal(new ApiError({ code: 429 }).message, '429');
    assert.deepEqual(Object.keys(new ApiError({ code: 429 }).status), [
      'kind',
      'apiVersion',
      'metadata',
      'status',
      'code',
    ]);
  });

  it('is known by its name and its reason', () => {
    assert.ok(isApiError(unauthorized()));
    assert.ok(isApiError(unauthorized(), 'Unauthorized'));
    assert.ok(!isApiError(unauthorized(), 'Forbidden'));
    for (const other of [new Error('x'), { name: 'ApiError' }, undefined, null, 'ApiError'])
      assert.ok(!isApiError(other));
  });

  it('of a namespace that is going is known by its cause', () => {
    const going = { reason: 'NamespaceTerminating', message: 'x', field: 'metadata.namespace' };
    assert.ok(isNamespaceTerminating(forbidden(pods, 'web', 'why', [{ reason: 'x' }, going])));
    assert.deepEqual(forbidden(pods, 'web', 'why', [going]).status.details, {
      name: 'web',
      kind: 'pods',
      causes: [going],
    });
    assert.ok(!isNamespaceTerminating(forbidden(pods, 'web', 'why', [{ reason: 'x' }])));
    assert.ok(!isNamespaceTerminating(forbidden(pods, 'web', 'why')));
    assert.ok(!isNamespaceTerminating(new ApiError({ code: 409, reason: 'Conflict', details: { causes: [going] } })));
    assert.ok(!isNamespaceTerminating(new Error('NamespaceTerminating')));
  });
});

describe('a fault of a field', () => {
  const cases: [what: string, make: () => object, reason: string, message: string][] = [
    ['missing', () => required('f'), 'FieldValueRequired', 'Required value'],
    ['missing, and why', () => required('f', 'why'), 'FieldValueRequired', 'Required value: why'],
    ['a wrong text', () => invalid('f', 'a"b<', 'why'), 'FieldValueInvalid', 'Invalid value: "a\\"b<": why'],
    ['a wrong number', () => invalid('f', 7, 'why'), 'FieldValueInvalid', 'Invalid value: 7: why'],
    ['a wrong object', () => invalid('f', { a: '<' }, ''), 'FieldValueInvalid', 'Invalid value: {"a":"\\u003c"}'],
    ['nothing', () => invalid('f', undefined, 'why'), 'FieldValueInvalid', 'Invalid value: null: why'],
    [
      'none of those that are supported',
      () => notSupported('f', 'x', ['a', 'b']),
      ...(['FieldValueNotSupported', 'Unsupported value: "x": supported values: "a", "b"'] as const),
    ],
    ['forbidden', () => fieldForbidden('f', 'why'), 'FieldValueForbidden', 'Forbidden: why'],
    ['there twice', () => duplicate('f', 'x'), 'FieldValueDuplicate', 'Duplicate value: "x"'],
    ['too many', () => tooMany('f', 4, 3), 'FieldValueTooMany', 'Too many: 4: must have at most 3 items'],
    ['too long', () => tooLong('f', 3), 'FieldValueTooLong', 'Too long: may not be more than 3 bytes'],
  ];
  for (const [what, make, reason, message] of cases) {
    it(`says ${what}`, () => assert.deepEqual(make(), { reason, field: 'f', message }));
  }

  it('is told once among others, and is a cause each time', () => {
    const [a, b] = [required('a'), fieldForbidden('b', 'why')];
    assert.equal(aggregated([a]), 'a: Required value');
    assert.equal(aggregated([a, a]), 'a: Required value');
    assert.equal(aggregated([a, b, a]), '[a: Required value, b: Forbidden: why]');
    const error = invalidObject({ group: 'apps', version: 'v1', kind: 'Deployment' }, 'web', [a, b, a]);
    assert.equal(error.message, 'Deployment.apps "web" is invalid: [a: Required value, b: Forbidden: why]');
    assert.equal(error.code, 422);
    assert.deepEqual(error.status.details, { name: 'web', group: 'apps', kind: 'Deployment', causes: [a, b, a] });
  });

  it('may be one of an object of the core, without a name or a kind', () => {
    const error = invalidObject({ group: '', version: 'v1', kind: 'Pod' }, '', [required('a')]);
    assert.equal(error.message, 'Pod "" is invalid: a: Required value');
    assert.deepEqual(error.status.details, { kind: 'Pod', causes: [required('a')] });
    assert.deepEqual(invalidObject({ group: '', version: '', kind: '' }, '', []).status.details, { causes: [] });
  });
});

describe('an answer that tells of success', () => {
  it('has the details that it is given', () => {
    const details = { name: 'web', kind: 'pods', uid: 'u' };
    assert.deepEqual(success(details), { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
  });
});
