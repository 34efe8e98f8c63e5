import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { kubelabHome } from '../../src/home.js';
import { parseNotebook, readNotebook } from '../../src/notebook/document.js';
import { readProgress } from '../../src/session/progress.js';
import { axeFaults } from '../helpers/axe.js';
import { launchChromium } from '../helpers/chromium.js';
import { type LessonSite, lessonSite } from '../helpers/lesson-site.js';
import { skip } from '../helpers/skip.js';
import { code, text, twoTasks } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle r="9"/></svg>';
const hostile = [
  '<img src=x onerror="window.hacked = 1">',
  '<script>window.hacked = 2</script>',
  '<iframe srcdoc="<script>parent.hacked = 3</script>"></iframe>',
  '<svg onload="window.hacked = 4"><a xlink:href="javascript:window.hacked=5"><text y="9">x</text></a></svg>',
  '<a href="javascript:window.hacked = 6">press</a>',
  '<form action="http://127.0.0.1:1/"><input name="x" autofocus onfocus="window.hacked = 7"></form>',
  '<div id="page" style="position: fixed; inset: 0">over all</div>',
  '<div style="background: url(http://127.0.0.1:1/x)">fetched</div>',
  '<math><mtext><table><mglyph><style><img src=x onerror="window.hacked=8">',
].join('\n');

const [title, ...tasks] = twoTasks;
const cells = [
  ...(title ? [title] : []),
  text('predict', 'Two and two.\n\n> **Predict:** the sum?\n> - a) 4\n> - b) 5\n> <!-- answer: a) 4 -->'),
  code('sum', '2 + 2'),
  text('hostile', `A text of somebody: ${hostile}\n\n[click](javascript:window.hacked=9)`),
  code(
    'hostile-output',
    'const display = (html: string) => ({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": html, "text/plain": "x" }) });',
  ),
  code('long-line', "console.log('begin ' + '\\u001b[31m1234567890\\u001b[0m'.repeat(30_000) + ' end')"),
  code('many-lines', "for (let line = 0; line < 5000; line++) console.log('line ' + line)"),
  ...tasks,
];
for (const cell of cells) {
  if (cell.id === 'predict' && cell.cell_type === 'markdown')
    cell.attachments = { 'p.svg': { 'image/svg+xml': picture } };
  if (cell.id === 'predict') cell.source = `![a circle](attachment:p.svg)\n\n${cell.source}`;
  if (cell.id === 'hostile-output') cell.source += `\ndisplay(${JSON.stringify(hostile)})`;
}

