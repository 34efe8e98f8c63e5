/** The keys of the player, what they do, and how a question names them. */
import type { LessonSession } from '../session/session.js';
import type { Choice } from './player-screen.js';
import { sanitise } from './terminal/sanitise.js';

/** Keys that do the same wherever the reader is asked. */
export const EVERYWHERE = ['b', 'o', 'h', 'g', ':', 'p', 'x', 'l', 'q', '?'] as const;

/** The help, with where edits are kept. */
export function helpText({ lesson }: LessonSession): string {
  return `
  Enter  runs the cell; goes on behind a text; checks an open task again
  e      opens the cell in your editor (VISUAL, EDITOR); at an open task, the
         cell of the task, and saving it checks again
  o      gives the cell its original code back
  h      the next hint for this task, one open criterion at a time
  p      writes down what you predict, where the lesson asks; counted at the end
  g      goes to a step or a task
  :      a prompt: TypeScript with the variables of the lesson
  r      runs the cell before this one, or one that failed, again
  s      skips this cell, or leaves a task open
  b      goes back by one step
  x      exports the notebook with your edits and outputs
  l      the list of lessons
  q      leaves; the place is kept for the next time
  Ctrl-C interrupts a running cell; otherwise leaves
  What you edit is kept in ${sanitise(lesson.file)}
  and your place, solved tasks and predictions in kubelab's own folder.
`;
}

const choice =
  (weight: number) =>
  (text: string): Choice => ({ text, weight });
const [must, often, seldom] = [choice(9), choice(5), choice(2)];

/** Choices at a cell. */
export function choicesAtCell({
  edited,
  task,
  predicts,
}: {
  edited: boolean;
  task: boolean;
  predicts: boolean;
}): Choice[] {
  return [
    must('Enter runs'),
    often('e edits'),
    ...(predicts ? [often('p predicts')] : []),
    ...(task ? [often('h hint')] : []),
    ...(edited ? [seldom('o original')] : []),
    seldom('b back'),
    seldom('q leaves'),
    must('? help'),
  ];
}

/** Choices where a cell failed. */
export const choicesAfterFailure: Choice[] = [
  often('e edits'),
  often('r runs it again'),
  must('Enter goes on'),
  seldom('b back'),
  must('q leaves'),
];

/** Choices at a task that is not solved. */
export const choicesAtOpenTask: Choice[] = [
  must('e edits the task'),
  often('h hint'),
  often('Enter checks again'),
  must('s leaves it open'),
  seldom('q leaves'),
  seldom('? help'),
];

/** Choices between two screenfuls. */
export const choicesAtPause: Choice[] = [must('Enter goes on'), seldom('s shows the rest'), seldom('? help')];

/** Choices at the end of a lesson. */
export function choicesAtEnd({ open, next }: { open: boolean; next: boolean }): Choice[] {
  return [
    ...(open ? [often('g goes to an open task')] : []),
    ...(next ? [must('Enter goes on')] : []),
    seldom('b back'),
    seldom('l lists'),
    must('q leaves'),
  ];
}
