import assert from 'node:assert/strict';
import { rowsOf, screenfuls } from '../../../src/cli/terminal/screenfuls.js';

const small = { rows: 6, columns: 10, unread: 0 };

describe('screenfuls', () => {
  it('leaves a text whole that fits with the question below it', () => {
    assert.deepEqual(screenfuls('1\n2\n3\n4', small), ['1\n2\n3\n4']);
  });

  it('cuts one that does not, between lines, and loses nothing', () => {
    const text = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    const parts = screenfuls(text, small);
    assert.deepEqual(parts, ['1\n2\n3\n4\n', '5\n6\n7\n8\n', '9\n']);
    assert.equal(parts.join(''), text);
  });

  it('counts the rows on which a long line goes on', () => {
    assert.equal(rowsOf('12345678901\n\u001b[1m1234567890\u001b[22m\n\n\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e', 10), 6);
    assert.deepEqual(screenfuls('1234567890123456789012345\n2\n3', small), ['1234567890123456789012345\n2\n', '3']);
  });

  it('asks first when the text would push out what is unread', () => {
    assert.deepEqual(screenfuls('1\n2\n3', { ...small, unread: 2 }), ['', '1\n2\n3']);
    assert.deepEqual(screenfuls('1\n2', { ...small, unread: 2 }), ['1\n2']);
  });

  it('goes on by a line at a time on a screen that has no room at all', () => {
    assert.deepEqual(screenfuls('1\n2\n3', { rows: 1, columns: 1, unread: 0 }), ['1\n', '2\n', '3']);
  });
});
