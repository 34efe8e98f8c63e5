/** What is left of the views where a front end does not trust a notebook: it can be read as it stands. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';
import { bundleOf } from '../../src/print/display.js';
import type { View } from '../../src/print/view.js';
import { launchChromium } from '../helpers/chromium.js';
import { frontEnds, openUntrusted } from '../helpers/jupyter-page.js';
import { findJupyterLab } from '../helpers/jupyterlab.js';
import { skip } from '../helpers/skip.js';
import { handMadeViews } from './hand-made.js';

/** The texts of a view's HTML, each as it stands between two tags. */
function textsOf(page: string): string[] {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  return page
    .replaceAll('<wbr>', '')
    .split(/<[^>]*>/)
    .map((text) => text.replace(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole))
    .flatMap((text) => text.split('\n'))
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
}

/** True when the text is there with no letter or digit right before or behind it. */
function standsAlone(text: string, page: string): boolean {
  for (let at = page.indexOf(text); at >= 0; at = page.indexOf(text, at + 1)) {
    const around = [page[at - 1] ?? ' ', page[at + text.length] ?? ' '];
    const ends = [text[0] ?? ' ', text.at(-1) ?? ' '];
    if (around.every((sign, end) => !/[\p{L}\p{N}]/u.test(sign) || !/[\p{L}\p{N}]/u.test(ends[end] ?? ''))) return true;
  }
  return false;
}

describe('views in a notebook that is not trusted', function () {
  this.timeout(600_000);
  let browser: Browser | undefined;
  let views: [string, View][] = [];
  let folder: string;
  before(async () => {
    browser = await launchChromium();
    views = Object.entries(await handMadeViews());
    folder = mkdtempSync(join(tmpdir(), 'kubelab-untrusted-'));
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [title, frontEnd] of [
    ['Notebook 6', frontEnds.notebook],
    ['JupyterLab 4', frontEnds.lab],
  ] as const) {
    it(`J1: no words run together and tables are tables, in ${title}`, async function () {
      const isLab = frontEnd === frontEnds.lab;
      const program = isLab ? findJupyterLab() : findProgram(frontEnd.program, process.env);
      if (!browser || !program) return skip(this, `not installed: ${frontEnd.program}, or Chromium`);
      const outputs = views.map(([, view]) => bundleOf(view));
      const { page, close } = await openUntrusted({ ...frontEnd, program }, browser, folder, outputs);
      try {
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        const found = await page.locator(frontEnd.output).allInnerTexts();
        for (const [index, [name]] of views.entries()) {
          const text = (found[index] ?? '').replace(/[\s\u00a0]+/g, ' ');
          const lost = textsOf(outputs[index]?.['text/html'] ?? '').filter((one) => !standsAlone(one, text));
          assert.deepEqual(lost, [], `${name}: ${text.slice(0, 400)}`);
        }
        assert.equal(await page.locator(`${frontEnd.output} svg`).count(), 0, 'pictures are gone: it is not trusted');
        await tablesAreTables(page, frontEnd.output);
        // without the gap that goes, the parts of a flex box run together
        const flexed = `[...document.querySelectorAll(${JSON.stringify(`${frontEnd.output} *`)})].filter((e) => /flex|grid/.test(getComputedStyle(e).display)).map((e) => e.textContent)`;
        assert.deepEqual(await page.evaluate<string[]>(flexed), []);
      } finally {
        await close();
      }
    });
  }

  /** The table of the view `access`, and how its cells are drawn. */
  async function tablesAreTables(page: Page, output: string): Promise<void> {
    const at = views.findIndex(([name]) => name === 'access');
    const table = await page.evaluate<{ heads: string[]; cells: string[]; looks: string[] }>(`(() => {
      const table = document.querySelectorAll(${JSON.stringify(output)})[${at}].querySelector('table');
      const cells = [...table.querySelectorAll('tbody tr')[0].querySelectorAll('td')];
      const look = (cell) => getComputedStyle(cell).display + ', ' + getComputedStyle(cell.querySelector('div')).textAlign;
      return { heads: [...table.querySelectorAll('th')].map((e) => e.innerText), cells: cells.map((e) => e.innerText), looks: cells.map(look) };
    })()`);
    assert.deepEqual(table.heads, ['Subject', 'Binding', 'Role', 'Rules']);
    assert.deepEqual(table.cells, [
      'lab/robot\nServiceAccount',
      'robot-reads\nRoleBinding in lab',
      'pod-reader\nRole',
      'get, watch: pods (core)',
    ]);
    assert.deepEqual([...new Set(table.looks)].join(), /^table-cell, (-webkit-)?left$/.exec(table.looks[0] ?? '')?.[0]);
  }
});
