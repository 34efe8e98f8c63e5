/** Chromium for tests that look at pages. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { hasCommand } from './commands.js';

/** Milliseconds that a page may take to do what it is asked, on a busy machine. */
export const PAGE_PATIENCE_MS = 120_000;

/** A browser that whoever asked for it closes; undefined where there is none. */
export async function launchChromium(): Promise<Browser | undefined> {
  const program = ['chromium', 'chromium-browser', 'google-chrome'].find(hasCommand);
  if (program === undefined) return undefined;
  const places = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, program));
  return chromium.launch({ executablePath: places.find(existsSync) ?? program, args: ['--no-sandbox'] });
}
