/** Which names a CustomResourceDefinition is given. */
import assert from 'node:assert/strict';
import { acceptedNames } from '../../../src/cluster/controllers/custom-resource-definitions.js';
import type { CustomResourceDefinition } from '../../../src/cluster/controllers/custom-rows.js';

const wanted = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', shortNames: ['gg'] };
const having = (names: object): CustomResourceDefinition =>
  ({ status: { acceptedNames: { plural: '', kind: '', ...names } } }) as unknown as CustomResourceDefinition;

describe('the names of a definition', () => {
  it('are all accepted where nobody has one of them', () => {
    const { names, condition } = acceptedNames(wanted, undefined, [having({ plural: 'others', kind: 'Other' })]);
    assert.deepEqual(names, wanted);
    assert.deepEqual([condition.status, condition.reason], ['True', 'NoConflicts']);
  });

  it('are accepted but for those that another definition of the group has', () => {
    const { names, condition } = acceptedNames(wanted, undefined, [having({ kind: 'Gadget', singular: 'gadget' })]);
    assert.deepEqual(names, { plural: 'gadgets', kind: '', listKind: 'GadgetList', shortNames: ['gg'] });
    assert.deepEqual([condition.status, condition.reason], ['False', 'KindConflict']);
    assert.equal(condition.message, '"Gadget" is already in use');
  });

  it('stay what they are when another comes to want them', () => {
    const { names, condition } = acceptedNames(wanted, wanted, [having({ shortNames: ['gg'] })]);
    assert.deepEqual(names, wanted);
    assert.equal(condition.status, 'True');
  });

  it('are refused for each short name that is taken', () => {
    const short = { ...wanted, shortNames: ['a', 'b', 'c'] };
    const { names, condition } = acceptedNames(short, undefined, [having({ shortNames: ['a', 'b'] })]);
    assert.equal(names.shortNames, undefined);
    assert.equal(condition.message, '["a" is already in use, "b" is already in use]');
  });
});
