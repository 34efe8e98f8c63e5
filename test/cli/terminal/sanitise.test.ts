import assert from 'node:assert/strict';
import { sanitise } from '../../../src/cli/terminal/sanitise.js';

describe('sanitise', () => {
  const rows: { name: string; text: string; plain: string; coloured?: string }[] = [
    { name: 'plain text with tabs and lines', text: 'a\tb\nc', plain: 'a\tb\nc' },
    { name: 'colours', text: 'a\u001b[31mred\u001b[39m', plain: 'ared', coloured: 'a\u001b[31mred\u001b[39m\u001b[0m' },
    { name: 'a cursor movement', text: 'a\u001b[2J\u001b[1;1Hb', plain: 'ab' },
    { name: 'a title, ended by BEL', text: 'a\u001b]0;evil\u0007b', plain: 'ab' },
    { name: 'a link, ended by ST', text: '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', plain: 'link' },
    { name: 'a title without an end', text: 'a\u001b]0;evil', plain: 'a' },
    { name: 'an 8-bit CSI', text: 'a\u009b31mb', plain: 'ab' },
    { name: 'a reset of the terminal', text: 'a\u001bcb', plain: 'ab' },
    { name: 'bell and backspace', text: 'a\u0007\u0008', plain: 'a\\x07\\x08' },
    { name: 'a lone escape', text: 'a\u001b', plain: 'a\\x1b' },
    { name: 'text turned around', text: 'a\u202eb', plain: 'a\\u202eb' },
    { name: 'the mark of an Arabic letter', text: 'a\u061cb', plain: 'a\\u061cb' },
    { name: 'line ends of Windows', text: 'a\r\nb', plain: 'a\nb' },
    { name: 'a line written over', text: '10%\r100%\ndone', plain: '100%\ndone' },
    {
      name: 'a coloured line written over',
      text: '\u001b[31m10%\r20%\u001b[39m',
      plain: '20%',
      coloured: '\u001b[31m20%\u001b[39m\u001b[0m',
    },
    { name: 'the mark that is used inside', text: 'a\ufdd0b', plain: 'ab' },
  ];
  for (const { name, text, plain, coloured } of rows) {
    it(name, () => {
      assert.equal(sanitise(text), plain);
      assert.equal(sanitise(text, { colours: true }), coloured ?? plain);
    });
  }
});
