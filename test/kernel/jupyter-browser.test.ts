/** The kernel where a person sees it: in the Notebook of this machine, in Chromium. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inNotebook } from '../helpers/notebook-page.js';

const cells: [string, RegExp][] = [
  ["const word: number = 'text';", /^1:7 - Type 'string' is not assignable/],
  ["throw new RangeError('thrown here')", /RangeError: thrown here[\s\S]*cell-\d+\.ts:1:7/],
  ["Promise.reject(new Error('floating here')); 3", /3[\s\S]*Error: floating here/],
  ["setTimeout(() => { throw new Error('late here') }, 300); 4", /4[\s\S]*Error: late here/],
  [
    'await new Promise((done) => setTimeout(done, 900)); "nothing of the others"',
    /^\s*(Out\[\d+\]:\s*)?nothing of the others\s*$/,
  ],
];

async function runCells(page: Page): Promise<string[]> {
  for (const [index] of cells.entries()) {
    await page.evaluate(`Jupyter.notebook.execute_cells([${index}])`);
    // the cell with the timer is left alone: its throw comes while the next one runs
    if (index === 3) continue;
    await page.waitForFunction(`Jupyter.notebook.get_cells()[${index}].input_prompt_number > 0`);
  }
  await page.waitForFunction(
    "/nothing of the others/.test(document.querySelectorAll('.code_cell')[4].innerText.split('Out')[1])",
  );
  return page.locator('.code_cell .output').allInnerTexts();
}

describe('the kernel in Jupyter', function () {
  this.timeout(600_000);

  it('shows each fault in its own cell, also one that comes while another runs, and in red (J23)', async function () {
    await inNotebook(
      this,
      cells.map(([source]) => source),
      async (page) => {
        const outputs = await runCells(page);
        for (const [index, [source, wanted]] of cells.entries()) assert.match(outputs[index] ?? '', wanted, source);
        const reds = await page.locator('.output_error .ansi-red-fg').allInnerTexts();
        assert.deepEqual(
          reds.filter((text) => text.trim() !== '^'),
          [
            "1:7 - Type 'string' is not assignable to type 'number'.",
            'RangeError: thrown here',
            'Error: floating here',
            'Error: late here',
          ],
        );
      },
    );
  });

  it('J13: is ready again after it has ended, and J15: says that a cell was interrupted', async function () {
    const sources = ['process.exit(3)', '2 + 2', "console.log('waits'); await new Promise(() => {});"];
    await inNotebook(this, sources, async (page) => {
      await page.evaluate(`
        globalThis.seen = [];
        for (const name of ['autorestarting', 'starting', 'ready', 'dead']) {
          Jupyter.notebook.events.on('kernel_' + name + '.Kernel', () => seen.push(name));
        }`);
      await page.evaluate('Jupyter.notebook.execute_cells([0])');
      // the first kernel may be told as ready only now, too
      const after = "seen.slice(seen.includes('autorestarting') ? seen.indexOf('autorestarting') : seen.length)";
      await page.waitForFunction(`${after}.includes('ready')`);
      const seen = (await page.evaluate(after)) as string[];
      assert.deepEqual([...new Set(seen)], ['autorestarting', 'starting', 'ready']);
      await page.waitForFunction("document.querySelector('#kernel_indicator_icon').className === 'kernel_idle_icon'");
      assert.doesNotMatch((await page.locator('#notification_kernel').textContent()) ?? '', /Dead/);
      await page.evaluate('Jupyter.notebook.execute_cells([1, 2])');
      await page.waitForFunction("/waits/.test(document.querySelectorAll('.code_cell .output')[2].innerText)");
      await page.evaluate('Jupyter.notebook.kernel.interrupt()');
      await page.locator('.output_error').waitFor();
      assert.match((await page.locator('.output_error').textContent()) ?? '', /Interrupted: the cell was interrupted/);
      assert.match((await page.locator('.code_cell .output').allInnerTexts())[1] ?? '', /4\s*$/);
    });
  });

  it('J20: explains the call around the cursor at Shift+Tab, and completes a string at Tab', async function () {
    const setUp =
      "import { connect } from 'kubelab'; const admin = await connect({ server: 'https://127.0.0.1:1', insecure: true });";
    await inNotebook(this, [setUp, 'admin.list()', "admin.list('roleb')"], async (page) => {
      await page.evaluate('Jupyter.notebook.execute_cells([0])');
      await page.waitForFunction('Jupyter.notebook.get_cells()[0].input_prompt_number > 0');
      const edit = (cell: number, column: number): Promise<unknown> =>
        page.evaluate(`
          Jupyter.notebook.select(${cell});
          Jupyter.notebook.edit_mode();
          Jupyter.notebook.get_cell(${cell}).code_mirror.focus();
          Jupyter.notebook.get_cell(${cell}).code_mirror.setCursor(0, ${column});`);
      // a key that comes while the Notebook is busy with the last one does nothing, and is pressed again
      const press = async (key: string, cell: number, text: string, column: number, seen: string): Promise<void> => {
        for (let tries = 1; ; tries++) {
          await page.evaluate(`Jupyter.notebook.get_cell(${cell}).set_text(${JSON.stringify(text)})`);
          await edit(cell, column);
          await page.keyboard.press(key);
          try {
            return void (await page.waitForFunction(seen, undefined, { timeout: 10_000 }));
          } catch (error) {
            if (tries === 3) throw error;
            await page.keyboard.press('Escape');
          }
        }
      };
      const explained = "/list.*\\(resource: .*options/.test(document.querySelector('#tooltip').innerText)";
      await press('Shift+Tab', 1, 'admin.list()', 'admin.list('.length, explained);
      await page.keyboard.press('Escape');
      const completed = `Jupyter.notebook.get_cell(2).get_text() === "admin.list('rolebindings')"`;
      await press('Tab', 2, "admin.list('roleb')", "admin.list('roleb".length, completed);
    });
  });
});
