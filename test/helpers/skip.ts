/** Skipping a test with its reason; mocha shows none, so it is put into the title. */

/** Skips the running test. */
export function skip(context: Mocha.Context, reason: string): void {
  if (context.test) context.test.title += ` (skipped: ${reason})`;
  context.skip();
}
