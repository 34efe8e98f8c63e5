/** JupyterLab for tests: the one on the PATH, or the one that `.ci/jupyterlab` unpacked and `JUPYTERLAB` names. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';

/** The program; undefined where there is none. */
export function findJupyterLab(): string | undefined {
  return process.env.JUPYTERLAB || findProgram('jupyter-lab', process.env);
}

/** Makes a folder for PATH in which `kubelab start` finds this JupyterLab. */
export function labAlone(folder: string, lab: string): string {
  mkdirSync(folder);
  const programs = { node: process.execPath, jupyter: findProgram('jupyter', process.env), 'jupyter-lab': lab };
  for (const [name, program] of Object.entries(programs)) if (program) symlinkSync(program, join(folder, name));
  for (const name of ['sh', 'true']) symlinkSync(findProgram(name, process.env) ?? `/bin/${name}`, join(folder, name));
  return folder;
}

/** Opens a notebook of the server, and resolves when its kernel is known and its first cell drawn. */
export async function openInLab(page: Page, server: string, token: string, file: string): Promise<void> {
  await page.goto(`http://${server}/lab/tree/${file}?reset&token=${token}`);
  await page.locator('.jp-NotebookPanel-toolbar .jp-Toolbar-kernelName', { hasText: 'TypeScript (kubelab)' }).waitFor();
  await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().waitFor();
}

/** Runs all cells by the menu, and resolves when each has its number, which a folded one does not show. */
export async function runAllInLab(page: Page): Promise<void> {
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await page.waitForFunction(`(() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    return /\\d/.test(prompts.at(-1)?.textContent) && prompts.every((one) => /^(\\[\\d+\\]:)?$/.test(one.textContent));
  })()`);
}
