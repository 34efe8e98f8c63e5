/**
 * `kubelab start`: from nothing to the lessons. Brings up the practice cluster, registers the kernel, and hands over to
 * Jupyter, to the player in this terminal, or (without a terminal) to a run of all lessons.
 */
import { join, resolve } from 'node:path';
import { type Course, type Lesson, readCourse } from '../../course/course.js';
import { findLesson } from '../../course/find-lesson.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { installKernelspec } from '../../kernel/kernelspec.js';
import { packageRoot } from '../../package-root.js';
import { withCluster } from '../cluster-process.js';
import type { ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `start`. */
export interface StartOptions {
  jupyter?: boolean;
  course?: string;
}

/** What the ways to take lessons are given. */
export interface Lessons {
  course: Course;
  /** The lesson that was named. */
  lesson?: Lesson;
  /** The environment of kernels and of Jupyter: the cluster's kubeconfig, and where kubelab keeps its things. */
  env: Record<string, string | undefined>;
}

/** Takes the lessons. Resolves with the exit code when the reader, or the last lesson, is done. */
export async function start(name: string | undefined, options: StartOptions, io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const course = readCourse(resolve(options.course ?? join(packageRoot(), 'notebooks', 'course.yaml')));
  const lesson = name === undefined ? undefined : findLesson(course, name);
  installKernelspec(join(home.jupyter, 'kernels'), 'tslab');
  return withCluster(io, (record, startedHere) => {
    io.out.line(`The practice cluster ${startedHere ? 'is up' : 'runs'} at ${record.server}`);
    return takeLessons({ course, ...(lesson ? { lesson } : {}), env: environment(record, io) }, options, io);
  });
}

async function takeLessons(lessons: Lessons, options: StartOptions, io: Io): Promise<ExitCode> {
  if (!io.stdin.isTTY || !io.out.isTTY) {
    const { runAllLessons } = await import('../lesson-runner.js');
    return runAllLessons(lessons, io);
  }
  if (options.jupyter !== false) {
    const { findJupyter, openJupyter } = await import('../jupyter.js');
    const jupyter = findJupyter(io.env);
    if (jupyter) return openJupyter(jupyter, lessons, io);
    io.out.line('Jupyter is not installed here, so the lessons are taken in this terminal.');
  }
  const { play } = await import('../player.js');
  return play(lessons, io);
}

function environment(record: RunningCluster, io: Io): Record<string, string | undefined> {
  return { ...io.env, KUBECONFIG: record.kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root };
}
