/** A lesson that is open in the Notebook, in Chromium: its cells by their ids, and what stands under them. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { kernelAnswers } from './notebook-page.js';

/** After this time without a word from the kernel the page is loaded again. */
const UNREAD = 45_000;
const TRIES = 6;
/** What a page knows of its kernel: for the error of a wait that has ended. */
const STATE = `JSON.stringify({
  indicator: document.querySelector('#kernel_indicator_icon')?.className,
  dialog: document.querySelector('.modal.in')?.innerText,
  connected: Jupyter.notebook.kernel?.is_connected(),
  socket: Jupyter.notebook.kernel?.ws?.readyState,
  answered: Jupyter.notebook.kernel?.info_reply?.implementation,
  executing: Jupyter.notebook.get_cells().filter(({ element }) => element.hasClass('running')).map(({ id }) => id),
  finished: [...(globalThis.finished ?? [])],
})`;

/** An open lesson, taken as a reader does. */
export class NotebookLesson {
  readonly page: Page;

  /** For a page that shows the notebook, and whose kernel answers. */
  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Runs a cell to its end and gives the text under it, which has to match `wanted`. When the cell had to be executed more than
   * once (see {@link #execute}), it has to match `again`: a cell may say something else the second time.
   */
  async run(cell: string, wanted: RegExp, again = wanted): Promise<string> {
    const tries = await this.#execute([cell], `Jupyter.notebook.execute_cells([${await this.#index(cell)}])`);
    const text = await this.output(cell);
    assert.match(
      text,
      tries === 1 ? wanted : again,
      `under the cell ${cell}, executed ${tries} times, stands: ${text}`,
    );
    return text;
  }

  /** Runs all cells above this one, as the menu's command does; none may show an error. */
  async runAllAbove(cell: string): Promise<void> {
    const index = await this.#index(cell);
    const above = `Jupyter.notebook.get_cells().slice(0, ${index}).filter((one) => one.cell_type === 'code')`;
    const ids = (await this.page.evaluate(`${above}.map(({ id }) => id)`)) as string[];
    await this.#execute(ids, `Jupyter.notebook.select(${index}); Jupyter.notebook.execute_cells_above()`);
    const errors = `${above}.flatMap(({ element }) => element.find('.output_error').get()).map((one) => one.innerText)`;
    assert.deepEqual(await this.page.evaluate(errors), [], `errors above ${cell}`);
  }

  /** Types into a cell, in the place of what stands there. */
  async type(cell: string, source: string): Promise<void> {
    await this.page
      .locator('.cell')
      .nth(await this.#index(cell))
      .locator('.CodeMirror')
      .click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(source);
    assert.equal(await this.source(cell), source);
  }

  /** The code in a cell. */
  async source(cell: string): Promise<string> {
    return (await this.page.evaluate(`Jupyter.notebook.get_cell(${await this.#index(cell)}).get_text()`)) as string;
  }

  /** The text under a cell, as it is seen. */
  async output(cell: string): Promise<string> {
    const wrapper = this.page.locator('.cell').nth(await this.#index(cell));
    return (await wrapper.locator('.output_subarea').allInnerTexts()).join('\n').trim();
  }

  /** Resolves when a kernel is there and does nothing; loads the page again where the Notebook does not say so, see {@link #execute}. */
  async kernelIdles(): Promise<void> {
    const idle = "document.querySelector('#kernel_indicator_icon').className === 'kernel_idle_icon'";
    for (let tries = 1; ; tries++) {
      const said = this.page.waitForFunction(`Jupyter.notebook.kernel?.is_connected() && ${idle}`, undefined, {
        timeout: UNREAD,
      });
      const late = await said.then(() => undefined).catch((error: Error) => error);
      if (!late) return;
      if (tries === TRIES) throw await this.#told('no idle kernel', late);
      await this.#reload();
    }
  }

  /** Saves the notebook by its key, and resolves when that is done. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+s');
    await this.page.waitForFunction('!Jupyter.notebook.dirty');
  }

  async #index(cell: string): Promise<number> {
    const find = `Jupyter.notebook.get_cells().findIndex(({ id }) => id === ${JSON.stringify(cell)})`;
    const index = (await this.page.evaluate(find)) as number;
    assert.notEqual(index, -1, `the cell ${cell} is in the notebook`);
    return index;
  }

  /**
   * Does what executes these cells, and resolves with the number of times it did so when each is over. Debian's Notebook now and
   * then loses a browser's connection, or leaves unread what a kernel publishes that it has just restarted. The page connects again
   * by itself, or is loaded again as a reader would do, and the cells are executed once more.
   */
  async #execute(cells: readonly string[], command: string): Promise<number> {
    const over = `${JSON.stringify(cells)}.every((id) => finished.has(id))`;
    for (let tries = 1; ; tries++) {
      await this.kernelIdles();
      await this.page.evaluate(`
        globalThis.finished = new Set();
        globalThis.lost = false;
        Jupyter.notebook.events.off('.lesson')
          .on('finished_execute.CodeCell.lesson', (_, { cell }) => finished.add(cell.id))
          .on('kernel_disconnected.Kernel.lesson', () => { lost = true; });
        ${command}`);
      const waited = this.page.waitForFunction(`lost || ${over}`, undefined, { timeout: UNREAD });
      const late = await waited.then(
        () => undefined,
        (error: Error) => error,
      );
      if (await this.page.evaluate(over)) return tries;
      if (tries === TRIES) throw await this.#told(late ? 'cells that are not over' : 'a lost connection', late);
      if (late) await this.#reload();
    }
  }

  /** The error of a wait that was in vain each time. */
  async #told(what: string, cause?: Error): Promise<Error> {
    return new Error(`${what}, ${TRIES} times; the page: ${await this.page.evaluate(STATE)}`, { cause });
  }

  async #reload(): Promise<void> {
    await this.save();
    await this.page.reload();
    await kernelAnswers(this.page);
  }
}
