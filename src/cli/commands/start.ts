/**
 * `kubelab start`: from nothing to the lessons. Takes the cluster that was chosen, opens the learner's copy of the lessons,
 * registers the kernel, and hands over to Jupyter, to the page in a browser, to the player in this terminal, or (without a
 * terminal) to a run of all lessons.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Course, Lesson } from '../../course/course.js';
import { findLesson, lessonNumber } from '../../course/find-lesson.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { installKernelspec } from '../../kernel/kernelspec.js';
import { OWN_CASES } from '../../session/progress.js';
import { type ClusterOptions, chooseCluster, enterOwnCluster, ownEnvironment } from '../chosen-cluster.js';
import { withCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type CopyOptions, courseOf, openCopy, tellOfCopy } from '../lesson-copy.js';
import { claimPage } from '../page-claim.js';
import { startAgainArguments } from '../start-again.js';
import { type FrontEnd, frontEndOf, takeLessons } from '../take-lessons.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `start`. */
export interface StartOptions extends ClusterOptions, CopyOptions {
  jupyter?: boolean;
  /** Takes the lessons in this terminal. */
  terminal?: boolean;
  /** Serves the lessons as a page, whatever else there is. */
  page?: boolean;
  /** False to print the address of the page and open no browser. */
  open?: boolean;
  /** The port of the page. */
  port?: number;
  /** Where browsers find the page behind a proxy. */
  baseUrl?: string;
  /** Draws the cases of a lesson anew: true for any draw, a text for one that is known. */
  random?: boolean | string;
}

/** The input of every front end of lessons. */
export interface Lessons {
  /** The course, with the lessons' files in the learner's copy. */
  course: Course;
  /** The folder of the copy. */
  folder: string;
  /** The options that name the copy in another command. */
  namedBy: string;
  /** The lesson that was named. */
  lesson?: Lesson;
  /** The draw of the named lesson's cases. */
  cases?: string;
  /** The environment of kernels and of Jupyter: the cluster's kubeconfig, and where kubelab keeps its things. */
  env: Record<string, string | undefined>;
  /** Names the cluster as it is now; another name means that clients made before are of no use. */
  cluster: () => string | undefined;
  /** The cluster's display name. */
  clusterName: string;
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
  /** The arguments of `kubelab` that bring the reader back here. */
  goOn: string;
}

/**
 * Takes the lessons. Resolves with the exit code when the reader, or the last lesson, is done. Throws PAGE_RUNNING for a second page,
 * before anything else is done or said.
 */
export async function start(name: string | undefined, options: StartOptions, io: Io): Promise<ExitCode> {
  const frontEnd = frontEndOf(options, io);
  if (frontEnd.kind !== 'page') return startWith(frontEnd, name, options, io);
  const release = claimPage(kubelabHome(io.env).page);
  try {
    return await startWith(frontEnd, name, options, io);
  } finally {
    release();
  }
}

async function startWith(
  frontEnd: FrontEnd,
  name: string | undefined,
  options: StartOptions,
  io: Io,
): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const given = courseOf(options);
  const wanted = name === undefined ? undefined : findLesson(given, name);
  const cases = casesOf(options, wanted, io);
  const chosen = chooseCluster(io.env, options);
  const clusterName = chosen.kind === 'own' ? `cluster of ${chosen.source}` : 'practice cluster';
  const begin = async (env: Lessons['env'], kubeconfig: () => string, revive: Lessons['revive']): Promise<ExitCode> => {
    const copy = openCopy(given, options, io);
    tellOfCopy(copy, io);
    if (wanted && cases !== undefined && cases !== OWN_CASES) {
      const again = commandHere(`start ${lessonNumber(given, wanted)} --random ${cases.slice('random:'.length)}`, io);
      io.out.line(`The cases are drawn anew. The same ones again: ${again}`);
    }
    const { course, folder, namedBy } = copy;
    const lesson = wanted && course.lessons[given.lessons.indexOf(wanted)];
    installKernelspec(join(home.jupyter, 'kernels'), 'tslab');
    const lessons = {
      course,
      folder,
      namedBy,
      ...(lesson ? { lesson } : {}),
      ...(cases === undefined ? {} : { cases }),
    };
    const goOn = startAgainArguments(options);
    const cluster = (): string | undefined => textOf(kubeconfig());
    return takeLessons(frontEnd, { ...lessons, env, cluster, clusterName, revive, goOn }, given, options, io);
  };
  if (chosen.kind === 'own') {
    const runs = { course: given, lessons: wanted ? [wanted] : given.lessons };
    if (!(await enterOwnCluster(chosen, runs, options, io))) return EXIT.failed;
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

/** The draw that was asked for, as the lesson's kernel is told of it, or `OWN_CASES`. Throws ARGUMENT_INVALID without a lesson. */
function casesOf({ random }: StartOptions, lesson: Lesson | undefined, io: Io): string | undefined {
  if (random === undefined) return undefined;
  if (!lesson) {
    throw new KubelabError('ARGUMENT_INVALID', '--random draws the cases of one lesson, and none was named', {
      hint: commandHere('start 07 --random', io),
    });
  }
  if (random === false) return OWN_CASES;
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

/** The address, the authority and the credential in a kubeconfig make up a client. */
function textOf(kubeconfig: string): string | undefined {
  try {
    return readFileSync(kubeconfig, 'utf8');
  } catch {
    return undefined;
  }
}
