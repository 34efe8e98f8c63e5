/** The tables of FlowSchemas and PriorityLevelConfigurations. */

import { type Fields, fields, list, number, text } from '../fields.js';
import type { KubeObject } from '../object.js';
import { none, type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

const nameOfLevel = ({ spec }: KubeObject): string => text(fields(fields(spec).priorityLevelConfiguration).name);

const precedence = ({ spec }: KubeObject): number => number(fields(spec).matchingPrecedence) ?? 0;

const queue = (name: string, field: string) =>
  shown(name, `The field ${field}.`, (object) => number(queuing(object)[field]) ?? none);

const queuing = ({ spec }: KubeObject): Fields => fields(fields(fields(fields(spec).limited).limitResponse).queuing);

/** The table of FlowSchemas. */
export const flowSchemaPrinter: Printer = {
  ...printerOf(
    shownName,
    shown('PriorityLevel', 'Where its requests go.', nameOfLevel),
    shown('MatchingPrecedence', 'Lower ones are asked first.', precedence),
    shown('DistinguisherMethod', 'What tells flows apart.', ({ spec }) => {
      return text(fields(fields(spec).distinguisherMethod).type) || none;
    }),
    shownAge,
    shown('MissingPL', 'Whether the level is missing.', ({ status }) => {
      return text(list(fields(status).conditions).find(({ type }) => type === 'Dangling')?.status) || '?';
    }),
  ),
  order: (a, b) => precedence(a) - precedence(b) || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1),
};

/** The table of PriorityLevelConfigurations. */
export const priorityLevelPrinter: Printer = printerOf(
  shownName,
  shown('Type', 'Whether it has a limit.', ({ spec }) => text(fields(spec).type)),
  shown('NominalConcurrencyShares', 'Its part of all seats.', ({ spec }) => {
    return number(fields(fields(spec).limited).nominalConcurrencyShares) ?? none;
  }),
  queue('Queues', 'queues'),
  queue('HandSize', 'handSize'),
  queue('QueueLengthLimit', 'queueLengthLimit'),
  shownAge,
);
