import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readNotebook } from '../../src/notebook/document.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { launchChromium } from '../helpers/chromium.js';
import { type LessonSite, lessonSite } from '../helpers/lesson-site.js';
import { skip } from '../helpers/skip.js';
import { code, text } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 2</script>';

describe('notebooks beside the lessons, in Chromium', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let site: LessonSite;
  let page: Page;
  const faults: string[] = [];
  before(async function () {
    browser = await launchChromium();
    if (!browser) return skip(this, 'there is no Chromium');
    site = await lessonSite([text('title', '# Small'), code('sum', '2 + 2'), code('other', '"mine"')]);
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(site.server.newAddress());
    await cell('sum').waitFor();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const cell = (id: string) => page.locator(`#cell-${id}`);
  const file = (name: string): string => join(site.folder, name);
  const list = () => page.getByRole('navigation', { name: 'Lessons' });
  const notice = (words: string | RegExp) => page.locator('.notices').getByText(words).last();
  const open = (name: string | RegExp) => list().getByRole('button', { name }).click();

  async function type(id: string, source: string): Promise<void> {
    await cell(id).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(source);
  }

  /** Opens the notebook that another program has put into the folder. */
  async function openNew(name: string): Promise<void> {
    await page.reload();
    await list()
      .getByRole('button', { name: name.replace('.ipynb', ''), exact: true })
      .click();
  }

  async function closeNotices(): Promise<void> {
    const close = page.getByRole('button', { name: 'Close this message' });
    while ((await close.count()) > 0) await close.first().click();
  }

  it('opens one to try things in, saves it under a name, and finds it again', async () => {
    await open('Scratch');
    await type('scratch-first', '6 * 7');
    await page.keyboard.press('Control+Enter');
    await cell('scratch-first').locator('.outputs').getByText('42').waitFor();
    await page.getByLabel('Save it under a name').fill('My first try');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await notice(/It is saved as .*My first try\.ipynb/).waitFor();
    await page.reload();
    await list().getByRole('button', { name: 'My first try', exact: true }).waitFor();
    await cell('scratch-first').locator('.outputs').getByText('42').waitFor();
    const saved = readNotebook(file('My first try.ipynb'));
    assert.equal(saved.cells.find(({ id }) => id === 'scratch-first')?.source, '6 * 7');
    await list().locator('[aria-current]').getByText('My first try').waitFor();
  });

  it('says what is wrong with a name, and writes nothing elsewhere', async () => {
    for (const [name, words] of [
      ['../outside', /cannot have that name[\s\S]*take letters/],
      ['my FIRST try', /there is a notebook my FIRST try already[\s\S]*take another name/],
    ] as const) {
      await page.getByLabel('Save it under a name').fill(name);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await notice(words).waitFor();
    }
    await closeNotices();
  });

  it('takes outputs of another program, and asks before it takes code; what is typed stays', async () => {
    await open(/A small lesson/);
    await cell('sum').waitFor();
    const path = file('00-small.ipynb');
    const ran = readNotebook(path);
    for (const one of ran.cells) {
      if (one.id === 'sum' && one.cell_type === 'code')
        one.outputs = [{ output_type: 'stream', name: 'stdout', text: 'from the player' }];
    }
    writeNotebook(path, ran);
    await cell('sum').locator('.outputs').getByText('from the player').waitFor();
    await type('other', '"typed here"');
    await until('the file', () => readFileSync(path, 'utf8').includes('typed here'));

    const change = (source: string): void => {
      const notebook = readNotebook(path);
      for (const one of notebook.cells) if (one.id === 'sum') one.source = source;
      writeNotebook(path, notebook);
    };
    const bar = page.getByRole('alert').filter({ hasText: 'changed this notebook: 1 cell differs' });
    change('20 + 1');
    await bar.getByRole('button', { name: "Keep this page's" }).click();
    await bar.waitFor({ state: 'detached' });
    assert.equal(readNotebook(path).cells.find(({ id }) => id === 'sum')?.source, '2 + 2');
    change('20 + 2');
    await bar.getByRole('button', { name: 'Take its version' }).click();
    await bar.waitFor({ state: 'detached' });
    await cell('sum').getByText('20 + 2').waitFor();
    await cell('other').getByText('"typed here"').waitFor();
    await cell('sum').focus();
    await page.keyboard.press('Control+Enter');
    await cell('sum').locator('.outputs').getByText('22', { exact: true }).waitFor();
  });

  it('writes its own version over a file that cannot be read, and keeps that file', async () => {
    const path = file('00-small.ipynb');
    writeFileSync(path, '{ "cells": [');
    const bar = page.getByRole('alert').filter({ hasText: 'nothing that you do here is saved' });
    await bar.waitFor();
    await type('other', '"typed meanwhile"');
    await notice(/the notebook is not JSON/).waitFor();
    await bar.getByRole('button', { name: "Write this page's version" }).click();
    await bar.waitFor({ state: 'detached' });
    await notice(/The broken file is kept as .*00-small\.ipynb\.broken/).waitFor();
    assert.equal(readFileSync(`${path}.broken`, 'utf8'), '{ "cells": [');
    const { cells } = readNotebook(path);
    assert.equal(cells.find(({ id }) => id === 'other')?.source, '"typed meanwhile"');
    await closeNotices();
  });

  it('says of a notebook for another kernel what to do', async () => {
    const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
    writeFileSync(
      file('snake.ipynb'),
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [] }),
    );
    await openNew('snake.ipynb');
    await notice(
      /snake cannot be opened: .*the kernel "python3"[\s\S]*choose the kernel "TypeScript \(kubelab\)"/,
    ).waitFor();
    await closeNotices();
  });

  it('takes a notebook without ids, runs it, and keeps what is typed', async () => {
    const cells = ['1 + 1', '3 + 4'].map((source) => ({
      cell_type: 'code',
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    }));
    writeFileSync(file('old.ipynb'), JSON.stringify({ nbformat: 4, nbformat_minor: 2, metadata: {}, cells }));
    await openNew('old.ipynb');
    const second = page.locator('.cell').nth(1);
    await second.getByText('3 + 4').waitFor();
    await second.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('3 + 5');
    await page.keyboard.press('Control+Enter');
    await second.locator('.outputs').getByText('8', { exact: true }).waitFor();
    const { cells: kept } = readNotebook(file('old.ipynb'));
    assert.deepEqual(
      kept.map(({ source }) => source),
      ['1 + 1', '3 + 5'],
    );
  });

  it('has the editor of a folded cell take the key behind the one that opens it', async () => {
    const folded = { ...code('folded', '3 + 5'), metadata: { jupyter: { source_hidden: true } } };
    writeNotebook(file('folded.ipynb'), { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [folded] });
    await openNew('folded.ipynb');
    await cell('folded').getByRole('button', { name: 'Show the code' }).waitFor();
    // what is drawn in microtasks has been drawn by then, and no frame has been painted
    const focused = await page.evaluate(`(async () => {
      const folded = document.getElementById('cell-folded');
      folded.focus();
      folded.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await null;
      return document.activeElement.className;
    })()`);
    assert.match(String(focused), /cm-content/);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('3 + 6');
    await page.keyboard.press('Control+Enter');
    await cell('folded').locator('.outputs').getByText('9', { exact: true }).waitFor();
  });

  it('shows the end of a huge output, and runs nothing of text, outputs or names', async () => {
    const name = `'"><img src=x onerror=window.hacked=3>.ipynb`;
    const outputs = [
      { output_type: 'stream', name: 'stdout', text: `${'a line of text\n'.repeat(600_000)}the end` },
      { output_type: 'display_data', metadata: {}, data: { 'text/html': HOSTILE, 'text/plain': 'x' } },
    ];
    const cells = [
      { cell_type: 'markdown', id: 'words', metadata: {}, source: `Words ${HOSTILE}` },
      { cell_type: 'code', id: 'huge', metadata: {}, source: '5 + 5', outputs, execution_count: null },
    ];
    writeFileSync(file(name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
    await openNew(name);
    await cell('huge').getByText('more characters are in the notebook').waitFor();
    await page.getByText('Words').waitFor();
    assert.equal(await page.locator('main script, main [onerror], nav img').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
    await cell('huge').focus();
    await page.keyboard.press('Control+Enter');
    await cell('huge').locator('.outputs').getByText('10', { exact: true }).waitFor();
  });

  it('says that the folder cannot be written, keeps what was typed, and writes it when it can', async () => {
    await open(/A small lesson/);
    // the draft of the file leads nowhere, once; no mode of a folder stops root
    symlinkSync(join(site.folder, 'nowhere', 'draft'), `${file('00-small.ipynb')}.${process.pid}.part`);
    await type('other', '"kept here"');
    await notice(/the notebook cannot be written[\s\S]*in a folder that you may write/).waitFor();
    await cell('other').getByText('"kept here"').waitFor();
    await cell('other').focus();
    await page.keyboard.press('Control+Enter');
    await cell('other').locator('.outputs').getByText('kept here').waitFor();
    await until('the file', () => readFileSync(file('00-small.ipynb'), 'utf8').includes('kept here'));
    await closeNotices();
  });

  it('says that a browser lets no WebSocket through', async () => {
    const other = await page.context().newPage();
    await other.addInitScript('delete window.WebSocket');
    await other.goto(`http://127.0.0.1:${site.server.port}/`);
    await other
      .getByRole('alert')
      .getByText(/no WebSocket gets through[\s\S]*take another browser/)
      .waitFor();
    await other.close();
  });

  it('says that a browser keeps no cookies, or lets the page keep nothing', async () => {
    const context = await browser?.newContext();
    await context?.route('**/session', async (route) => {
      const response = await route.fetch();
      await context.clearCookies();
      await route.fulfill({ response, headers: { 'content-type': 'text/plain' } });
    });
    const says = /keeps no cookies for this page[\s\S]*press o in the terminal[\s\S]*another browser/;
    const other = await context?.newPage();
    await other?.goto(site.server.newAddress());
    await other?.getByRole('alert').getByText(says).waitFor();
    await other?.addInitScript(`Object.defineProperty(window, 'localStorage', {
      get() { throw new DOMException('Access is denied', 'SecurityError'); } });`);
    await other?.reload();
    await other?.locator('#page.link').getByText(says).waitFor();
    await context?.close();
  });

  it('had no fault in its scripts', () => {
    assert.deepEqual(faults, []);
  });
});
