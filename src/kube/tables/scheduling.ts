/** The tables of PriorityClasses and RuntimeClasses. */
import { type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The table of PriorityClasses. */
export const priorityClassPrinter: Printer = printerOf(
  shownName,
  shown('Value', 'The priority of its pods.', ({ value }) => value ?? 0, { type: 'integer' }),
  shown('Global-Default', 'Whether pods without a class get it.', ({ globalDefault }) => globalDefault ?? false, {
    type: 'boolean',
  }),
  shownAge,
  shown('PreemptionPolicy', 'Whether its pods push others out.', ({ preemptionPolicy }) => preemptionPolicy),
);

/** The table of RuntimeClasses. */
export const runtimeClassPrinter: Printer = printerOf(
  shownName,
  shown('Handler', 'The runtime.', ({ handler }) => handler),
  shownAge,
);
