/** Skipping tests with the reason; mocha shows none, so it is put into the title. */

/** Skips the running test, or from a hook all tests that it is for. */
export function skip(context: Mocha.Context, reason: string): void {
  const { test } = context;
  const say = (skipped: { title: string }): void => {
    skipped.title += ` (skipped: ${reason})`;
  };
  if (test && 'type' in test && test.type === 'hook') test.parent?.eachTest(say);
  else if (test) say(test);
  context.skip();
}
