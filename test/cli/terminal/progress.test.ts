import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startProgress } from '../../../src/cli/terminal/progress.js';
import { makeTerminal } from '../../../src/cli/terminal/terminal.js';
import { widthOf } from '../../../src/cli/terminal/text.js';

describe('startProgress', () => {
  it('T13: shows no more than fits in one row, so that it can be taken back', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 30 });
    const terminal = makeTerminal(stream as unknown as NodeJS.WriteStream, { TERM: 'xterm' });
    const progress = startProgress(terminal, `1/2 \u001b[1m${'long '.repeat(20)}\u001b[22m`);
    progress.say('x'.repeat(100));
    progress.stop();
    stream.end();
    const rows = (await text(stream)).split('\r\u001b[K').filter(Boolean);
    assert.equal(rows.length, 2);
    for (const row of rows) assert.ok(widthOf(row) < 30, row);
  });
});
