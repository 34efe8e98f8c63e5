import assert from 'node:assert/strict';
import { keyboardInput } from '../../../src/cluster/pod/keyboard-input.js';

describe('what a command line reads from the keyboard', () => {
  for (const [line, wanted] of [
    ['cat', 'all'],
    ['cat > file', 'all'],
    ['cat -n | head', 'all'],
    ['base64 --decode', 'all'],
    ['tee -a file', 'all'],
    ['tr a-z A-Z', 'all'],
    ['read -r ANSWER', 'line'],
    ['cat file', undefined],
    ['cat < file', undefined],
    ['cat <<END', undefined],
    ['echo x | cat', undefined],
    ['echo cat', undefined],
    ['A=$(cat)', undefined],
    ['ls', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(line)}: ${wanted ?? 'nothing'}`, () => assert.equal(keyboardInput(line), wanted));
  }
});
