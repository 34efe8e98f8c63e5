import assert from 'node:assert/strict';
import { renderText } from '../../src/print/text.js';
import type { View } from '../../src/print/view.js';

describe('renderText', () => {
  const view: View = [{ type: 'text', text: 'word '.repeat(60) }];
  const widest = (options: { width?: number } = {}): number =>
    Math.max(
      ...renderText(view, { color: false, ...options })
        .split('\n')
        .map(({ length }) => length),
    );
  const told = process.env.KUBELAB_COLUMNS;
  afterEach(() => {
    delete process.env.KUBELAB_COLUMNS;
    if (told !== undefined) process.env.KUBELAB_COLUMNS = told;
  });

  for (const [columns, least, most] of [
    ['40', 30, 40],
    ['78', 70, 78],
    ['500', 90, 100],
    ['3', 90, 100],
    ['many', 90, 100],
  ] as const) {
    it(`T13: keeps to ${most} columns where the terminal says ${columns}`, () => {
      process.env.KUBELAB_COLUMNS = columns;
      assert.ok(widest() > least && widest() <= most, String(widest()));
      assert.ok(widest({ width: 20 }) <= 20);
    });
  }
});
