/** The lessons as a page in the browser: served until the reader ends it, one server for each of kubelab's folders. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import type { Course, Lesson } from '../course/course.js';
import { lessonNumber } from '../course/find-lesson.js';
import { html } from '../escape.js';
import { kubelabHome } from '../home.js';
import { openDesk } from '../page/desk.js';
import { startPageServer } from '../page/server.js';
import { findBrowserOpener } from './browser-opener.js';
import type { Lessons } from './commands/start.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { openKeyboard } from './keyboard.js';
import { resetCommand } from './lesson-copy.js';
import { whenAborted } from './signals.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

/** The port that is tried first, so that a page finds its server again after a start anew. */
const PORT = 7444;

/** How the page is served. */
export interface PageOptions {
  /** The course as it is handed out. */
  given: Course;
  /** Opens the browser; else the address is printed alone. */
  open: boolean;
  port?: number | undefined;
  /** Where browsers find it behind a proxy. */
  baseUrl?: string | undefined;
}

/**
 * Serves the page, which this process has claimed, until q, Ctrl-C or a signal. Throws ENVIRONMENT when it cannot be served. Rejects
 * with the reason of an interruption.
 */
export async function servePage(
  lessons: Lessons,
  { given, open, port = PORT, baseUrl }: PageOptions,
  io: Io,
): Promise<ExitCode> {
  const { out } = io;
  const redirect = join(kubelabHome(io.env).root, 'open-page.html');
  let bound = port;
  // an open page looks for its server at the port where it was
  const startAgain = (): string => commandHere(bound === PORT ? lessons.goOn : `${lessons.goOn} --port ${bound}`, io);
  const putBack = (lesson: Lesson): string => resetCommand(lessonNumber(given, lesson), lessons.namedBy, io);
  const desk = openDesk({ ...lessons, given, startAgain, putBack });
  try {
    const server = await startPageServer({
      port,
      baseUrl,
      onPage(socket) {
        rmSync(redirect, { force: true });
        desk.welcome(socket);
      },
    });
    bound = server.port;
    try {
      if (port !== 0 && server.port !== port) out.line(`Port ${port} is taken, so the page is at port ${server.port}.`);
      const show = (): void => {
        const address = server.newAddress();
        out.line(`The lessons are at ${out.style.bold(address)}`);
        if (open) openBrowser(address, redirect, io);
      };
      show();
      out.line(
        out.style.dim(
          'The address is good once, for one browser. It leads to code that runs as you: give it to nobody.',
        ),
      );
      await untilLeft(show, io);
    } finally {
      await server.close();
    }
    out.line(out.style.dim(`Your place is kept. To go on: ${startAgain()}`));
    return EXIT.ok;
  } finally {
    rmSync(redirect, { force: true });
    await desk.close();
  }
}

/** A command line can be read by every user of the machine, so it names a file that only this user can read. */
function openBrowser(address: string, redirect: string, io: Io): void {
  const program = findBrowserOpener(io.env);
  if (program === undefined) return;
  writeFileAtomically(
    redirect,
    `<!doctype html><meta charset="utf-8"><title>kubelab</title><meta http-equiv="refresh" content="0; url=${html(address)}">\n`,
    0o600,
  );
  const child = spawn(program, [redirect], { stdio: 'ignore', detached: true });
  child.on('error', () => io.out.line('The browser could not be opened; open the address yourself.'));
  child.unref();
}

/** Resolves when the reader leaves; `show` is called when they ask for a fresh address. */
async function untilLeft(show: () => void, io: Io): Promise<void> {
  if (!io.stdin.isTTY) {
    await whenAborted(io.signals.interruption);
    return;
  }
  io.out.line(io.out.style.dim('o opens it again, in another browser say; q ends it.'));
  const keyboard = openKeyboard(io.stdin);
  try {
    for (;;) {
      const key = await keyboard.key(io.signals.interruption);
      if (key === 'o') show();
      if (['q', 'ctrl-c', 'end'].includes(key)) return;
    }
  } finally {
    keyboard.close();
  }
}
