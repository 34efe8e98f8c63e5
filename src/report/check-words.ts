/** The words and colours of a check's result on pages. */

/** The word for each status. */
export const results = { passed: 'passed', partly: 'partly', failed: 'not passed', blocked: 'waits', follows: 'right' };

/** The CSS class of the colour for each status. */
export const tones = { passed: 'good', partly: 'warn', failed: 'bad', blocked: 'quiet', follows: 'good' };
