import assert from 'node:assert/strict';
import { sessionNotebook } from '../../../src/cli/repl/kept-cells.js';
import { parseNotebook } from '../../../src/notebook/document.js';
import { formatNotebook } from '../../../src/notebook/format.js';

describe('a session as a notebook', () => {
  it('begins with the import, and holds no token in code and outputs', () => {
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyb2JvdCJ9.c2ln';
    const { notebook, redacted } = sessionNotebook([
      { source: '1 + 1', outputs: [{ output_type: 'stream', name: 'stdout', text: `the token ${jwt}\n` }] },
      { source: `me.with({ token: 'sesame' })`, outputs: [] },
      {
        source: 'show(x)',
        outputs: [{ output_type: 'display_data', data: { 'text/html': `<b>${jwt}</b>` }, metadata: {} }],
      },
    ]);
    const text = formatNotebook(notebook);
    assert.doesNotMatch(text, /sesame|eyJ/);
    assert.equal(redacted, 1);
    const { cells } = parseNotebook(text, 'session.ipynb', { uniqueIds: true });
    assert.match(cells[0]?.source ?? '', /from 'kubelab'/);
    assert.deepEqual(
      cells.slice(1).map(({ source }) => source),
      ['1 + 1', `me.with({ token: '<redacted, 6 bytes>' })`, 'show(x)'],
    );
  });
});
