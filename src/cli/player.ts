/** The lessons in a terminal: choosing one, playing it, going on with the next. */
import type { Lesson } from '../course/course.js';
import { kubelabHome } from '../home.js';
import { lessonProgress, readProgress } from '../session/progress.js';
import { LessonSession } from '../session/session.js';
import type { Lessons } from './commands/start.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { type Keyboard, openKeyboard } from './keyboard.js';
import { type Exit, playLesson } from './lesson-player.js';
import { firstLine } from './run-report.js';
import { sanitise } from './terminal/sanitise.js';
import { formatTable } from './terminal/table.js';
import type { Io } from './terminal/terminal.js';
import { count } from './terminal/text.js';

/** Plays lessons until the reader leaves. Rejects with the reason of an interruption. */
export async function play(lessons: Lessons, io: Io): Promise<ExitCode> {
  const keyboard = openKeyboard(io.stdin);
  try {
    let lesson = lessons.lesson ?? (await chooseLesson(lessons, keyboard, io));
    while (lesson) {
      const exit = await playOne(lesson, lessons, keyboard, io);
      if (exit === 'left') break;
      lesson = exit === 'list' ? await chooseLesson(lessons, keyboard, io) : exit;
    }
    io.out.line(io.out.style.dim('Your place is kept. To go on: kubelab start'));
    return EXIT.ok;
  } finally {
    keyboard.close();
  }
}

/** Plays one lesson and returns what comes then: the next one, the list, or nothing. */
async function playOne(
  lesson: Lesson,
  { course, env }: Lessons,
  keyboard: Keyboard,
  io: Io,
): Promise<Lesson | Exclude<Exit, 'finished'>> {
  const { out } = io;
  const session = new LessonSession({
    lesson,
    progressFile: kubelabHome(io.env).progress,
    env,
    onBroken: (aside) =>
      out.line(out.style.yellow(`The record of your progress could not be read; it is now ${aside}`)),
  });
  try {
    const exit = await playLesson(session, keyboard, io);
    if (exit !== 'finished') return exit;
    out.line(`\n${out.style.green(out.style.bold(`That was the end of "${sanitise(lesson.title)}".`))}`);
    const { open } = session;
    if (open.length > 0) {
      out.line(`${count(open.length, 'cell')} did not pass or did not run:`);
      for (const cell of open) out.line(`  ${firstLine(cell)}`);
    }
  } finally {
    await session.close();
  }
  const next = course.lessons[course.lessons.indexOf(lesson) + 1];
  if (!next) {
    out.line('It was the last lesson of the course.');
    return 'left';
  }
  out.write(`\nNext: ${out.style.bold(sanitise(next.title))}. ${out.style.dim('Enter goes on · l lists · q leaves ')}`);
  for (;;) {
    const key = await keyboard.key(io.signals.interruption);
    const answer = key === 'enter' ? next : key === 'l' ? 'list' : leaves(key) ? 'left' : undefined;
    if (answer === undefined) continue;
    out.line();
    return answer;
  }
}

/** The lesson that the reader chooses by its number; undefined when they leave. */
async function chooseLesson({ course }: Lessons, keyboard: Keyboard, io: Io): Promise<Lesson | undefined> {
  const { out } = io;
  const { style } = out;
  const progress = readProgress(kubelabHome(io.env).progress);
  const states = course.lessons.map(({ id }) => lessonProgress(progress, id));
  const begun = states.findIndex(({ place }) => place !== null);
  const fresh = states.findIndex(({ finishedAt }) => finishedAt === null);
  const usual = Math.max(0, begun >= 0 ? begun : fresh);
  const rows = course.lessons.map((lesson, index) => {
    const { finishedAt, place } = states[index] ?? { finishedAt: null, place: null };
    const mark = finishedAt ? style.green('✓') : place ? style.yellow('…') : ' ';
    return [` ${mark}`, String(index + 1), style.bold(sanitise(lesson.title)), style.dim(`${lesson.minutes} min`)];
  });
  out.line(`\n${style.bold(sanitise(course.title))}\n`);
  out.line(formatTable([], rows, style));
  out.write(`\nLesson 1 to ${rows.length}; Enter for ${usual + 1}; q leaves: `);
  let typed = '';
  for (;;) {
    const key = await keyboard.key(io.signals.interruption);
    if (leaves(key)) {
      out.line();
      return undefined;
    }
    if (key === 'backspace' && typed !== '') {
      typed = typed.slice(0, -1);
      out.write('\b \b');
    } else if (/^\d$/.test(key)) {
      typed += key;
      out.write(key);
    } else if (key === 'enter') {
      const lesson = course.lessons[typed === '' ? usual : Number(typed) - 1];
      out.line();
      if (lesson) return lesson;
      out.write(`There is no lesson ${typed}. Lesson 1 to ${rows.length}: `);
      typed = '';
    }
  }
}

function leaves(key: string): boolean {
  return key === 'q' || key === 'ctrl-c' || key === 'end';
}
