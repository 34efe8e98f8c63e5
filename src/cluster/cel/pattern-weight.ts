/** How large the program of a regular expression becomes: told before it is made, since making it takes the time. */

/** The most that one expression may weigh; real ones weigh some hundreds. */
export const heaviestPattern = 5000;
/** The most that the expressions of a schema may weigh together. */
export const heaviestPatterns = 50_000;

const tokens =
  /\\[pP](?:\{[^}]*\}|.)|\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[\s\S]/g;

/** The weight: characters and classes, as often as they are repeated. */
export function patternWeight(pattern: string): number {
  const caseless = pattern.includes('(?i') ? 3 : 1;
  if (pattern.length > heaviestPattern) return pattern.length;
  // the sum of each group that is open, and the weight of its last part
  const groups: { sum: number; last: number }[] = [{ sum: 0, last: 0 }];
  const add = (weight: number): void => {
    const group = groups.at(-1);
    if (!group) return;
    group.sum += group.last;
    group.last = weight;
  };
  for (const [token] of pattern.matchAll(tokens)) {
    const repeat = /^\{(\d+)(?:,(\d*))?\}$/.exec(token);
    const group = groups.at(-1);
    if (repeat && group) group.last *= Math.max(1, Number(repeat[1]), Number(repeat[2] ?? 0));
    else if (token === '(') groups.push({ sum: 0, last: 0 });
    else if (token === ')' && groups.length > 1) {
      const ended = groups.pop();
      add(ended ? ended.sum + ended.last + 1 : 0);
    } else if (token.startsWith('\\Q')) add(token.length);
    else add(classWeight(token));
  }
  return groups.reduce((total, { sum, last }) => total + sum + last, 0) * caseless;
}

function classWeight(token: string): number {
  const unicode = token.match(/\\[pP]/g)?.length ?? 0;
  return unicode * 20 + (token.startsWith('[') && token.length > 1 ? 5 : 1);
}
