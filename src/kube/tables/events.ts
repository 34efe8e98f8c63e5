/** The tables of Events. */

import { fields, number, text } from '../fields.js';
import { ageOf } from '../human-duration.js';
import type { KubeObject } from '../object.js';
import { column, nameColumn, type Printer } from './printer.js';

/** The table of Events, of both groups. */
export const eventPrinter: Printer = {
  columns: [
    column('Last Seen', 'How long ago it was seen last.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'One word for what happened.'),
    column('Object', 'The object that it happened to.'),
    column('Subobject', 'The part of the object that it happened to.', { wide: true }),
    column('Source', 'The component that reported it.', { wide: true }),
    column('Message', 'What happened, in a sentence.'),
    column('First Seen', 'How long ago it was seen first.', { wide: true }),
    column('Count', 'How often it was seen.', { wide: true }),
    { ...nameColumn, priority: 1 },
  ],
  cells,
};

function cells(object: KubeObject, now: Date): unknown[] {
  // events.k8s.io has other names for the same fields
  const about = fields(object.involvedObject ?? object.regarding);
  const source = fields(object.source ?? object.deprecatedSource);
  const series = object.series === undefined || object.series === null ? undefined : fields(object.series);
  const firstTime = object.firstTimestamp ?? object.deprecatedFirstTimestamp ?? object.eventTime;
  const first = ageOf(firstTime, now);
  const lastTime = object.lastTimestamp ?? object.deprecatedLastTimestamp;
  const last = series ? ageOf(series.lastObservedTime, now) : lastTime ? ageOf(lastTime, now) : first;
  const count = series ? (number(series.count) ?? 0) : number(object.count ?? object.deprecatedCount) || 1;
  const kind = text(about.kind).toLowerCase();
  const component = text(source.component) || text(object.reportingComponent ?? object.reportingController);
  const host = text(source.host) || text(object.reportingInstance);
  return [
    last,
    text(object.type),
    text(object.reason),
    about.name ? `${kind}/${text(about.name)}` : kind,
    text(about.fieldPath),
    host ? `${component}, ${host}` : component,
    text(object.message ?? object.note).trim(),
    first,
    count,
    object.metadata.name,
  ];
}
