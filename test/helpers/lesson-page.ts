/** A lesson in the Notebook that `kubelab start` opens, in Chromium: its cells by their ids, and what stands under them. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';
import { bin, inTerminal, type Running } from './command.js';
import type { JupyterSettings } from './jupyter-settings.js';
import { kernelAnswers } from './notebook-page.js';

/** How long one thing may take on a busy machine. */
const LONG = 90_000;
/** After this time without a word from the kernel the page is loaded again. */
const UNREAD = 45_000;
const TRIES = 3;

/** What is opened. */
export interface LessonToOpen {
  home: string;
  /** The notebook's name in the learner's copy: `00-start-here.ipynb`. */
  file: string;
  settings: JupyterSettings;
  /** A folder with the programs that may be found, see {@link notebookAlone}. */
  path: string;
}

/** Makes a folder for PATH with Notebook and without JupyterLab, which `kubelab start` would prefer. */
export function notebookAlone(folder: string): string {
  mkdirSync(folder);
  for (const name of ['node', 'jupyter', 'jupyter-notebook', 'true']) {
    const program = name === 'node' ? process.execPath : findProgram(name, process.env);
    if (program) symlinkSync(program, join(folder, name));
  }
  return folder;
}

/** An open lesson, taken as a reader does. */
export class LessonPage {
  readonly page: Page;
  /** The terminal in which `kubelab start` was typed. */
  readonly terminal: Running;

  private constructor(page: Page, terminal: Running) {
    this.page = page;
    this.terminal = terminal;
  }

  /** Types `kubelab start` and opens the lesson in what it offers. */
  static async open({ home, file, settings, path }: LessonToOpen, browser: Browser): Promise<LessonPage> {
    const { server, token, env } = settings;
    const command = ['/usr/bin/env', `PATH=${path}`, process.execPath, bin, 'start', file.slice(0, 2)];
    const terminal = inTerminal(home, command, { env });
    const page = await browser.newPage();
    page.setDefaultTimeout(LONG);
    const lesson = new LessonPage(page, terminal);
    try {
      await terminal.sees(new RegExp(`Jupyter opens with the lessons[\\s\\S]*http://${server}`), LONG);
      await page.goto(`http://${server}/notebooks/${file}?token=${token}`);
      await kernelAnswers(page);
      return lesson;
    } catch (error) {
      await lesson.kill();
      throw error;
    }
  }

  /** Runs a cell to its end and gives the text under it, which has to match. */
  async run(cell: string, wanted: RegExp): Promise<string> {
    await this.#execute([cell], `Jupyter.notebook.execute_cells([${await this.#index(cell)}])`);
    const text = await this.output(cell);
    assert.match(text, wanted, `under the cell ${cell} stands: ${text}`);
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

  /** Resolves when a kernel is there and does nothing. */
  async kernelIdles(): Promise<void> {
    const idle = "document.querySelector('#kernel_indicator_icon').className === 'kernel_idle_icon'";
    await this.page.waitForFunction(`Jupyter.notebook.kernel?.is_connected() && ${idle}`);
  }

  /** Saves the notebook by its key, and resolves when that is done. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+s');
    await this.page.waitForFunction('!Jupyter.notebook.dirty');
  }

  /** Closes the page and ends Jupyter, by Ctrl-C twice. */
  async quit(): Promise<void> {
    await this.page.close();
    this.terminal.type('\u0003');
    await this.terminal.sees(/Shut ?down this .*\[n\]\)\? /i, LONG);
    this.terminal.type('\u0003');
    assert.deepEqual(await this.terminal.ended, { code: 0, signal: null });
  }

  /** Ends both in whatever state they are. */
  async kill(): Promise<void> {
    await this.page.close();
    const { child, ended } = this.terminal;
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }

  async #index(cell: string): Promise<number> {
    const find = `Jupyter.notebook.get_cells().findIndex(({ id }) => id === ${JSON.stringify(cell)})`;
    const index = (await this.page.evaluate(find)) as number;
    assert.notEqual(index, -1, `the cell ${cell} is in the notebook`);
    return index;
  }

  /**
   * Does what executes these cells and resolves when each is over. Debian's Notebook now and then loses a browser's connection, or
   * leaves unread what a kernel publishes that it has just restarted. The page connects again by itself, or is loaded again as
   * a reader would do, and the cells are executed once more.
   */
  async #execute(cells: readonly string[], command: string): Promise<void> {
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
      if (await this.page.evaluate(over)) return;
      if (tries === TRIES) throw late ?? new Error(`the Notebook lost its connection ${TRIES} times`);
      if (late) {
        await this.save();
        await this.page.reload();
        await kernelAnswers(this.page);
      }
    }
  }
}
