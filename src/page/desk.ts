/**
 * The notebooks that are open and the pages that look at them: each page looks at one, and several may look at the same. The
 * last three notebooks without a page keep their kernels.
 */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WebSocket } from 'ws';
import type { Course, Lesson } from '../course/course.js';
import { lessonNumber } from '../course/find-lesson.js';
import { resetLesson } from '../course/learner-copy.js';
import { formatError } from '../errors.js';
import { type Home, kubelabHome } from '../home.js';
import { packageVersion } from '../package-root.js';
import { lessonOverview } from '../session/lesson-overview.js';
import { forgetProgress } from '../session/progress.js';
import { LessonSession } from '../session/session.js';
import { readAsked } from './asked.js';
import { openClusterColumns } from './onlookers.js';
import { isOwn, ownNotebooks, prepareScratch, saveUnder } from './own-notebooks.js';
import type { Asked, LessonEntry, Said } from './protocol.js';
import { openRoom, type Room } from './room.js';

/** Options of a desk. */
export interface DeskOptions {
  /** The course with the lessons' files in the learner's copy. */
  course: Course;
  /** The course as it is handed out. */
  given: Course;
  /** The folder of the copy. */
  folder: string;
  /** The environment of kernels. */
  env: Record<string, string | undefined>;
  /** The lesson to begin with, and the draw of its cases. */
  lesson?: Lesson | undefined;
  cases?: string | undefined;
  cluster: () => string | undefined;
  /** The cluster's name on the page. */
  clusterName: string;
  revive: () => Promise<boolean>;
  /** The command that serves the page again at the port that it has. */
  startAgain: () => string;
  /** The command that puts a lesson of the copy back. */
  putBack: (lesson: Lesson) => string;
}

/** An open desk. */
export interface Desk {
  /** Serves a page on its connection. */
  welcome(socket: WebSocket): void;
  /** Ends all kernels. */
  close(): Promise<void>;
}

/** Notebooks that keep their kernels without a page. */
const UNSEEN = 3;

