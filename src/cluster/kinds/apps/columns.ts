/** The columns that all have who make pods of a template. */
import { type Fields, fields, list, text, textMap, texts } from '../../../kube/fields.js';
import { column, none, type TableColumn } from '../printer.js';

/** The columns of a template, which come last. */
export const templateColumns: readonly TableColumn[] = [
  column('Containers', 'The names of the containers in the template.', { wide: true }),
  column('Images', 'The images of the containers in the template.', { wide: true }),
  column('Selector', 'The labels by which the pods are found.', { wide: true }),
];

/** Their cells, of the specification that holds the template. */
export function templateCells(spec: Fields): string[] {
  return [...containerCells(spec), formatSelector(fields(spec.selector))];
}

/** The names and the images of the template's containers. */
export function containerCells(spec: Fields): string[] {
  const containers = list(fields(fields(spec.template).spec).containers);
  return [containers.map((c) => text(c.name)).join(','), containers.map((c) => text(c.image)).join(',')];
}

/** A map of labels as text: `app=web,tier=a`; `<none>` when it is empty. */
export const formatLabels = (labels: unknown): string => formatSelector({ matchLabels: labels });

/** A LabelSelector as text: `app=web,tier in (a,b),!old`; `<none>` when it selects all. */
export function formatSelector(selector: Fields): string {
  const terms = Object.entries(textMap(selector.matchLabels)).map(([key, value]) => ({ key, term: `${key}=${value}` }));
  for (const { key, operator, values } of list(selector.matchExpressions)) {
    const name = text(key);
    const set = `(${texts(values).sort().join(',')})`;
    const forms: Record<string, string> = {
      In: `${name} in ${set}`,
      NotIn: `${name} notin ${set}`,
      Exists: name,
      DoesNotExist: `!${name}`,
    };
    terms.push({ key: name, term: forms[text(operator)] ?? name });
  }
  terms.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return terms.map((t) => t.term).join(',') || none;
}
