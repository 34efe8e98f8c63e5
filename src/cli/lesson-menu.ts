/** The list of lessons in a terminal: numbers as the lessons have them, the progress in each, and a choice. */
import type { Lesson } from '../course/course.js';
import { findLesson, lessonNumber } from '../course/find-lesson.js';
import { type LessonOverview, lessonOverview } from '../session/lesson-overview.js';
import type { Lessons } from './commands/start.js';
import { errorText } from './error-text.js';
import type { Keyboard } from './keyboard.js';
import { resetCommand } from './lesson-copy.js';
import { flowText } from './terminal/flow.js';
import { askLine } from './terminal/line-input.js';
import { sanitise } from './terminal/sanitise.js';
import { formatTable } from './terminal/table.js';
import type { Io } from './terminal/terminal.js';
import { wrapText } from './terminal/text.js';

/** The lesson that the reader chooses; undefined when they leave. Rejects with the reason of an interruption. */
export async function chooseLesson(
  { course, folder, namedBy }: Lessons,
  keyboard: Keyboard,
  io: Io,
): Promise<Lesson | undefined> {
  const { out } = io;
  const { style } = out;
  const overviews = course.lessons.map((lesson) => lessonOverview(lesson, io.env));
  // where the reader is, else the first that they have not been through, else the first with an open task
  const choices = [
    overviews.findIndex(({ underWay }) => underWay),
    overviews.findIndex(({ ended }) => !ended),
    overviews.findIndex(({ finished }) => !finished),
  ];
  const usual = course.lessons[choices.find((index) => index >= 0) ?? 0];
  if (!usual) return undefined;
  const numbers = course.lessons.map((lesson) => lessonNumber(course, lesson));
  const rows = course.lessons.map((lesson, index) => rowOf(lesson, numbers[index] ?? '', overviews[index], io));
  out.line(`\n${style.bold(sanitise(course.title))}\n`);
  out.line(formatTable([], rows, style));
  const range = `${numbers[0]} to ${numbers.at(-1)}`;
  const prompt = `Lesson ${range}; Enter for ${lessonNumber(course, usual)}; ? help; q leaves: `;
  out.line();
  for (;;) {
    const typed = await askLine(prompt, keyboard, io, { atOnce: ['q', '?'] });
    if (typed === undefined || typed === 'q') return undefined;
    if (typed === '') return usual;
    if (/^(\?|h|help)$/.test(typed)) {
      out.line(helpText(range, { folder, namedBy }, io));
      continue;
    }
    try {
      return findLesson(course, typed);
    } catch (error) {
      out.line(flowText(errorText(error, io), { prefix: '  ', width: out.columns }));
    }
  }
}

function rowOf(
  { title, minutes }: Lesson,
  number: string,
  overview: LessonOverview | undefined,
  { out }: Io,
): string[] {
  const { style } = out;
  const { done = 0, total = 0, begun, finished } = overview ?? {};
  const mark = finished ? style.green('✓') : begun ? style.yellow('…') : ' ';
  const tasks = total === 0 ? '' : `${done} of ${total} tasks`;
  return [` ${mark}`, number, style.bold(sanitise(title)), style.dim(`${minutes} min`), style.dim(tasks)];
}

function helpText(range: string, { folder, namedBy }: Pick<Lessons, 'folder' | 'namedBy'>, io: Io): string {
  const text = `Type the number of a lesson, ${range}, or its name, and press Enter. ✓ is a lesson that is done with all of its tasks, … one that is begun.
What you edit is kept in ${sanitise(folder)}; to put a lesson back: ${resetCommand('LESSON', namedBy, io)}
In a lesson, ? says which keys there are.`;
  return `\n${wrapText(text, io.out.columns)}\n`;
}
