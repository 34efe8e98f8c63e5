import assert from 'node:assert/strict';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { objectOfProtobuf } from '../../../src/cluster/wire/protobuf.js';
import { isApiError } from '../../../src/kube/status.js';

type Value = string | number | boolean | Uint8Array;

/** A message of the given fields: text and bytes with a length, numbers and booleans as varints. */
function message(...fields: [number, Value][]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === 'boolean') writer.tag(number, WireType.Varint).bool(value);
    else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

const body = (apiVersion: string, kind: string, raw: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), message([1, message([1, apiVersion], [2, kind])], [2, raw], [3, ''], [4, ''])]);

const refusal = (text: RegExp) => (error: unknown) =>
  isApiError(error, 'BadRequest') && text.test(error.message) ? true : assert.fail(String(error));

const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

describe('objects in protobuf', () => {
  it('reads strings, maps, lists and an empty time', () => {
    const metadata = message(
      [1, 'lab'],
      [8, new Uint8Array()],
      [11, message([1, 'a'], [2, '1'])],
      [11, message([1, 'b'], [2, ''])],
      [14, 'example.com/one'],
      [14, 'example.com/two'],
    );
    assert.deepEqual(objectOfProtobuf(body('v1', 'Namespace', message([1, metadata]))), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'lab',
        creationTimestamp: null,
        labels: { a: '1', b: '' },
        finalizers: ['example.com/one', 'example.com/two'],
      },
    });
  });

  it('reads bytes as base64, and times to the second', () => {
    const secret = message(
      [1, message([8, message([1, 1_767_225_600])])],
      [2, message([1, 'key'], [2, Buffer.from([0, 255])])],
    );
    const read = objectOfProtobuf(body('v1', 'Secret', secret));
    assert.deepEqual(read.data, { key: 'AP8=' });
    assert.deepEqual(read.metadata, { creationTimestamp: '2026-01-01T00:00:00Z' });
  });

  it('reads quantities, numbers or names of ports, and fields that JSON has one level higher', () => {
    const request = message([1, 'cpu'], [2, message([1, '250m'])]);
    const byNumber = message([1, message([2, message([1, '/'], [2, message([1, 0], [2, 80])])])], [2, 5]);
    const byName = message([1, message([3, message([1, message([1, 1], [3, 'http'])])])]);
    const container = message([1, 'main'], [8, message([2, request])], [10, byNumber], [11, byName]);
    const volume = message([1, 'config'], [2, message([19, message([1, message([1, 'settings'])])])]);
    const pod = message([2, message([1, volume], [2, container], [4, 0])]);
    const { spec } = objectOfProtobuf(body('v1', 'Pod', pod));
    assert.deepEqual(spec, {
      volumes: [{ name: 'config', configMap: { name: 'settings' } }],
      containers: [
        {
          name: 'main',
          resources: { requests: { cpu: '250m' } },
          livenessProbe: { httpGet: { path: '/', port: 80 }, initialDelaySeconds: 5 },
          readinessProbe: { tcpSocket: { port: 'http' } },
        },
      ],
      terminationGracePeriodSeconds: 0,
    });
  });

  it('reads lists inside maps, which have a message of their own', () => {
    const extra = message([1, 'scopes'], [2, message([1, 'a'], [1, 'b'])]);
    const review = message([2, message([3, 'jane'], [4, 'developers'], [5, extra])]);
    const { spec } = objectOfProtobuf(body('authorization.k8s.io/v1', 'SubjectAccessReview', review));
    assert.deepEqual(spec, { user: 'jane', groups: ['developers'], extra: { scopes: ['a', 'b'] } });
  });

  it('reads JSON inside of protobuf, and refuses what nests too deeply in it', () => {
    const revision = (json: string): Buffer =>
      body('apps/v1', 'ControllerRevision', message([2, message([1, Buffer.from(json)])]));
    assert.deepEqual(objectOfProtobuf(revision('{"spec":[1,"a"]}')).data, { spec: [1, 'a'] });
    const empty = body('apps/v1', 'ControllerRevision', message([2, new Uint8Array()], [3, 7]));
    assert.deepEqual(objectOfProtobuf(empty), {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      data: null,
      revision: 7,
    });
    assert.throws(() => objectOfProtobuf(revision('['.repeat(100_000))), refusal(/exceeded max depth/));
  });

  for (const [what, apiVersion, kind, raw, why] of [
    ['a text', 'v1', 'Namespace', message([1, message([1, 7])]), 'wrong wireType = 0 for field Name'],
    ['a number', 'v1', 'Namespace', message([1, message([7, 'x'])]), 'wrong wireType = 2 for field Generation'],
    ['a message', 'v1', 'Pod', message([1, 7]), 'wrong wireType = 0 for field ObjectMeta'],
    ['a time', 'v1', 'Pod', message([1, message([8, message([1, 'x'])])]), 'wrong wireType = 2 for field Seconds'],
    [
      'an item of a list',
      'v1',
      'Pod',
      message([2, message([2, message([6, message([3, 'x'])])])]),
      'wrong wireType = 2 for field ContainerPort',
    ],
    [
      'a name that Go writes otherwise',
      'v1',
      'Pod',
      message([2, message([14, message([5, 'x'])])]),
      'wrong wireType = 2 for field FSGroup',
    ],
    [
      'fields that JSON has one level higher',
      'v1',
      'Pod',
      message([2, message([2, message([10, message([1, 7])])])]),
      'wrong wireType = 0 for field ProbeHandler',
    ],
    ['the end of a group', 'v1', 'Pod', Buffer.from([0x0c]), 'Pod: wiretype end group for non-group'],
    ['number 0', 'v1', 'Pod', Buffer.from([0x02, 0]), 'Pod: illegal tag 0 (wire type 2)'],
    ['a form that is none', 'v1', 'Pod', Buffer.from([0xff, 0x01]), 'illegal wireType 7'],
  ] as const) {
    it(`refuses ${what} in a form that its type does not have, as Go does`, () => {
      assert.throws(
        () => objectOfProtobuf(body(apiVersion, kind, raw), 'Chair'),
        (error) => {
          assert.ok(isApiError(error, 'BadRequest'));
          assert.equal(error.message, `${kind} in version "v1" cannot be handled as a Chair: proto: ${why}`);
          return true;
        },
      );
    });
  }

  it('reads numbers of a list one behind another in one field', () => {
    const pod = message([2, message([14, message([4, 1], [4, Buffer.from([2, 0x80, 1])], [4, 3])])]);
    assert.deepEqual(objectOfProtobuf(body('v1', 'Pod', pod)).spec, {
      securityContext: { supplementalGroups: [1, 2, 128, 3] },
    });
  });

  it('passes over numbers that it does not know and kinds that it does not have', () => {
    assert.deepEqual(objectOfProtobuf(body('v1', 'Namespace', message([99, 'x'], [98, 7]))), {
      apiVersion: 'v1',
      kind: 'Namespace',
    });
    assert.deepEqual(objectOfProtobuf(body('example.com/v1', 'Gadget', message([1, 'x']))), {
      apiVersion: 'example.com/v1',
      kind: 'Gadget',
    });
  });

  it('refuses what is no protobuf, and what breaks off', () => {
    const start = 'the object provided is unrecognized (must be of type Pod): ';
    for (const [bytes, why] of [
      ['{}', 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({})'],
      ['k8s\0', 'empty body (6b387300)'],
      ['k8s\0\n', 'unexpected EOF (6b3873000a)'],
      ['k8s\0\x08\x01', 'proto: wrong wireType = 0 for field TypeMeta (6b3873000801)'],
    ] as const) {
      assert.throws(() => objectOfProtobuf(Buffer.from(bytes), 'Pod'), refusal(exactly(start + why)));
    }
    assert.throws(() => objectOfProtobuf(Buffer.from('k8s\0')), refusal(/^empty body$/));
    const whole = body('v1', 'Namespace', message([1, message([1, 'lab'])]));
    for (let length = 5; length < whole.length - 4; length++) {
      try {
        objectOfProtobuf(whole.subarray(0, length));
      } catch (error) {
        refusal(/^unexpected EOF$/)(error);
      }
    }
    assert.throws(() => objectOfProtobuf(whole.subarray(0, 12)), refusal(/^unexpected EOF$/));
  });
});
