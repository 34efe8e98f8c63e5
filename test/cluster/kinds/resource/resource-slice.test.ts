/** The devices that a driver offers. */
import assert from 'node:assert/strict';
import { prepareForCreate } from '../../../../src/cluster/registry/prepare.js';
import { type Api, adminOf } from '../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { decoded, definitionOfKind, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

type Fields = Record<string, unknown>;

const pool = { name: 'p', resourceSliceCount: 1 };
const spec = (more: object = {}): Fields => ({ driver: 'a.b', pool, nodeName: 'n', ...more });
const short = (fault: string): string =>
  fault
    .replace(/^spec\./, '')
    .replace(/(a lowercase RFC \d+ \w+|a valid C identifier|name part must|a valid label).*/, '$1');
const told = (more: object): string[] => faultsOf('ResourceSlice', { spec: spec(more) }).map(short);
const told1 = (device: object, more: object = {}): string[] =>
  told({ devices: [{ name: 'd', ...device }], ...more }).map((one) => one.replace('devices[0].', ''));
const many = (count: number, of: (i: number) => Fields): Fields[] => Array.from({ length: count }, (_, i) => of(i));

describe('a ResourceSlice', () => {
  it('is of a driver, and one of those of a pool', () => {
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ driver: '', pool: { name: 'A/b', generation: -1 } }), [
      'driver: Required value',
      'pool.name: Invalid value: "A": a lowercase RFC 1123 subdomain',
      'pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
      'pool.generation: Invalid value: -1: must be greater than or equal to zero',
    ]);
    assert.deepEqual(warningsOf(decoded('ResourceSlice', { spec: spec({ driver: 'A.b' }) })), [
      'spec.driver: driver names should be lowercase; "A.b" contains uppercase characters',
    ]);
    assert.deepEqual(warningsOf(decoded('ResourceSlice', { spec: spec() })), []);
  });

  it('stays with its driver, pool and node', () => {
    const after = { spec: spec({ driver: 'x', pool: { ...pool, name: 'q' }, nodeName: undefined, allNodes: true }) };
    assert.deepEqual(updateFaultsOf('ResourceSlice', { spec: spec() }, after).map(short), [
      'pool.name: Invalid value: "q": field is immutable',
      'driver: Invalid value: "x": field is immutable',
      'nodeName: Invalid value: null: field is immutable',
    ]);
    assert.deepEqual(
      updateFaultsOf('ResourceSlice', { spec: spec() }, { spec: spec({ devices: [{ name: 'd' }] }) }),
      [],
    );
  });

  it('says in one way where its devices are', () => {
    const one = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
    const set = 'must be either unset or set to true';
    assert.deepEqual(told({ nodeName: '', allNodes: false, perDeviceNodeSelection: false }), [
      'nodeName: Invalid value: "": must be either unset or set to a non-empty string',
      `allNodes: Invalid value: false: ${set}`,
      `perDeviceNodeSelection: Invalid value: false: ${set}`,
      `spec: Required value: ${one}`,
    ]);
    assert.deepEqual(told({ nodeSelector: { nodeSelectorTerms: [{}, {}] } }), [
      'nodeSelector.nodeSelectorTerms: Invalid value: [{"MatchExpressions":null,"MatchFields":null},{"MatchExpressions":null,"MatchFields":null}]: must have exactly one node selector term',
      `spec: Invalid value: "{\`nodeName\`, \`nodeSelector\`}": ${one}, but multiple fields are set`,
    ]);
  });

  it('leaves that to its devices, if it says so', () => {
    const can =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    assert.deepEqual(told1({ allNodes: false }), [`devices[0]: Invalid value: null: ${can}`]);
    const placed = { nodeName: undefined, perDeviceNodeSelection: true };
    const one =
      'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    assert.deepEqual(told1({ nodeName: 'n' }, placed), []);
    assert.deepEqual(told1({ nodeName: '', allNodes: false }, placed), [
      'nodeName: Invalid value: "": must not be empty',
      'allNodes: Invalid value: false: must be either unset or set to true',
      `devices[0]: Required value: ${one}`,
    ]);
    assert.deepEqual(told1({ nodeName: 'A', nodeSelector: {}, allNodes: true }, placed), [
      'nodeName: Invalid value: "A": a lowercase RFC 1123 subdomain',
      'nodeSelector.nodeSelectorTerms: Required value: must have at least one node selector term',
      `devices[0]: Invalid value: "{\`nodeName\`, \`nodeSelector\`, \`allNodes\`}": ${one}`,
    ]);
  });

  it('has devices, or the counters that devices share', () => {
    const counters = { m: { value: '1' } };
    assert.deepEqual(told({ sharedCounters: [{ name: 'c', counters }] }), []);
    assert.deepEqual(told({ sharedCounters: [{ name: 'c', counters }], devices: [{ name: 'd' }] }), [
      'spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed',
    ]);
    assert.deepEqual(
      told({ sharedCounters: [{ counters: {} }, { name: 'c', counters: { A: {} } }, { name: 'c', counters }] }),
      [
        'sharedCounters[0].name: Required value',
        'sharedCounters[0].counters: Required value',
        'sharedCounters[1].counters: Invalid value: "A": a lowercase RFC 1123 label',
        'sharedCounters[2]: Duplicate value: "c"',
      ],
    );
    assert.deepEqual(told({ sharedCounters: many(9, (i) => ({ name: `c${i}`, counters })) }), [
      'sharedCounters: Too many: 9: must have at most 8 items',
    ]);
  });

  it('has fewer devices when they have taints or counters', () => {
    const devices = (count: number, more: object = {}): Fields[] => many(count, (i) => ({ name: `d${i}`, ...more }));
    const taints = [{ key: 'a', effect: 'None' }];
    assert.deepEqual(told({ devices: devices(128) }), []);
    assert.deepEqual(told({ devices: devices(129) }), ['devices: Too many: 129: must have at most 128 items']);
    assert.deepEqual(told({ devices: devices(65, { taints }) }), ['devices: Too many: 65: must have at most 64 items']);
    assert.deepEqual(told({ devices: [{ name: 'D' }, { name: 'D' }] }), [
      'devices[0].name: Invalid value: "D": a lowercase RFC 1123 label',
      'devices[1].name: Invalid value: "D": a lowercase RFC 1123 label',
      'devices[1]: Duplicate value: "D"',
    ]);
  });
});

