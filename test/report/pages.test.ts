import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { renderClassReport } from '../../src/report/class-report.js';
import { renderFeedback } from '../../src/report/feedback.js';
import { renderSimilar } from '../../src/report/similar-page.js';
import { renderTeacherPage } from '../../src/report/teacher-page.js';
import { launchChromium } from '../helpers/chromium.js';
import { skip } from '../helpers/skip.js';
import { alike, exercise, feedback, teacher } from './hand-made.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('pages for learners and teachers, in Chromium', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-pages-'));
  let browser: Browser | undefined;

  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pages: [string, string][] = [
    ['feedback', renderFeedback(feedback)],
    ['feedback of what was not graded', renderFeedback({ ...feedback, reason: 'the notebook is empty' })],
    ['page of a teacher', renderTeacherPage(teacher)],
    ['class report', renderClassReport({ exercises: [exercise, { ...exercise, title: 'Another' }] })],
    [
      'class report with submissions alike',
      renderClassReport({ exercises: [{ ...exercise, similar: { alike, page: 'similar.html' } }] }),
    ],
    ['what submissions have alike', renderSimilar({ exercises: [{ title: 'Two ConfigMaps', alike }] })],
  ];
  for (const [name, html] of pages) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`${name}: axe finds no fault, in ${colorScheme}`, async function () {
        if (!browser) return skip(this, 'there is no Chromium');
        await withPage(browser, { colorScheme, bypassCSP: true }, html, async (page) => {
          await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
          await page.evaluate(axe);
          const { violations } = await page.evaluate<AxeResults>('axe.run()');
          assert.deepEqual(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
            [],
          );
        });
      });
    }

    it(`${name}: runs nothing and asks for nothing`, async function () {
      if (!browser) return skip(this, 'there is no Chromium');
      await withPage(browser, {}, html, async (page, asked) => {
        assert.deepEqual(
          asked.filter((url) => !url.startsWith('data:image/')),
          [pathToFileURL(join(folder, 'page.html')).href],
        );
        assert.equal(await page.locator('script, iframe, object, embed, form, base, link').count(), 0);
      });
    });
  }

  it('a script that got into a page would not run', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    const html = renderFeedback(feedback).replace('</main>', '<script>document.title = "it ran"</script></main>');
    await withPage(browser, {}, html, async (page) => {
      assert.notEqual(await page.title(), 'it ran');
    });
  });

  it('is as wide as a telephone without scrolling sideways', async function () {
    if (!browser) return skip(this, 'there is no Chromium');
    for (const [name, html] of pages) {
      await withPage(browser, { viewport: { width: 360, height: 740 } }, html, async (page) => {
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(wide <= 360, `${name} is ${wide} wide`);
      });
    }
  });

  async function withPage(
    on: Browser,
    options: Parameters<Browser['newPage']>[0],
    html: string,
    use: (page: Page, asked: string[]) => Promise<void>,
  ): Promise<void> {
    const file = join(folder, 'page.html');
    writeFileSync(file, html);
    const page = await on.newPage(options);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', () => assert.fail('a script ran'));
    await page.goto(pathToFileURL(file).href);
    try {
      await use(page, asked);
    } finally {
      await page.close();
    }
  }
});