describe('the page of a lesson, in Chromium', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let site: LessonSite;
  let context: BrowserContext;
  let page: Page;
  /** What the page's policy refused and what went wrong in its scripts. */
  const faults: string[] = [];
  before(async function () {
    browser = await launchChromium();
    if (!browser) return skip(this, 'there is no Chromium');
    site = await lessonSite(cells);
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await open(site.server.newAddress());
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function open(address: string): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(60_000);
    opened.on('pageerror', (error) => faults.push(error.message));
    // as on a page that a hub serves over plain http
    await opened.addInitScript('delete Crypto.prototype.randomUUID');
    await opened.goto(address);
    await opened.locator('#cell-sum').waitFor();
    return opened;
  }

  const cell = (id: string, on = page) => on.locator(`#cell-${id}`);
  const says = (id: string, label: RegExp, on = page) =>
    until(`${id}: ${label}`, async () => label.test((await cell(id, on).getAttribute('aria-label')) ?? ''));

  /** Puts code into a cell as a reader does: by typing. */
  async function type(id: string, source: string): Promise<void> {
    await cell(id).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(source);
  }

  it('takes the token out of the address', () => {
    assert.equal(new URL(page.url()).hash, '');
  });

  it('asks for a prediction before the cell, and holds it against what came out', async () => {
    const question = page.locator('.predict').first();
    assert.match(await question.textContent().then(String), /The sum\?/);
    assert.doesNotMatch(await question.textContent().then(String), /Right|answer/);
    await question.getByRole('button', { name: 'b) 5' }).click();
    await cell('sum').focus();
    await page.keyboard.press('Control+Enter');
    await says('sum', /, ran$/);
    assert.match(await cell('sum').locator('.outputs').textContent().then(String), /^4$/);
    await question.getByText('Not so. It is a) 4.').waitFor();
  });

  it('tells screen readers how a cell ended, and what it put out', async () => {
    await cell('sum').focus();
    await page.keyboard.press('Shift+Enter');
    await page.getByRole('status').getByText('Cell 1 ran. 4', { exact: true }).waitFor();
  });

  it('shows pictures of a text, and the text without the answer', async () => {
    const width = await page.evaluate<number>("document.querySelector('.prose img').naturalWidth");
    assert.equal(width, 20);
    assert.doesNotMatch(await page.locator('main').innerHTML(), /answer: a\)/);
  });

  it('runs nothing of a text or an output, and lets it reach no other place', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await cell('hostile-output').focus();
    await page.keyboard.press('Shift+Enter');
    await says('hostile-output', /, ran$/);
    const output = cell('hostile-output').locator('.outputs');
    assert.match(await output.textContent().then(String), /over all/);
    for (const part of [output, page.locator('.prose', { hasText: 'A text of somebody' })]) {
      assert.equal(
        await part.locator('script, iframe, form, input, style, [onerror], [onload], [id], [name]').count(),
        0,
      );
      assert.deepEqual(await part.locator('a[href]').count(), 0);
    }
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('data:')),
      [],
    );
    const [box, own] = [await output.getByText('over all').boundingBox(), await output.boundingBox()];
    assert.ok(box && own && box.y >= own.y && box.y + box.height <= own.y + own.height + 1, 'it stays in its place');
  });

  it('shows the end of many lines, and the rest when it is asked for', async () => {
    await cell('many-lines').focus();
    await page.keyboard.press('Control+Enter');
    await says('many-lines', /, ran$/);
    const output = cell('many-lines').locator('.outputs');
    await output.getByText('line 4999').waitFor();
    assert.doesNotMatch(await output.textContent().then(String), /line 42\n/);
    await output.getByRole('button', { name: /Show the \d+ lines before/ }).click();
    assert.match(await output.textContent().then(String), /line 42\n/);
  });

  it('shows the end of a long line, and the rest when it is asked for', async () => {
    await cell('long-line').focus();
    await page.keyboard.press('Control+Enter');
    await says('long-line', /, ran$/);
    const output = cell('long-line').locator('.outputs');
    const before = output.getByRole('button', { name: /Show the [\d,]+ characters before/ });
    await before.waitFor();
    const shown = await output.locator('pre').textContent().then(String);
    assert.ok(shown.length <= 40_000, `${shown.length}`);
    assert.match(shown, /^[\d]+ end\n?$/);
    await before.click();
    assert.match(await output.locator('pre').textContent().then(String), /^begin (?:1234567890){30000} end\n?$/);
  });

  it('goes on from a wrong answer by a hint to the solved task', async () => {
    await cell('connect').focus();
    await page.keyboard.press('Shift+Enter');
    await says('connect', /, ran$/);
    await type('task-1', (await source('task-1')).replace("wanted1 = ''", "wanted1 = 'wrong'"));
    await page.keyboard.press('Shift+Enter');
    await says('task-1', /, ran$/);
    await cell('task-1-check').focus();
    await page.keyboard.press('Control+Enter');
    const panel = page.getByRole('region', { name: 'Task task-1' });
    await panel.getByText('Not yet').waitFor();
    await panel.getByRole('button', { name: 'A hint' }).click();
    await panel.getByText('A ConfigMap has a name.').waitFor();
    await panel.getByRole('button', { name: 'Next hint' }).click();
    await panel.getByText('Its name is first.').waitFor();
    await cell('connect').focus();
    await page.keyboard.press('Shift+Enter');
    await says('connect', /, ran$/);
    await type('task-1', (await source('task-1')).replace("'wrong'", "'first'"));
    await page.keyboard.press('Shift+Enter');
    await says('task-1', /, ran$/);
    await cell('task-1-check').focus();
    await page.keyboard.press('Shift+Enter');
    await panel.getByText('✓ Solved').waitFor();
    await page.getByRole('button', { name: /A small lesson.*1 of 2 tasks solved/ }).waitFor();
  });

  const source = async (id: string): Promise<string> => {
    const found = readNotebook(join(site.folder, '00-small.ipynb')).cells.find((one) => one.id === id);
    return found?.source ?? '';
  };

  it('keeps edits, outputs and place: in a reload, in the file, and for the player', async () => {
    await page.reload();
    await page.getByRole('region', { name: 'Task task-1' }).getByText('✓ Solved').waitFor();
    assert.match(await cell('task-1').textContent().then(String), /'first'/);
    assert.match(await cell('many-lines').textContent().then(String), /line 4999/);
    assert.match(await source('task-1'), /'first'/);
    const { lessons } = readProgress(kubelabHome(site.cluster.env).progress);
    assert.equal(lessons.small?.place, 'task-2');
    assert.deepEqual(lessons.small?.predictions.sum, { said: 'b) 5', right: false });
    assert.match(readFileSync(kubelabHome(site.cluster.env).solved, 'utf8'), /"task":"task-1".*"by":"the page"/);
  });

  it('keeps what was typed just before a reload', async () => {
    await type('sum', '2 + 2 // typed last');
    await page.reload();
    await cell('sum').getByText('// typed last').waitFor();
    assert.equal(await source('sum'), '2 + 2 // typed last');
    await cell('sum').getByRole('button', { name: 'Original' }).click();
    await until('the original', async () => (await source('sum')) === '2 + 2');
  });

  it('starts the kernel anew, and runs the earlier cells again before the next', async () => {
    await command('Restart the kernel');
    await page.getByText('The kernel begins anew.').waitFor();
    await cell('task-2').focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/The kernel is fresh: \d earlier cells? run again first/).waitFor();
    await page.getByText('The kernel begins anew.').waitFor({ state: 'detached' });
    await says('task-2', /, ran$/);
  });

  async function command(name: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
    await page.keyboard.insertText(name);
    await page.keyboard.press('Enter');
  }

  it('says what a kernel that ended took with it', async () => {
    await type('sum', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})');
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/The kernel ended\. Your code and its outputs are kept\. The variables of \d cells are lost/)
      .waitFor();
    await says('sum', /, failed$/);
    await cell('sum').getByRole('button', { name: 'Original' }).click();
    await until('the original', async () => (await source('sum')) === '2 + 2');
  });

  it('interrupts a cell, and drops those that wait', async () => {
    await type('sum', 'await new Promise(() => {})');
    await page.keyboard.press('Control+Enter');
    await cell('many-lines')
      .getByRole('button', { name: /^Run cell/ })
      .click();
    await says('sum', /, runs$/);
    await says('many-lines', /waits/);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await says('sum', /, failed$/);
    await cell('sum').getByRole('status').getByText('The cell was interrupted.').waitFor();
    await says('many-lines', /, (not run|ran)$/);
    await cell('sum').getByRole('button', { name: 'Original' }).click();
  });

  it('shows in a reload what a running cell has put out so far, once', async () => {
    await type('sum', "console.log('before'); await new Promise((go) => Object.assign(globalThis, { go }));");
    await page.keyboard.press('Control+Enter');
    await cell('sum').locator('.outputs').getByText('before').waitFor();
    await page.reload();
    await says('sum', /, runs$/);
    assert.equal(await cell('sum').locator('.outputs').textContent(), 'before\n');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await says('sum', /, failed$/);
    await cell('sum').getByRole('button', { name: 'Original' }).click();
  });

  it('completes and explains from the kernel', async () => {
    await cell('connect').focus();
    await page.keyboard.press('Control+Enter');
    await says('connect', /, ran$/);
    await type('sum', 'admin.whoa');
    const choice = page.locator('.cm-tooltip-autocomplete').getByText('whoami');
    // a kernel that is slow to answer is asked again, as a reader would
    await until('the completions', async () => {
      await page.keyboard.press('Tab');
      return choice.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    });
    await choice.click();
    await page.keyboard.insertText('(');
    await page
      .locator('.kernel-help')
      .getByText(/whoami/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('2 + 2');
  });

  it('adds, removes and brings back cells by the keys of Jupyter', async () => {
    await cell('sum').focus();
    await page.keyboard.press('b');
    const own = page.locator('[id^="cell-own-"]');
    await own.waitFor();
    await until('the focus', () => page.evaluate<boolean>('/^cell-own-/.test(document.activeElement.id)'));
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('"mine" + 1');
    await page.keyboard.press('Control+Enter');
    await own.locator('.outputs').getByText('mine1').waitFor();
    await until('its end', async () => /, ran$/.test((await own.getAttribute('aria-label')) ?? ''));
    await page.keyboard.press('Escape');
    // both without waiting for the page: on a busy machine it may take longer than the time between two keys
    await Promise.all([page.keyboard.press('d'), page.keyboard.press('d')]);
    await own.waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await own.getByText('"mine"').waitFor();
    const ids = readNotebook(join(site.folder, '00-small.ipynb')).cells.map(({ id }) => id);
    assert.match(ids[ids.indexOf('sum') + 1] ?? '', /^own-/);
  });

  it('says that a running cell is not removed, and stays at it', async () => {
    await type('sum', 'await new Promise(() => {})');
    await page.keyboard.press('Control+Enter');
    await says('sum', /, runs$/);
    await page.keyboard.press('Escape');
    await Promise.all([page.keyboard.press('d'), page.keyboard.press('d')]);
    await cell('sum').getByText('A cell that runs or waits is not removed').waitFor();
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'cell-sum');
    await cell('sum').getByRole('button', { name: 'Stop cell 1' }).click();
    await says('sum', /, (?!runs)\w+/);
    await type('sum', '2 + 2');
    await page.keyboard.press('Escape');
  });

  it('has two tabs follow each other', async () => {
    const other = await open(`http://127.0.0.1:${site.server.port}/`);
    await type('sum', '40 + 2');
    await page.keyboard.press('Control+Enter');
    await says('sum', /, ran$/, other);
    await cell('sum', other).locator('.outputs').getByText('42').waitFor();
    assert.match(await cell('sum', other).locator('.cm-content').textContent().then(String), /40 \+ 2/);
    await other.close();
  });

  it('goes back to the lesson before, and forward again, by the buttons of the browser', async () => {
    const shows = (title: string) => page.getByRole('article', { name: title }).waitFor();
    await page.getByRole('button', { name: 'Scratch' }).click();
    await shows('Scratch');
    // for the keyboard the lesson begins at its top as well
    assert.equal(await page.evaluate('document.activeElement.id'), 'notebook');
    await page.goBack();
    await shows('A small lesson');
    await page.goForward();
    await shows('Scratch');
    await page.reload();
    await shows('Scratch');
    await page.goBack();
    await shows('A small lesson');
  });

  it('gives the notebook as a file', async () => {
    const download = page.waitForEvent('download');
    await command('Download');
    const file = await (await download).path();
    assert.equal((await download).suggestedFilename(), '00-small.ipynb');
    const notebook = parseNotebook(readFileSync(file, 'utf8'), file);
    assert.ok(notebook.cells.some(({ source }) => source === '40 + 2'));
  });

  it('is used by the keyboard alone, with a focus that is seen', async () => {
    await page.reload();
    await cell('sum').waitFor();
    // Tab goes on from the cell that was scrolled to; Shift-Tab from the first stop leaves the page
    const first = "document.querySelector('a[href], button, input, select, [tabindex]')";
    await page.waitForFunction(`${first}?.textContent.trim() === 'To the lesson'`);
    await page.evaluate(`${first}.focus()`);
    const seen = new Set<string>();
    for (let stop = 0; stop < 400; stop++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<{ name: string; outline: string; editor: boolean; body: boolean }>(`(() => {
        const one = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const editor = one.classList.contains('cm-content');
        const ring = getComputedStyle(one.closest('.source') ?? one).boxShadow;
        return { name: one.getAttribute('aria-label') ?? one.textContent.trim(), editor, body: one === document.body,
          outline: editor ? ring : outlineStyle + outlineWidth };
      })()`);
      if (at.body) break;
      assert.ok(!/none|0px/.test(at.outline) || (at.editor && at.outline !== 'none'), `${at.name}: no focus is seen`);
      seen.add(at.name);
      if (at.editor) await page.keyboard.press('Escape'); // then Tab goes on, to the editor again; past it by its buttons
      if (at.editor) break;
    }
    for (const name of ['Cluster: practice cluster', 'Commands', 'Run all', 'b) 5', 'Run cell 1'])
      assert.ok(seen.has(name), `${name} in ${[...seen]}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    assert.match(String(await page.evaluate('document.activeElement.id')), /^cell-/);
  });

  it('puts the lesson back, with what was solved', async () => {
    page.once('dialog', (dialog) => void dialog.accept());
    await command('Reset this lesson');
    await page.getByText('The lesson is as it was handed out.').waitFor();
    assert.equal(await page.locator('[id^="cell-own-"]').count(), 0);
    assert.match(await cell('sum').locator('.cm-content').textContent().then(String), /2 \+ 2/);
    await page.getByRole('region', { name: 'Task task-1' }).getByText('✓ Solved').waitFor();
  });

  it('says what to do about a notebook that cannot be read, and stays at the lesson that is open', async () => {
    writeFileSync(join(site.folder, '01-other.ipynb'), '{ "cells": [');
    await page.getByRole('button', { name: /^01 Another lesson/ }).click();
    const said = page.locator('.notices').getByText('Another lesson cannot be opened');
    await said.waitFor();
    assert.match(await said.textContent().then(String), /ends too early[\s\S]*kubelab lessons reset 01 --course small/);
    await page.getByRole('button', { name: 'Close this message' }).last().click();
    await said.waitFor({ state: 'detached' });
    await cell('sum').focus();
    await page.keyboard.press('Control+Enter');
    await says('sum', /, ran$/);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe finds no fault, and nothing is wider than the page, in ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 800, 1400]) {
        await page.setViewportSize({ width, height: 900 });
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, `${width}`);
        for (const view of width < 1000 ? ['page', 'commands', 'lessons'] : ['page', 'commands']) {
          if (view === 'commands') {
            await page.keyboard.press('Control+k');
            await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
          }
          if (view === 'lessons') await page.getByRole('button', { name: 'Lessons' }).click();
          assert.deepEqual(await axeFaults(page), [], `${width} ${view}`);
          if (view === 'commands') {
            // a phone has no Esc
            await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
            await page.getByRole('dialog').waitFor({ state: 'detached' });
          }
          if (view === 'lessons') await page.getByRole('button', { name: 'Lessons' }).click();
        }
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    });
  }

  it('shows selected code on a dark ground in the dark theme', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await cell('sum').locator('.cm-content').click();
    await page.keyboard.press('ControlOrMeta+a');
    await cell('sum').locator('.cm-selectionBackground').first().waitFor();
    const selection = "document.querySelector('#cell-sum .cm-selectionBackground')";
    assert.equal(await page.evaluate(`getComputedStyle(${selection}).backgroundColor`), 'rgb(52, 60, 110)');
  });

  it('marks the chosen command and the code that has the focus in forced colours', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    const background = (part: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('#commands > ${part}')).backgroundColor`);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
    assert.notEqual(await background('[aria-selected="true"]'), await background('[aria-selected="false"]'));
    await page.keyboard.press('Escape');
    await cell('sum').locator('.cm-content').click();
    assert.match(
      await page.evaluate<string>("getComputedStyle(document.querySelector('#cell-sum .source')).outline"),
      /solid/,
    );
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('had no fault in its scripts', () => {
    assert.deepEqual(faults, []);
  });
});
