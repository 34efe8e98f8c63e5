/** The tables of PodDisruptionBudgets. */

import { fields, number } from '../fields.js';
import { type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

const amount = (name: string, field: string) =>
  shown(name, `The field ${field}.`, ({ spec }) => String(fields(spec)[field] ?? 'N/A'));

/** The table of PodDisruptionBudgets. */
export const disruptionBudgetPrinter: Printer = printerOf(
  shownName,
  amount('Min Available', 'minAvailable'),
  amount('Max Unavailable', 'maxUnavailable'),
  shown(
    'Allowed Disruptions',
    'How many pods may go now.',
    (object) => number(fields(object.status).disruptionsAllowed) ?? 0,
    {
      type: 'integer',
    },
  ),
  shownAge,
);
