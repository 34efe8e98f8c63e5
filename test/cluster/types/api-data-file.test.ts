import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { apiDataOf } from '../../../src/cluster/types/api-data-file.js';
import { skip } from '../../helpers/skip.js';

const root = resolve(import.meta.dirname, '../../..');
const recorded = resolve(root, '../shared/data');

const size = { name: 'size', go: 'Size', type: 'int32', protobuf: 1, wire: 'varint', default: 0, required: true };
const uid = { name: 'uid', go: 'UID', type: 'string/types.UID', omitempty: true, protobuf: 2 };
const parts = {
  name: 'parts',
  go: 'Parts',
  type: '[]example.v1.Part',
  omitempty: true,
  protobuf: 4,
  listType: 'map',
  listMapKeys: ['name'],
  patchStrategy: 'merge,retainKeys',
  patchMergeKey: 'name',
};
const colour = {
  name: 'colour',
  go: 'Colour',
  type: '*string/example.v1.Colour',
  omitempty: true,
  protobuf: 5,
  default: 'red',
  enum: ['', 'red'],
};
const gadgets = {
  group: 'example.com',
  version: 'v1',
  resource: 'gadgets',
  kind: 'Gadget',
  singular: 'gadget',
  scope: 'Cluster',
  verbs: ['get', 'list'],
  shortNames: ['ga'],
  subresources: [{ subresource: 'status', responseKind: { group: '', version: '', kind: 'Gadget' }, verbs: ['get'] }],
  columns: [{ name: 'Name', type: 'string' }],
};

const typesOf = (fields: object[]): object => ({
  'example.v1.Gadget': {
    openapi: 'com.example.example.v1.Gadget',
    gvk: ['example.com/v1/Gadget'],
    mapType: 'atomic',
    fields: [{ name: '', go: 'TypeMeta', type: 'meta.v1.TypeMeta', inline: true }, ...fields],
  },
  // reads its JSON itself
  'example.v1.Moment': {
    openapi: 'com.example.example.v1.Moment',
    fields: [{ name: '', go: 'Time', type: 'time.Time' }],
  },
});

describe('the data file of a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-types-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const release = (version: string, types: object, resources: object = [gadgets]): void => {
    writeFileSync(join(folder, `kubernetes-${version}-types.json`), JSON.stringify(types));
    writeFileSync(join(folder, `kubernetes-${version}-resources.json`), JSON.stringify(resources));
  };

  it('is the committed one, byte for byte', function () {
    if (!existsSync(recorded)) return void skip(this, 'the data of the release is not beside this checkout');
    assert.equal(apiDataOf(recorded).text, readFileSync(join(root, 'src/kube/api-data.ts'), 'utf8'));
  });

  it('has a line for each type, field, list of texts and resource', () => {
    release('9.1', typesOf([size, uid, parts, colour]));
    const { text } = apiDataOf(folder);
    const texts = [...text.matchAll(/ = `\n([^`]*)`;/g)].map(([, lines]) => lines);
    assert.deepEqual(texts, [
      'example.com/v1 gadgets Gadget Cluster get,list short=ga\n status get\n',
      'type example.v1.Gadget atomic\n' +
        ' 0 ~ meta.v1.TypeMeta\n' +
        ' 1 size!+ int32\n' +
        ' 2 uid string/types.UID go=UID\n' +
        ' 4 parts []example.v1.Part list=map:name patch=merge,retainKeys:name\n' +
        ' 5 colour *string/example.v1.Colour default="red"\n',
      'example.v1.Colour ,red\n',
      'example com.example.\n',
    ]);
  });

  it('differs by the lines of the fields that a release adds and removes', () => {
    release('9.1', typesOf([size, uid, colour]));
    const before = apiDataOf(folder).text.split('\n');
    rmSync(join(folder, 'kubernetes-9.1-types.json'));
    release('9.2', typesOf([size, parts, colour]));
    const { text, release: name } = apiDataOf(folder);
    const after = text.split('\n');
    assert.equal(name, '9.2');
    assert.deepEqual(
      before.filter((line) => !after.includes(line)).map((line) => line.replace(/^ \* The .* 9\.1.*/, 'head')),
      ['head', ' 2 uid string/types.UID go=UID'],
    );
    assert.deepEqual(
      after.filter((line) => !before.includes(line)).map((line) => line.replace(/^ \* The .* 9\.2.*/, 'head')),
      ['head', ' 4 parts []example.v1.Part list=map:name patch=merge,retainKeys:name'],
    );
  });

  const refused: { what: string; types: object; why: RegExp }[] = [
    { what: 'a property that it does not know', types: typesOf([{ ...size, omitzero: true }]), why: /omitzero/ },
    {
      what: 'a type with two lists of values',
      types: typesOf([colour, { ...colour, enum: ['blue'] }]),
      why: /other values/,
    },
    {
      what: 'a value that has no default',
      types: typesOf([{ ...size, default: undefined }]),
      why: /no default, where 0/,
    },
    { what: 'a word with a space', types: typesOf([{ ...colour, default: 'dark red' }]), why: /a word with a space/ },
    { what: 'what a template literal changes', types: typesOf([{ ...colour, default: '`' }]), why: /template literal/ },
  ];
  for (const { what, types, why } of refused) {
    it(`refuses ${what}`, () => {
      release('9.1', types);
      assert.throws(() => apiDataOf(folder), why);
    });
  }

  it('is made of one release alone', () => {
    assert.throws(() => apiDataOf(folder), /has no kubernetes-VERSION-types\.json/);
    for (const version of ['9.1', '9.2']) release(version, typesOf([size]));
    assert.throws(() => apiDataOf(folder), /several releases: 9\.1, 9\.2/);
  });
});
