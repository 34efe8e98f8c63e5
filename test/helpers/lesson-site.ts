/** The page of the lessons with a small course, on a practice cluster in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import type { Cell } from '../../src/notebook/document.js';
import { openDesk } from '../../src/page/desk.js';
import { type PageServer, startPageServer } from '../../src/page/server.js';
import { type LessonCluster, lessonCluster } from './lesson-cluster.js';
import { smallCourse, twoTasksRubric } from './small-course.js';

/** What is served, and where. */
export interface LessonSite {
  server: PageServer;
  cluster: LessonCluster;
  /** The course.yaml of the small course. */
  course: string;
  /** The folder of the learner's copy. */
  folder: string;
  stop(): Promise<void>;
}

/** Serves a course of these cells, behind a proxy at `baseUrl` if that is given; whoever starts it stops it. */
export async function lessonSite(cells: readonly Cell[], baseUrl?: string): Promise<LessonSite> {
  const cluster = await lessonCluster();
  const given = mkdtempSync(join(tmpdir(), 'kubelab-course-'));
  const course = smallCourse(given, cells, twoTasksRubric);
  const read = readCourse(course);
  const copy = openLearnerCopy(read, join(given, 'copy'));
  const desk = openDesk({
    ...{ course: copy.course, folder: copy.folder, given: read, env: cluster.env },
    ...{ cluster: () => undefined, clusterName: 'practice cluster', revive: async () => false },
    startAgain: () => 'kubelab start --page',
    putBack: () => 'kubelab lessons reset 01 --course small',
  });
  const server = await startPageServer({ port: 0, baseUrl, onPage: (socket) => desk.welcome(socket) });
  return {
    ...{ server, cluster, course, folder: copy.folder },
    async stop() {
      await server.close();
      await desk.close();
      await cluster.stop();
      rmSync(given, { recursive: true, force: true });
    },
  };
}
