/** The tables of Leases. */

import { fields, text } from '../fields.js';
import { type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The table of Leases. */
export const leasePrinter: Printer = printerOf(
  shownName,
  shown('Holder', 'Who holds it.', ({ spec }) => text(fields(spec).holderIdentity)),
  shownAge,
);
