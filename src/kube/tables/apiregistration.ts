/** The tables of APIServices. */

import { fields, isFields, list, text } from '../fields.js';
import { type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The table of APIServices. */
export const apiServicePrinter: Printer = printerOf(
  shownName,
  shown('Service', 'Who serves it; Local is the API server itself.', ({ spec }) => {
    const { service } = fields(spec);
    return isFields(service) ? `${text(service.namespace)}/${text(service.name)}` : 'Local';
  }),
  shown('Available', 'Whether it can be reached.', ({ status }) => {
    const found = list(fields(status).conditions).find(({ type }) => type === 'Available');
    if (!found) return 'Unknown';
    return found.status === 'True' ? 'True' : `${text(found.status)} (${text(found.reason)})`;
  }),
  shownAge,
);
