/** Changes that lessons make in a reader's own cluster, in words, before they run: by their entries in course.yaml. */
import type { Course, Lesson, LessonMakes } from '../course/course.js';
import { lessonNumber } from '../course/find-lesson.js';
import type { NamedNotebook } from './lesson-copy.js';

/** Notebooks to run there: lessons of a course, and perhaps others. */
export interface RunsThere {
  course?: Course | undefined;
  lessons: readonly Lesson[];
  others?: boolean;
}

/** The runs of these named notebooks. */
export function runsOf(named: readonly NamedNotebook[]): RunsThere {
  const lessons = named.flatMap(({ lesson }) => lesson ?? []);
  return { course: named.find(({ copy }) => copy)?.copy?.course, lessons, others: lessons.length < named.length };
}

/**
 * The lines on changes. Lines of one lesson stand alone, those of several begin with its number; `number` is empty on the
 * second line of a lesson.
 */
export function madeThere({ course, lessons, others = false }: RunsThere): { number: string; text: string }[] {
  const several = lessons.length > 1 || (others && lessons.length > 0);
  const rows = lessons.flatMap((lesson) =>
    madeBy(lesson).map((text, index) => ({
      number: several && course && index === 0 ? lessonNumber(course, lesson) : '',
      text,
    })),
  );
  return others ? [...rows, { number: '', text: 'whatever the notebook makes' }] : rows;
}

function madeBy({ makes }: Lesson): string[] {
  if (!makes) return ['whatever its cells make: course.yaml does not say it'];
  const rows: [keyof LessonMakes, string][] = [
    ['untilItsEnd', 'until its end'],
    ['stays', 'stays'],
  ];
  const told = rows.filter(([key]) => makes[key].length > 0).map(([key, word]) => `${word}: ${inWords(makes[key])}`);
  return told.length > 0 ? told : ['nothing'];
}

/** `namespaces a, b; cluster-wide clusterroles/c; in default pods/d`. */
function inWords(entries: readonly string[]): string {
  const namespaces = entries.filter((entry) => entry.startsWith('namespaces/'));
  const wide = entries.filter((entry) => !namespaces.includes(entry) && entry.split('/').length === 2);
  const within = new Map<string, string[]>();
  for (const entry of entries) {
    const [namespace = '', ...object] = entry.split('/');
    if (object.length === 2) within.set(namespace, [...(within.get(namespace) ?? []), object.join('/')]);
  }
  const names = namespaces.map((entry) => entry.slice('namespaces/'.length)).join(', ');
  return [
    ...(names ? [`namespace${namespaces.length === 1 ? '' : 's'} ${names}`] : []),
    ...(wide.length > 0 ? [`cluster-wide ${wide.join(', ')}`] : []),
    ...[...within].map(([namespace, objects]) => `in ${namespace} ${objects.join(', ')}`),
  ].join('; ');
}
