/** The page below a path, behind a reverse proxy. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.js';
import { type LessonSite, lessonSite } from '../helpers/lesson-site.js';
import { type PathProxy, pathProxy } from '../helpers/path-proxy.js';
import { skip } from '../helpers/skip.js';
import { code, text } from '../helpers/small-course.js';

const PATH = '/user/ada/proxy/page/';

for (const style of [
  { name: 'as jupyter-server-proxy hands on', keepsPath: false, keepsHost: true },
  { name: 'with the path and the name of the server behind it', keepsPath: true, keepsHost: false },
]) {
  describe(`the page behind a proxy, ${style.name}`, function () {
    this.timeout(300_000);
    let proxy: PathProxy;
    let site: LessonSite;
    let browser: Browser | undefined;
    before(async function () {
      browser = await launchChromium();
      if (!browser) return skip(this, 'there is no Chromium');
      proxy = await pathProxy(PATH, style);
      const cells = [text('title', '# Small'), code('pods', "console.log('counted', 2 + 2)")];
      site = await lessonSite(cells, `http://127.0.0.1:${proxy.port}${PATH}`);
      proxy.lead(site.server.port);
    });
    after(async () => {
      await browser?.close();
      await site?.stop();
      await proxy?.close();
    });

    it('is opened at the address that it says, runs a cell, and asks for nothing elsewhere', async () => {
      assert.ok(browser);
      const context = await browser.newContext();
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('requestfailed', (failed) => faults.push(failed.url()));
      const address = site.server.newAddress();
      assert.ok(address.startsWith(`http://127.0.0.1:${proxy.port}${PATH}#`), address);
      await page.goto(address);
      await page.locator('#cell-pods .cm-content').click();
      await page.keyboard.press('Control+Enter');
      await page.locator('#cell-pods .outputs').getByText('counted 4').waitFor({ timeout: 60_000 });
      const cookies = await context.cookies(`http://127.0.0.1:${proxy.port}${PATH}`);
      assert.deepEqual(
        cookies.map(({ path }) => path),
        [PATH],
      );
      await page.reload();
      await page.locator('#cell-pods .outputs').getByText('counted 4').waitFor();
      assert.deepEqual([faults, proxy.strays], [[], []]);
      await context.close();
    });
  });
}
