/** Durations as Go writes them: `1h30m`, `1.5s`. */

const units = new Set(['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h']);

/** The error of Go's time.ParseDuration for a text; undefined for a duration, and for no text. */
export function durationFault(text: string): string | undefined {
  let rest = text.replace(/^[+-]/, '');
  if (text === '' || rest === '0') return undefined;
  const quoted = JSON.stringify(text);
  if (rest === '') return `time: invalid duration ${quoted}`;
  while (rest !== '') {
    const [number, unit = ''] = /^(?:\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? [];
    if (number === undefined) return `time: invalid duration ${quoted}`;
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!units.has(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(number.length);
  }
  return undefined;
}
