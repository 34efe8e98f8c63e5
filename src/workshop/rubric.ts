/** The rubric of a deal's cases: for each case that its fault was named, and that it was mended no wider than meant. */
import type { Deal, DealtCase } from './deal.js';
import { home } from './fault.js';

/** A rubric as its YAML holds it. */
export interface WorkshopRubric {
  exercise: string;
  title: string;
  checks: Record<string, unknown>[];
}

/** The exercise name of the workshop's rubric, whatever the name of its file. */
export const workshopExercise = 'debugging-access';

/** The rubric of a deal. The lesson's own is `notebooks/rubrics/07-debugging-access.yaml`; a test compares the two. */
export function workshopRubric(deal: Deal): WorkshopRubric {
  return { exercise: workshopExercise, title: 'Debugging access', checks: deal.cases.flatMap(checksOf) };
}

function checksOf({ id, fault, names }: DealtCase): Record<string, unknown>[] {
  const it = id.replace('-', '');
  const number = Number(id.slice('case-'.length));
  return [
    {
      id: `${id}-named`,
      title: `The fault of case ${number} is named`,
      task: id,
      points: 1,
      hints: [...fault.nameHints, `await ${it}.explain() says what each stage found.`],
      request: {
        verb: 'patch',
        resource: 'configmaps',
        namespace: home,
        name: id,
        exact: true,
        body: { 'data.fault': fault.id },
      },
    },
    {
      id: `${id}-mended`,
      title: `What shall work in case ${number} works, and nothing else was opened for it`,
      task: id,
      points: 1,
      requires: `${id}-named`,
      hints: [...fault.mendHints(it, names)],
      ...fault.mended(names),
    },
  ];
}
