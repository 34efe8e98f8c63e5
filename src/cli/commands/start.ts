/**
 * `kubelab start`: from nothing to the lessons. Takes the cluster that was chosen, opens the learner's copy of the lessons,
 * registers the kernel, and hands over to Jupyter, to the player in this terminal, or (without a terminal) to a run of all
 * lessons.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Course, Lesson } from '../../course/course.js';
import { findLesson, lessonNumber } from '../../course/find-lesson.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { installKernelspec } from '../../kernel/kernelspec.js';
import { lessonEnvironment } from '../../session/environment.js';
import { type ClusterOptions, chooseCluster, enterOwnCluster, ownEnvironment } from '../chosen-cluster.js';
import { withCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type CopyOptions, courseOf, openCopy, tellOfCopy } from '../lesson-copy.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `start`. */
export interface StartOptions extends ClusterOptions, CopyOptions {
  jupyter?: boolean;
  /** Draws the cases of a lesson anew: true for any draw, a text for one that is known. */
  random?: boolean | string;
}

/** What the ways to take lessons are given. */
export interface Lessons {
  /** The course, with the lessons' files in the learner's copy. */
  course: Course;
  /** The folder of the copy. */
  folder: string;
  /** The lesson that was named. */
  lesson?: Lesson;
  /** The draw of the named lesson's cases. */
  cases?: string;
  /** The environment of kernels and of Jupyter: the cluster's kubeconfig, and where kubelab keeps its things. */
  env: Record<string, string | undefined>;
  /** Names the cluster as it is now; another name means that clients made before are of no use. */
  cluster: () => string | undefined;
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
}

/** Takes the lessons. Resolves with the exit code when the reader, or the last lesson, is done. */
export async function start(name: string | undefined, options: StartOptions, io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const given = courseOf(options);
  const wanted = name === undefined ? undefined : findLesson(given, name);
  const cases = casesOf(options, wanted, io);
  const chosen = chooseCluster(io.env, options);
  const begin = async (env: Lessons['env'], kubeconfig: () => string, revive: Lessons['revive']): Promise<ExitCode> => {
    const copy = openCopy(given, options, io);
    tellOfCopy(copy, io);
    if (wanted && cases !== undefined) {
      const again = commandHere(`start ${lessonNumber(given, wanted)} --random ${cases.slice('random:'.length)}`, io);
      io.out.line(`The cases are drawn anew. The same ones again: ${again}`);
    }
    const { course, folder } = copy;
    const lesson = wanted && course.lessons[given.lessons.indexOf(wanted)];
    installKernelspec(join(home.jupyter, 'kernels'), 'tslab');
    const lessons = { course, folder, ...(lesson ? { lesson } : {}), ...(cases === undefined ? {} : { cases }) };
    return takeLessons({ ...lessons, env, cluster: () => textOf(kubeconfig()), revive }, options, io);
  };
  if (chosen.kind === 'own') {
    if (!(await enterOwnCluster(chosen, 'lessons', options, io))) return EXIT.failed;
    return begin(
      ownEnvironment(chosen, io),
      () => chosen.kubeconfig,
      async () => false,
    );
  }
  return withCluster(io, (cluster) => {
    io.out.line(`The practice cluster ${cluster.startedHere ? 'is up' : 'runs'} at ${cluster.record.server}`);
    return begin(
      environment(cluster.record, io),
      () => cluster.record.kubeconfig,
      () => cluster.revive(),
    );
  });
}

async function takeLessons(lessons: Lessons, options: StartOptions, io: Io): Promise<ExitCode> {
  if (!io.stdin.isTTY || !io.out.isTTY) {
    const { runAllLessons } = await import('../lesson-runner.js');
    return runAllLessons({ ...lessons, env: lessonEnvironment(lessons) }, io);
  }
  if (options.jupyter !== false) {
    const { findJupyter, openJupyter } = await import('../jupyter.js');
    const jupyter = findJupyter(io.env);
    if (jupyter) return openJupyter(jupyter, { ...lessons, env: lessonEnvironment({ ...lessons, by: 'Jupyter' }) }, io);
    io.out.line('Jupyter is not installed here, so the lessons are taken in this terminal.');
  }
  const { play } = await import('../player.js');
  return play(lessons, io);
}

/** The draw that was asked for, as the lesson's kernel is told of it. Throws ARGUMENT_INVALID without a lesson. */
function casesOf({ random }: StartOptions, lesson: Lesson | undefined, io: Io): string | undefined {
  if (random === undefined || random === false) return undefined;
  if (!lesson) {
    throw new KubelabError('ARGUMENT_INVALID', '--random draws the cases of one lesson, and none was named', {
      hint: commandHere('start 07 --random', io),
    });
  }
  const seed = random === true ? String(randomInt(1, 1_000_000)) : random;
  if (!/^[\w-]{1,40}$/.test(seed)) {
    throw new KubelabError('ARGUMENT_INVALID', `${JSON.stringify(seed)} names no draw`, {
      hint: 'write a number, or a word of letters, digits and dashes, after --random',
    });
  }
  return `random:${seed}`;
}

function environment(record: RunningCluster, io: Io): Record<string, string | undefined> {
  return { ...io.env, KUBECONFIG: record.kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root };
}

/** The address, the authority and the credential in a kubeconfig are what a client is made of. */
function textOf(kubeconfig: string): string | undefined {
  try {
    return readFileSync(kubeconfig, 'utf8');
  } catch {
    return undefined;
  }
}
