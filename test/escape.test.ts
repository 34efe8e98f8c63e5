import assert from 'node:assert/strict';
import { unmistakable } from '../src/escape.js';

describe('unmistakable', () => {
  it('writes out what makes a name look like another', () => {
    const rows = [
      ['ada\u200b', 'ada\\u200b'],
      ['a\u00adda', 'a\\xadda'],
      ['ad\u0430', 'ad\\u0430'],
      ['\uff41da', '\\uff41da'],
      ['a\u200dda', 'a\\u200dda'],
      ['ada\u202e', 'ada\\u202e'],
      ['ada\nbob', 'ada bob'],
    ];
    assert.deepEqual(
      rows.map(([name = '']) => unmistakable(name)),
      rows.map(([, shown]) => shown),
    );
  });

  it('leaves names of every script as people write them', () => {
    for (const name of [
      'Ada Lovelace',
      'Zoë Müller',
      'Ада Петрова',
      'Ada Петрова',
      'علی\u200cرضا',
      '山田 太郎',
      'Αδα',
    ]) {
      assert.equal(unmistakable(name), name);
    }
  });
});
