/** The front ends of the lessons: a page in the browser, Jupyter, this terminal, or a run of all of them without a reader. */
import type { Course } from '../course/course.js';
import { lessonEnvironment } from '../session/environment.js';
import { findBrowserOpener } from './browser-opener.js';
import type { Lessons, StartOptions } from './commands/start.js';
import type { ExitCode } from './exit-codes.js';
import { findJupyter, openJupyter } from './jupyter.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

/** A front end of the lessons. */
export type FrontEnd = { kind: 'page' | 'terminal' | 'run' } | { kind: 'jupyter'; program: string };

/** The page when it was asked for; without a terminal a run of all lessons; else Jupyter, the page, or this terminal. */
export function frontEndOf(options: StartOptions, io: Io): FrontEnd {
  if (options.page) return { kind: 'page' };
  if (!io.stdin.isTTY || !io.out.isTTY) return { kind: 'run' };
  if (options.jupyter === false || options.terminal) return { kind: 'terminal' };
  const program = findJupyter(io.env);
  if (program) return { kind: 'jupyter', program };
  return { kind: options.open === false || findBrowserOpener(io.env) ? 'page' : 'terminal' };
}

/** Takes the lessons with it. Resolves with the exit code when the reader, or the last lesson, is done. */
export async function takeLessons(
  frontEnd: FrontEnd,
  lessons: Lessons,
  given: Course,
  options: StartOptions,
  io: Io,
): Promise<ExitCode> {
  switch (frontEnd.kind) {
    case 'page':
      return takeOnPage(lessons, given, options, io);
    case 'run': {
      const { runAllLessons } = await import('./lesson-runner.js');
      return runAllLessons({ ...lessons, env: lessonEnvironment(lessons) }, io);
    }
    case 'jupyter':
      return takeInJupyter(frontEnd.program, lessons, io);
    case 'terminal': {
      if (options.jupyter !== false && !options.terminal) {
        io.out.line(
          'Jupyter is not installed here and no browser can be opened, so the lessons are taken in this terminal.',
        );
        io.out.line(io.out.style.dim(`As a page, with its address printed: ${commandHere('start --page', io)}`));
      }
      const { play } = await import('./player.js');
      return play(lessons, io);
    }
  }
}

async function takeInJupyter(program: string, lessons: Lessons, io: Io): Promise<ExitCode> {
  const { jupyterDraw } = await import('./jupyter-draw.js');
  const draw = jupyterDraw(lessons, io.env);
  if (draw.casesOf !== undefined && lessons.cases === undefined) {
    const back = commandHere(`start ${draw.casesOf} --no-random`, io);
    io.out.line(`The draw ${draw.cases} of ${draw.casesOf} goes on. To take the lesson's own cases again: ${back}`);
  }
  return openJupyter(program, { ...lessons, env: lessonEnvironment({ ...lessons, ...draw, by: 'Jupyter' }) }, io);
}

async function takeOnPage(lessons: Lessons, given: Course, options: StartOptions, io: Io): Promise<ExitCode> {
  const open = options.open !== false && findBrowserOpener(io.env) !== undefined;
  if (options.open !== false && !open) {
    const player = commandHere('start --terminal', io);
    io.out.line(
      `No browser can be opened from here. Open the address yourself, or take the lessons in this terminal: ${player}`,
    );
  }
  const { servePage } = await import('./page-lessons.js');
  return servePage(lessons, { given, open, port: options.port, baseUrl: options.baseUrl }, io);
}
