/**
 * Before a cell of a lesson runs: a cluster that answers, a kernel that knows the earlier cells, and a word on differences.
 */

import { count } from '../count.js';
import { replay } from '../session/replay.js';
import type { LessonSession } from '../session/session.js';
import type { PlayerScreen } from './player-screen.js';
import { endings, firstLine } from './run-report.js';
import { cutTo } from './terminal/text.js';

/** Sees to both. False when the reader interrupted it. Throws as a start of the cluster or of the kernel does. */
export async function prepareKernel(
  session: LessonSession,
  screen: PlayerScreen,
  revive: () => Promise<boolean>,
): Promise<boolean> {
  const { dim, yellow } = screen.io.out.style;
  if (await revive()) screen.say('The practice cluster had ended; it is started again.', yellow);
  if (await session.endStaleKernel()) {
    screen.say('The cluster is another than before, so the kernel begins anew.', yellow);
  }
  const { missing } = session;
  if (missing.length === 0) return true;
  screen.say(`The kernel is fresh: ${count(missing.length, 'earlier cell')} run again first.`, dim);
  const { faults, interrupted } = await replay(session, (cell, number, total) =>
    screen.run((options) => session.run(cell, options), {
      silently: true,
      doing: `${number}/${total} ${firstLine(cell)}`,
    }),
  );
  for (const { cell, step, status, why } of faults) {
    const what = status === 'ok' ? '' : `${endings[status]}${why ? ': ' : ''}`;
    screen.say(`Step ${step + 1}, ${cutTo(firstLine(cell), 40)}: ${what}${why}`, yellow);
  }
  if (faults.length > 0) {
    screen.say(`${count(faults.length, 'earlier cell')} did not come out as before; g goes to a step.`, yellow);
  }
  return !interrupted;
}