/** Opens the desk. */
export function openDesk(options: DeskOptions): Desk {
  const { course, given, folder, env } = options;
  const home: Home = kubelabHome(env);
  const rooms = new Map<string, Room>();
  const pages = new Map<WebSocket, string>();
  const columns = openClusterColumns(env);

  const send = (socket: WebSocket, said: Said): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(said));
  };
  const toAll = (said: Said): void => {
    for (const socket of pages.keys()) send(socket, said);
  };
  const toRoom = (id: string, said: Said): void => {
    for (const [socket, at] of pages) if (at === id) send(socket, said);
  };
  const tellCourse = (): void => toAll(courseSaid());
  let entries: LessonEntry[] = [];

  function entryOf(lesson: Lesson): LessonEntry {
    const { done, total, finished } = lessonOverview(lesson, env);
    const [number, file] = [lessonNumber(course, lesson), basename(lesson.file)];
    return { id: lesson.id, number, file, title: lesson.title, done, total, finished, own: false };
  }

  /** The list of lessons, read anew. */
  function courseSaid(): Said {
    const ofCourse = course.lessons.map(entryOf);
    const own = ownNotebooks(course, folder).map(({ id, title, file }): LessonEntry => {
      return { id, number: '', file: basename(file), title, done: 0, total: 0, finished: false, own: true };
    });
    entries = [...ofCourse, ...own];
    return courseOf(entries);
  }

  function courseOf(lessons: LessonEntry[]): Said {
    const { title } = course;
    const { clusterName: cluster, startAgain } = options;
    return { type: 'course', title, version: packageVersion(), cluster, lessons, startAgain: startAgain() };
  }

  /** Tells the list when a cell changed it: to read all lessons after each cell takes long. */
  function tellProgress({ lesson }: LessonSession): void {
    if (isOwn(lesson.id)) return;
    const now = entryOf(lesson);
    const place = entries.findIndex(({ id }) => id === lesson.id);
    if (place < 0 || isDeepStrictEqual(entries[place], now)) return;
    entries = entries.with(place, now);
    toAll(courseOf(entries));
  }

  function roomOf(lesson: Lesson): Room {
    const open = rooms.get(lesson.id);
    if (open) return open;
    const session = new LessonSession({
      ...{ course, lesson, folder, env, cluster: options.cluster, by: 'the page' },
      ...{ progressFile: home.progress, solvedFile: home.solved },
      cases: lesson.id === options.lesson?.id ? options.cases : undefined,
      onBroken: (aside) =>
        toAll({
          type: 'notice',
          tone: 'warn',
          text: `The record of your progress could not be read; it is now ${aside}`,
        }),
    });
    const room = openRoom({
      session,
      next: course.lessons[course.lessons.findIndex(({ id }) => id === lesson.id) + 1]?.id,
      revive: options.revive,
      say: (said) => toRoom(lesson.id, said),
      onProgress: () => tellProgress(session),
    });
    rooms.set(lesson.id, room);
    closeUnseen();
    return room;
  }

  /** Ends the kernels of notebooks that had no page for longest. */
  function closeUnseen(): void {
    const seen = new Set(pages.values());
    const unseen = [...rooms].filter(([id, room]) => !seen.has(id) && !room.busy);
    for (const [id, room] of unseen.slice(0, Math.max(0, unseen.length - UNSEEN))) {
      rooms.delete(id);
      void room.close();
    }
  }

  function open(socket: WebSocket, id: string): void {
    const lesson = lessonOf(id) ?? firstLesson();
    try {
      prepareScratch(lesson);
      const room = roomOf(lesson);
      pages.set(socket, lesson.id);
      send(socket, { type: 'lesson', lesson: room.lesson() });
    } catch (error) {
      const reset = `\nMend the file, or put the lesson back: ${options.putBack(lesson)}`;
      const text = `${lesson.title} cannot be opened: ${formatError(error)}${isOwn(lesson.id) ? '' : reset}`;
      send(socket, { type: 'notice', tone: 'bad', text });
    }
  }

  function lessonOf(id: string): Lesson | undefined {
    return (isOwn(id) ? ownNotebooks(course, folder) : course.lessons).find((one) => one.id === id);
  }

  function saveAs(socket: WebSocket, name: string): void {
    const { session } = rooms.get(pages.get(socket) ?? '') ?? {};
    if (!session) return;
    const { id, file } = saveUnder(name, session.notebook, folder);
    tellCourse();
    open(socket, id);
    send(socket, { type: 'notice', tone: 'good', text: `It is saved as ${file}` });
  }

  /** The lesson that was named, else where the reader is, else the first that is not finished. */
  function firstLesson(): Lesson {
    const overviews = course.lessons.map((lesson) => lessonOverview(lesson, env));
    const at = [overviews.findIndex((one) => one.underWay), overviews.findIndex((one) => !one.finished), 0];
    return options.lesson ?? (course.lessons[at.find((index) => index >= 0) ?? 0] as Lesson);
  }

  async function reset(id: string): Promise<void> {
    const lesson = lessonOf(id);
    const original = given.lessons[course.lessons.findIndex((one) => one.id === id)];
    if (!lesson) return;
    const room = rooms.get(id);
    rooms.delete(id);
    await room?.close();
    const isScratch = prepareScratch(lesson, true);
    if (original) resetLesson(given, original, folder);
    forgetProgress(home.progress, id);
    toRoom(id, { type: 'lesson', lesson: roomOf(lesson).lesson() });
    const text = original
      ? 'The lesson is as it was handed out. Solved tasks stay solved.'
      : isScratch
        ? 'The notebook is as at the beginning.'
        : 'Of a notebook of your own there is no original: it is as it was.';
    toRoom(id, { type: 'notice', tone: original || isScratch ? 'good' : 'plain', text });
    tellCourse();
  }

  async function answer(socket: WebSocket, asked: Asked, say: (said: Said) => void): Promise<void> {
    const at = pages.get(socket) ?? '';
    if (asked.type === 'ping') return say({ type: 'here' });
    if (asked.type === 'open') return open(socket, asked.lesson);
    if (asked.type === 'save-as') return saveAs(socket, asked.name);
    if (asked.type === 'look' || asked.type === 'detail') return columns.ask(asked, say);
    if (asked.type === 'reset-lesson') return reset(at);
    await rooms.get(at)?.ask(asked, say);
  }

  return {
    welcome(socket) {
      const say = (said: Said): void => send(socket, said);
      pages.set(socket, '');
      say(courseSaid());
      socket.on('message', (data) => {
        const asked = readAsked(String(data));
        if (!asked)
          return say({
            type: 'notice',
            tone: 'bad',
            text: 'The page and its server are not of one version: reload the page.',
          });
        answer(socket, asked, say).catch((error) => say({ type: 'notice', tone: 'bad', text: formatError(error) }));
      });
      socket.on('close', () => {
        pages.delete(socket);
        columns.leave(say);
      });
    },
    async close() {
      await Promise.all([columns.close(), ...[...rooms.values()].map((room) => room.close())]);
    },
  };
}
