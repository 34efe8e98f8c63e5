/**
 * Views fit into the cell of a notebook: nothing scrolls sideways from 600 to 1,400 pixels, and chains stand upright below
 * 500.
 */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { grantsOf } from '../../src/inspect/access.js';
import { accessView } from '../../src/print/access-view.js';
import { renderHtml } from '../../src/print/html.js';
import type { View } from '../../src/print/view.js';
import { launchChromium, PAGE_PATIENCE_MS } from '../helpers/chromium.js';
import { skip } from '../helpers/skip.js';
import { handMadeViews } from './hand-made.js';
import { manyBindings } from './many-bindings.js';

/** Five columns of names, each too long for a fifth of 600 pixels, beside words that are to stay whole. */
const wideTable: View[number] = {
  type: 'table',
  caption: 'Bindings',
  columns: ['Namespace', 'Name', 'Role', 'Subject', 'Age'],
  rows: Array.from({ length: 3 }, (_, n) => [
    'kube-system',
    `system:controller:generic-garbage-collector-number-${n}`,
    'ClusterRole/continuous_integration_pipeline_editor',
    'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
    '7m',
  ]),
};

/** Where a box stands, and its first line. */
interface Drawn {
  x: number;
  y: number;
  name: string;
}

describe('what a cell shows, as wide as the cell', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  async function open(on: Browser, width: number, views: Record<string, View>): Promise<Page> {
    const page = await on.newPage({ viewport: { width, height: 800 } });
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    const body = Object.entries(views).map(([id, view]) => `<section id="${id}">${renderHtml(view)}</section>`);
    await page.setContent(
      `<!doctype html><html lang="en"><title>views</title><body style="font: 14px sans-serif; margin: 8px">${body.join('\n')}</body></html>`,
    );
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    return page;
  }

  /** What is wider than the room it has. */
  const scrolled = (page: Page): Promise<string[]> =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('section, section *')].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX !== 'visible').map((e) => e.closest('section').id + ': ' + e.textContent.slice(0, 60))`,
    );

  /** The boxes of the first chain. */
  const firstChain = (page: Page): Promise<Drawn[]> =>
    page.evaluate<Drawn[]>(
      `[...document.querySelectorAll('tbody tr')[0].querySelectorAll('b')].map((b) => { const { x, y } = b.closest('td').getBoundingClientRect(); return { x, y, name: b.textContent } })`,
    );

  for (const width of [600, 1000, 1400]) {
    it(`J6: nothing has a scroll bar at ${width} pixels`, async function () {
      if (!browser) return skip(this, 'there is no Chromium');
      const views = Object.entries(await handMadeViews());
      const page = await open(browser, width, { ...Object.fromEntries(views), wide: [wideTable] });
      try {
        assert.deepEqual(await scrolled(page), []);
        assert((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
      } finally {
        await page.close();
      }
    });
  }

  it('J6: a chain is a row from 500 pixels on, and stands upright below', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    const views = { access: accessView(grantsOf(manyBindings(62), { namespace: 'lab' }), 'do what', true) };
    // the page has a margin of 8 pixels on either side
    for (const [width, upright] of [
      [514, true],
      [518, false],
      [1400, false],
    ] as const) {
      const page = await open(browser, width, views);
      try {
        const cells = await firstChain(page);
        const names = cells.map(({ name }) => name);
        assert.deepEqual(names, [
          'lab/ci',
          'too-much-for-ci',
          'cluster-admin',
          '! allows everything',
          'everything',
          'everything',
        ]);
        const [subject, binding, role] = cells;
        assert(subject && binding && role);
        if (upright) assert(subject.x === role.x && subject.y < binding.y && binding.y < role.y, `${width}`);
        else assert(subject.y === role.y && subject.x < binding.x && binding.x < role.x, `${width}`);
      } finally {
        await page.close();
      }
    }
  });

  it('J5: long names of 62 bindings can be told apart as they are drawn, and whole as a tooltip', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    const views = { access: accessView(grantsOf(manyBindings(62), { namespace: 'lab' }), 'do what', true) };
    const page = await open(browser, 1000, views);
    try {
      const cut = await page.evaluate<{ text: string; title: string }[]>(
        `[...document.querySelectorAll('[title]')].map((e) => ({ text: e.textContent, title: e.title }))`,
      );
      assert.equal(new Set(cut.map(({ text }) => text)).size, new Set(cut.map(({ title }) => title)).size);
      assert(cut.length >= 6 && cut.every(({ text, title }) => /…/.test(text) && title.length > text.length));
    } finally {
      await page.close();
    }
  });

  it('J5: 500 bindings are drawn as so few things that they can be read, and the rest is below folds', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    for (const [count, roles] of [
      [500, 1],
      [500, 400],
    ] as const) {
      const view = accessView(grantsOf(manyBindings(count, roles), { namespace: 'lab' }), 'do what', true);
      const page = renderHtml(view);
      const opened = await open(browser, 1000, { access: view });
      try {
        assert((await opened.locator('tbody td[role="cell"]').count()) < 250, 'cells that are drawn');
        assert((await opened.locator('b').count()) < 400, 'names that are drawn');
        assert.deepEqual(await scrolled(opened), []);
        await opened.evaluate('for (const one of document.querySelectorAll("details")) one.open = false');
        const height = await opened.evaluate<number>('document.documentElement.scrollHeight');
        assert(height < 3000, `${height} pixels`);
        assert(page.length < 1_200_000, `${page.length} characters`);
      } finally {
        await opened.close();
      }
    }
  });
});
