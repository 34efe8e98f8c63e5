/** The lessons in a terminal: choosing one, playing it, going on with the next. */
import type { Lesson } from '../course/course.js';
import type { Lessons } from './commands/start.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { type Keyboard, openKeyboard } from './keyboard.js';
import { chooseLesson } from './lesson-menu.js';
import { playLesson } from './lesson-player.js';
import { openSession } from './lesson-session.js';
import { outputWidth, PlayerScreen } from './player-screen.js';
import { WIDTH_VARIABLE } from './terminal/kernel-width.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

/** Plays lessons until the reader leaves. Rejects with the reason of an interruption. */
export async function play(lessons: Lessons, io: Io): Promise<ExitCode> {
  const keyboard = openKeyboard(io.stdin);
  try {
    let lesson = lessons.lesson ?? (await chooseLesson(lessons, keyboard, io));
    while (lesson) lesson = await playOne(lesson, lessons, keyboard, io);
    io.out.line(io.out.style.dim(`Your place is kept. To go on: ${commandHere(lessons.goOn, io)}`));
    return EXIT.ok;
  } finally {
    keyboard.close();
  }
}

/** Plays one lesson and returns the one that comes then; undefined when the reader leaves. */
async function playOne(lesson: Lesson, lessons: Lessons, keyboard: Keyboard, io: Io): Promise<Lesson | undefined> {
  const { course, folder, namedBy, cluster } = lessons;
  const env = { ...lessons.env, [WIDTH_VARIABLE]: String(outputWidth(io)) };
  const cases = lesson === lessons.lesson ? lessons.cases : undefined;
  const session = openSession({ course, lesson, folder, namedBy, env, cluster, cases, by: 'the player' }, io);
  const next = course.lessons[course.lessons.indexOf(lesson) + 1];
  try {
    const screen = new PlayerScreen(session, keyboard, io);
    const exit = await playLesson(session, screen, { next: next?.title, revive: lessons.revive });
    if (exit === 'left') return undefined;
    if (exit === 'next') return next;
  } finally {
    await session.close();
  }
  return chooseLesson(lessons, keyboard, io);
}
