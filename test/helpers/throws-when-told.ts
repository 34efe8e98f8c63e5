/** Two cells for tests of late faults, in JavaScript and in TypeScript: the first throws when the second says so. */

/** Leaves a timer that throws `Error: late` once the other cell runs. */
export const throwsWhenTold =
  'var told = new Array(); var timer = setInterval(() => { if (!told[0]) return; clearInterval(timer); told[0](); throw new Error("late"); }, 5);';

/** A promise that resolves in the moment in which the first cell's timer throws. */
export const tell = 'new Promise((resolve) => { told[0] = resolve; })';
