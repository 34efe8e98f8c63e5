/** A lesson in the Notebook that `kubelab start` opens, in Chromium. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';
import { bin, inTerminal, type Running } from './command.js';
import type { JupyterSettings } from './jupyter-settings.js';
import { NotebookLesson } from './notebook-lesson.js';
import { kernelAnswers } from './notebook-page.js';

/** How long one thing may take on a busy machine. */
const LONG = 90_000;

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

/** An open lesson, and the terminal that it was opened from. */
export class LessonPage extends NotebookLesson {
  /** The terminal in which `kubelab start` was typed. */
  readonly terminal: Running;

  private constructor(page: Page, terminal: Running) {
    super(page);
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
}
