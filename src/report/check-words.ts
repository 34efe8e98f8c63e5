/** How the result of a check is called and coloured on pages. */

/** The word for each status. */
export const results = { passed: 'passed', partly: 'partly', failed: 'not passed', blocked: 'waits', follows: 'right' };

/** The class of its colour. */
export const tones = { passed: 'good', partly: 'warn', failed: 'bad', blocked: 'quiet', follows: 'good' };
