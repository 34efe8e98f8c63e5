import assert from 'node:assert/strict';
import { type Field, parseField } from '../../../src/cluster/types/parse-field.js';

const read = (line: string, owner = 'core.v1.Container'): Field => parseField(line.split(' '), owner);

describe('parseField', () => {
  it('reads name, marks, type and flags', () => {
    const line =
      '6 ports!+ []core.v1.ContainerPort go=Doors list=map:port:protocol patch=merge,retainKeys:port default="a=b:c"';
    assert.deepEqual(read(line), {
      name: 'ports',
      goName: 'Doors',
      type: { is: 'list', of: { is: 'struct', name: 'core.v1.ContainerPort' } },
      pointer: false,
      required: true,
      always: true,
      default: 'a=b:c',
      topology: 'map',
      mapKeys: ['port', 'protocol'],
      merge: true,
      mergeKey: 'port',
      patchStrategy: 'merge,retainKeys',
    });
    assert.deepEqual(read('1 image *string'), {
      name: 'image',
      type: { is: 'scalar', scalar: 'string' },
      pointer: true,
      required: false,
      always: false,
      mapKeys: [],
      merge: false,
    });
  });

  it('reads each mark alone', () => {
    const marks = ['token!', 'start+'].map((word) => read(`1 ${word} string`));
    assert.deepEqual(
      marks.map(({ name, required, always }) => ({ name, required, always })),
      [
        { name: 'token', required: true, always: false },
        { name: 'start', required: false, always: true },
      ],
    );
  });

  const alwaysWritten: { line: string; owner?: string; always: boolean }[] = [
    { line: '1 a string', always: false },
    { line: '1 a core.v1.PodSpec', always: true },
    { line: '1 a *core.v1.PodSpec', always: false },
    { line: '1 a meta.v1.Time', always: true },
    { line: '1 a []core.v1.PodSpec', always: false },
    { line: '8 creationTimestamp meta.v1.Time', owner: 'meta.v1.ObjectMeta', always: false },
  ];
  for (const { line, owner, always } of alwaysWritten) {
    it(`${always ? 'writes' : 'leaves out'} what is empty of ${line}`, () => {
      assert.equal(read(line, owner).always, always);
    });
  }
});
