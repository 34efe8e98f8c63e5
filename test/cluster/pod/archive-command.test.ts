import assert from 'node:assert/strict';
import { withoutLeadingSlash } from '../../../src/cluster/pod/archive-command.js';

describe('the words of tar', () => {
  for (const [words, wanted] of [
    ['cf - /tmp/a', '-cf - tmp/a -C /'],
    ['-cf - /tmp/a /etc', '-cf - tmp/a etc -C /'],
    ['--create --file=x.tar /', '--create --file=x.tar . -C /'],
    ['cf - a', undefined],
    ['cf - /a b', undefined],
    ['cPf - /a', undefined],
    ['cf - -C /tmp /a', undefined],
    ['xf - /a', undefined],
    ['cf -', undefined],
  ] as const) {
    it(`${words} become ${wanted ?? 'nothing else'}`, () =>
      assert.equal(withoutLeadingSlash(words.split(' '))?.join(' '), wanted));
  }
});