describe('a device', () => {
  it('has attributes of one value each', () => {
    const of = (attributes: object): string[] => told1({ attributes });
    assert.deepEqual(
      of({ 'a.b/s': { string: 'x' }, i: { int: 0 }, b: { bool: false }, v: { version: '1.2.3-a+b' } }),
      [],
    );
    assert.deepEqual(of({ 'a/b/c': {} }), [
      'attributes[a/b/c]: Invalid value: "": exactly one value must be specified',
    ]);
    assert.deepEqual(of({ 'a!': { int: 1, string: 'x' } }), [
      'attributes: Invalid value: "a!": a valid C identifier',
      'attributes[a!]: Invalid value: {"IntValue":1,"BoolValue":null,"StringValue":"x","VersionValue":null,"IntValues":null,"BoolValues":null,"StringValues":null,"VersionValues":null}: exactly one value must be specified',
    ]);
    const [key, long] = [`${'x'.repeat(60)}/${'y'.repeat(40)}`, 'x'.repeat(65)];
    assert.deepEqual(of({ [key]: { string: long } }), [
      'attributes: Too long: may not be more than 32 bytes',
      `attributes[${key.slice(0, 47)}...${key.slice(-46)}].string: Too long: may not be more than 64 bytes`,
    ]);
    assert.deepEqual(of({ v: { version: `1.2.${long}` } }), [
      `attributes[v].version: Invalid value: "1.2.${long}": must be a string compatible with semver.org spec 2.0.0`,
      'attributes[v].version: Too long: may not be more than 64 bytes',
    ]);
    assert.deepEqual(of(Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`a${i}`, { int: i }]))), [
      'devices[0]: Invalid value: 49: the total number of attributes and capacities must not exceed 32',
      'devices[0]: Invalid value: 49: the total number of attribute values must not exceed 48',
    ]);
  });

  it('repels by taints, and consumes counters', () => {
    assert.deepEqual(
      told1({
        taints: [
          { key: 'a b', value: '-' },
          { key: 'a', effect: 'x' },
        ],
      }),
      [
        'taints[0].key: Invalid value: "a b": name part must',
        'taints[0].value: Invalid value: "-": a valid label',
        'taints[0].effect: Required value',
        'taints[1].effect: Unsupported value: "x": supported values: "NoExecute", "NoSchedule", "None"',
      ],
    );
    const taints = many(17, () => ({ key: 'a', effect: 'None' }));
    assert.deepEqual(told1({ taints }), ['taints: Too many: 17: must have at most 16 items']);
    // taints that were there are taken as they are
    const slice = { spec: spec({ devices: [{ name: 'd', taints }] }) };
    assert.deepEqual(updateFaultsOf('ResourceSlice', slice, slice), []);
    const counters = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`c${i}`, { value: '1' }]));
    assert.deepEqual(told1({ consumesCounters: [{}, { counterSet: 'c', counters }] }), [
      'consumesCounters[0].counterSet: Required value',
      'consumesCounters[0].counters: Required value',
      'consumesCounters[1].counters: Too many: 33: must have at most 32 items',
    ]);
    assert.deepEqual(told1({ consumesCounters: [{}, {}, {}] }), [
      'consumesCounters: Too many: 3: must have at most 2 items',
    ]);
    assert.match(told1({ bindingConditions: ['a'] }).join(), /^bindingFailureConditions: Invalid value: null: /);
  });

  it('loses fields of features that are off', () => {
    const attributes = { a: { int: 1, ints: [1] } };
    const devices = [{ name: 'd', attributes, nodeAllocatableResourceMappings: { cpu: {} } }];
    const slice = decoded('ResourceSlice', { spec: spec({ devices }) });
    const { spec: made } = prepareForCreate(slice, definitionOfKind('ResourceSlice'), new Date(0));
    assert.deepEqual((made as Fields).devices, [{ name: 'd', attributes: { a: { int: 1 } } }]);
  });
});

describe('a stored ResourceSlice', () => {
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    cluster = await practiceCluster({ hasNode: false });
    admin = adminOf(cluster);
  });
  after(async () => {
    admin.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  it('dates its taints, and is found by driver and node', async () => {
    const path = '/apis/resource.k8s.io/v1/resourceslices';
    const taints = [
      { key: 'a', effect: 'None' },
      { key: 'b', effect: 'None', timeAdded: '2026-01-01T00:00:00Z' },
    ];
    const { body } = await admin.post(path, {
      metadata: { name: 's' },
      spec: spec({ devices: [{ name: 'd', taints }] }),
    });
    const [device] = (body as unknown as { spec: { devices: { taints: { timeAdded: string }[] }[] } }).spec.devices;
    const [added, kept] = device?.taints ?? [];
    assert.equal(added?.timeAdded, body.metadata.creationTimestamp);
    assert.equal(kept?.timeAdded, '2026-01-01T00:00:00Z');
    const count = async (selector: string): Promise<number> =>
      (await admin.get(`${path}?fieldSelector=${selector}`)).body.items.length;
    assert.deepEqual([await count('spec.driver=a.b,spec.nodeName=n'), await count('spec.driver=x')], [1, 0]);
  });
});
