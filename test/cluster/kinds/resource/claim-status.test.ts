/** What the status of a claim may say: the devices that it was given, who uses it, and what drivers say of its devices. */
import assert from 'node:assert/strict';
import { loadExpressions } from '../../../../src/cluster/cel/load-expressions.js';
import { prepareForUpdate } from '../../../../src/cluster/registry/prepare.js';
import { decoded, definitionOfKind, updateCausesOf, updateFaultsOf } from '../faults.js';

type Fields = Record<string, unknown>;

const exactly = { deviceClassName: 'gpu' };
const requests = [
  { name: 'r', exactly },
  { name: 'f', firstAvailable: [{ name: 'a', deviceClassName: 'gpu' }] },
];
const claim = (status: Fields, metadata: object = {}): Fields & { metadata: object } => ({
  metadata,
  spec: { devices: { requests } },
  status,
});
const id = { driver: 'a.b', pool: 'p', device: 'd' };
const result = (more: object = {}): object => ({ request: 'r', ...id, ...more });
const allocation = (...results: object[]): Fields => ({ devices: { results } });
const uuid = '0f0e0d0c-0b0a-4908-8706-050403020100';
const pod = { resource: 'pods', name: 'p', uid: 'u' };
const reference =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

describe("a claim's status", () => {
  before(() => loadExpressions());
  const told = (now: Fields, had: Fields = {}, metadata: object = {}): string[] =>
    updateFaultsOf('ResourceClaim', claim(had, metadata), claim(now, metadata), 'status').map((fault) =>
      fault.replace(/^status\.(allocation\.devices\.)?/, '').replace(/(a lowercase RFC|name part must).*/, '$1'),
    );
  const given = (more: object): string[] => told({ allocation: allocation(result(more)) });

  it('names requests, drivers, pools and devices', () => {
    assert.deepEqual(given({}), []);
    assert.deepEqual(given({ request: 'f/a', pool: 'a/b.c' }), []);
    assert.deepEqual(given({ request: 'f/b', driver: '', pool: 'A/b', device: 'x.y' }), [
      `results[0].request: Invalid value: "f/b": ${reference}`,
      'results[0].driver: Required value',
      'results[0].pool: Invalid value: "A": a lowercase RFC',
      'results[0].device: Invalid value: "x.y": must not contain dots',
    ]);
    assert.match(
      given({ pool: 'a'.repeat(254) }).join(),
      /^results\[0\]\.pool: Too long: may not be more than 253 bytes,/,
    );
    const causes = (pool: string): number =>
      updateCausesOf('ResourceClaim', claim({}), claim({ allocation: allocation(result({ pool })) }), 'status').length;
    assert.equal(causes('a//b/'), 2);
    assert.equal(causes('/'.repeat(100_000)), 2, 'its length, and that its parts are empty');
    const many = Array.from({ length: 33 }, () => result());
    assert.deepEqual(told({ allocation: allocation(...many) }), ['results: Too many: 33: must have at most 32 items']);
  });

  it('says from where a configuration comes', () => {
    const opaque = { driver: 'a', parameters: {} };
    const config = [{ opaque }, { source: 'Me', requests: ['r', 'r'], opaque }, { source: 'FromClass', opaque }];
    assert.deepEqual(told({ allocation: { devices: { config } } }), [
      'config[0].source: Required value',
      'config[1].source: Unsupported value: "Me": supported values: "FromClaim", "FromClass"',
      'config[1].requests[1]: Duplicate value: "r"',
    ]);
    const selected = { ...allocation(result()), nodeSelector: { nodeSelectorTerms: [] } };
    assert.deepEqual(told({ allocation: selected }), [
      'allocation.nodeSelector.nodeSelectorTerms: Required value: must have at least one node selector term',
    ]);
  });

  it('gives conditions of a binding in pairs that do not overlap', () => {
    const [on, off] = ['bindingConditions', 'bindingFailureConditions'];
    assert.deepEqual(given({ [on]: ['a', 'b', 'a'], [off]: ['b', 'c', 'c'] }), [
      `results[0].${on}[2]: Duplicate value: "a"`,
      `results[0].${off}[0]: Invalid value: "b": ${off} must not overlap with ${on}`,
      `results[0].${off}[2]: Duplicate value: "c"`,
    ]);
    assert.deepEqual(given({ [on]: ['-'] }), [
      `results[0].${on}[0]: Invalid value: "-": name part must`,
      `results[0].${off}: Invalid value: null: ${off} are required to use ${on}`,
    ]);
    assert.deepEqual(given({ [off]: ['a', 'b', 'c', 'd', 'e'] }), [
      `results[0].${off}: Too many: 5: must have at most 4 items`,
      `results[0].${on}: Invalid value: null: ${on} are required to use ${off}`,
    ]);
  });

  it('tells shares of a device apart by UUIDs in their normal form', () => {
    assert.deepEqual(given({ shareID: uuid }), []);
    const normal =
      'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
    const cases: Record<string, string> = {
      '': 'error validating uid: invalid UUID length: 0',
      [uuid.toUpperCase()]: normal,
      [`{${uuid}}`]: normal,
      [`urn:uuid:${uuid}`]: normal,
      [uuid.replaceAll('-', '')]: normal,
      [`(${uuid})`]: 'error validating uid: invalid bracketed UUID format',
      [`urn:uidd:${uuid}`]: 'error validating uid: invalid urn prefix: "urn:uidd:"',
      ['x'.repeat(36)]: 'error validating uid: invalid UUID format',
      ['x'.repeat(32)]: 'error validating uid: invalid UUID format',
    };
    for (const [shareID, why] of Object.entries(cases)) {
      assert.deepEqual(given({ shareID }), [`results[0].shareID: Invalid value: "${shareID}": ${why}`]);
    }
  });

  it('names each consumer once, and new ones while the claim stays', () => {
    const had = { allocation: allocation(result()), reservedFor: [pod] };
    assert.deepEqual(told({ reservedFor: [pod] }), [
      'reservedFor: Forbidden: may not be specified when `allocated` is not set',
    ]);
    assert.deepEqual(told({ ...had, reservedFor: [pod, pod, {}] }, had), [
      'reservedFor[2].resource: Required value',
      'reservedFor[2].name: Required value',
      'reservedFor[2].uid: Required value',
      'reservedFor[1]: Duplicate value: "u"',
    ]);
    const goes = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    const more = { ...had, reservedFor: [pod, { ...pod, uid: 'v' }] };
    assert.deepEqual(told(more, had), []);
    assert.deepEqual(told(had, more, goes), []);
    assert.deepEqual(told(more, had, goes), [
      'reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
    ]);
  });

  it('keeps an allocation until there is none', () => {
    const had = { allocation: allocation(result({ consumedCapacity: { 'a.b/c': '1Gi' } })) };
    assert.deepEqual(told(had, had), []);
    assert.deepEqual(told({}, had), []);
    const shown =
      '{"Devices":{"Results":[{"Request":"r","Driver":"a.b","Pool":"p","Device":"d","AdminAccess":null,"Tolerations":null,"BindingConditions":null,"BindingFailureConditions":null,"ShareID":null,"ConsumedCapacity":null}],"Config":null},"NodeSelector":null,"AllocationTimestamp":null}';
    assert.deepEqual(told({ allocation: allocation(result()) }, had), [
      `allocation: Invalid value: ${shown}: field is immutable`,
    ]);
  });

  it('holds what drivers say of allocated devices', () => {
    const of = (more: object): string[] =>
      told({ allocation: allocation(result()), devices: [{ ...id, ...more }] }).map((one) =>
        one.replace('devices[0].', ''),
      );
    assert.deepEqual(of({ data: { a: 1 }, networkData: { ips: ['10.0.0.1/8'] } }), []);
    assert.deepEqual(of({ device: 'e', conditions: [{}], data: [1] }), [
      'devices[0]: Invalid value: {"Driver":"a.b","Pool":"p","Device":"e","ShareID":""}: must be an allocated device in the claim',
      'conditions[0].type: Invalid value: "": name part must',
      'conditions[0].type: Invalid value: "": name part must',
      'conditions[0].status: Unsupported value: "": supported values: "False", "True", "Unknown"',
      'conditions[0].lastTransitionTime: Required value',
      'conditions[0].reason: Required value',
      'data: Invalid value: "<value omitted>": must be a valid JSON object',
    ]);
    const ips = ['10.0.0.1/8', '10.0.0.1', '10.0.0.1/8'];
    const long = 'a'.repeat(257);
    assert.deepEqual(of({ networkData: { interfaceName: long, hardwareAddress: long, ips } }), [
      'networkData.interfaceName: Too long: may not be more than 256 bytes',
      'networkData.hardwareAddress: Too long: may not be more than 128 bytes',
      'networkData.ips[1]: Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      'networkData.ips[2]: Duplicate value: "10.0.0.1/8"',
    ]);
    assert.deepEqual(told({ allocation: allocation(result()), devices: [id, id] }), [
      'devices[1]: Duplicate value: {"Driver":"a.b","Pool":"p","Device":"d","ShareID":""}',
    ]);
    const conditions = Array.from({ length: 9 }, (_, i) => ({
      type: `t${i}`,
      status: 'True',
      reason: 'R',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    }));
    assert.deepEqual(of({ conditions }), ['conditions: Too many: 9: must have at most 8 items']);
  });

  it('is written alone, and loses devices that the claim has no more', () => {
    const had = claim(
      { allocation: allocation(result(), result({ device: 'e' })), devices: [id] },
      { labels: { a: 'b' } },
    );
    const written = (status: Fields): Fields => {
      const object = decoded('ResourceClaim', { ...claim(status), spec: {} });
      const definition = definitionOfKind('ResourceClaim');
      return { ...prepareForUpdate(object, decoded('ResourceClaim', had), definition, 'status', new Date(0)) };
    };
    const other = { ...id, device: 'x' };
    const { metadata, spec, status } = written({ devices: [id, { ...id, device: 'e' }, other] });
    assert.deepEqual((metadata as { labels: object }).labels, { a: 'b' });
    assert.ok((spec as Fields).devices);
    // a device that it never had is for the validation to refuse
    assert.deepEqual(status, { devices: [{ ...other, conditions: null }] });
    assert.deepEqual(written({ devices: [id] }).status, {});
  });

  it('tolerates taints by their values unless it says otherwise', () => {
    const tolerations = [{ key: 'a' }, { operator: 'Exists' }];
    const { status } = decoded('ResourceClaim', claim({ allocation: allocation(result({ tolerations })) }));
    const [first] = (status as { allocation: { devices: { results: { tolerations: object[] }[] } } }).allocation.devices
      .results;
    assert.deepEqual(first?.tolerations, [{ key: 'a', operator: 'Equal' }, { operator: 'Exists' }]);
  });
});
