import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { renderHtml } from '../../src/print/html.js';
import type { View } from '../../src/print/view.js';
import { launchChromium, PAGE_PATIENCE_MS } from '../helpers/chromium.js';
import { skip } from '../helpers/skip.js';
import { handMadeViews } from './hand-made.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where to leave a picture of each view, to be looked at. */
const pictures = process.env.KUBELAB_PICTURES;
const schemes = { light: 'background: #fff; color: #212121', dark: 'background: #111; color: #fff' } as const;
const widths = [420, 1000] as const;

describe('what a cell shows, in Chromium', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let views: [string, View][] = [];
  before(async () => {
    browser = await launchChromium();
    views = Object.entries(await handMadeViews());
  });
  after(() => browser?.close());

  /** All views on one page, as a front end with these colours would have them. */
  async function open(on: Browser, scheme: keyof typeof schemes, width: number): Promise<Page> {
    const page = await on.newPage({ viewport: { width, height: 800 } });
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    const body = views.map(([name, view]) => `<section id="${name}"><h3>${name}</h3>${renderHtml(view)}</section>`);
    await page.setContent(
      `<!doctype html><html lang="en"><title>views</title><body style="font: 14px sans-serif; margin: 8px; ${schemes[scheme]}"><main><h1>views</h1><h2>all</h2>${body.join('\n')}</main></body></html>`,
    );
    return page;
  }

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of widths) {
      it(`axe finds no fault and nothing is wider than the cell, in ${scheme}, ${width} wide`, async function () {
        if (!browser) return skip(this, 'there is no Chromium');
        const page = await open(browser, scheme, width);
        try {
          if (pictures) await takePictures(page, `${scheme}-${width}`, pictures);
          await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
          assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
          await page.evaluate(axe);
          const { violations } = await page.evaluate<AxeResults>('axe.run()');
          assert.deepEqual(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
            [],
          );
        } finally {
          await page.close();
        }
      });
    }
  }

  it('holds nothing that runs or that is fetched', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    const page = await open(browser, 'light', 1000);
    try {
      assert.equal(
        await page.locator('main').locator('script, iframe, object, embed, form, img, link, style').count(),
        0,
      );
      const handlers = `[...document.querySelectorAll('main *')].flatMap((e) => [...e.attributes]).filter((a) => /^on|^href|^src/.test(a.name)).length`;
      assert.equal(await page.evaluate<number>(handlers), 0);
    } finally {
      await page.close();
    }
  });

  it('J8: a fold shows that it opens, by the rules of Notebook 6 too', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    const page = await open(browser, 'light', 1000);
    try {
      // of its style sheet: a summary that is a block has no triangle
      await page.addStyleTag({ content: 'details, summary { display: block }' });
      const displays = await page.evaluate<string[]>(
        '[...document.querySelectorAll("summary")].map((one) => getComputedStyle(one).display)',
      );
      assert.ok(displays.length > 0);
      assert.deepEqual([...new Set(displays)], ['list-item']);
    } finally {
      await page.close();
    }
  });

  async function takePictures(page: Page, name: string, folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    for (const [view] of views)
      await page.locator(`#${view}`).screenshot({ path: join(folder, `${view}-${name}.png`) });
    await page.screenshot({ path: join(folder, `all-${name}.png`), fullPage: true });
  }
});
