import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHtml } from '../../src/print/html.js';
import { renderText } from '../../src/print/text.js';
import { handMadeViews } from './hand-made.js';

const folder = join(import.meta.dirname, 'golden');
const rewrite = process.env.KUBELAB_GOLDEN === '1';

describe('print: the golden files of every view', () => {
  it('are what the views come to (KUBELAB_GOLDEN=1 writes them anew)', async () => {
    const views = Object.entries(await handMadeViews());
    const files = views.flatMap(([name, view]): [string, string][] => [
      [`${name}.txt`, `${renderText(view, { color: false })}\n`],
      [`${name}.html`, `${renderHtml(view)}\n`],
    ]);
    for (const [file, content] of files) {
      const path = join(folder, file);
      if (rewrite) writeFileSync(path, content);
      assert.equal(existsSync(path) ? readFileSync(path, 'utf8') : undefined, content, file);
    }
    assert.deepEqual(readdirSync(folder).sort(), files.map(([file]) => file).sort(), 'no golden file is left over');
  });
});
