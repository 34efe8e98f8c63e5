/** Parsers for the options of `kubelab grade` about due dates. */
import { InvalidArgumentError } from 'commander';
import { readMoment } from '../course/grading/moment.js';

/** A moment. Throws commander's error for other text, and for a day without an hour. */
export function parseTime(text: string): Date {
  const at = readMoment(text);
  if (!at) throw new InvalidArgumentError('Give a day and an hour, as 2026-12-01T18:00+01:00.');
  return at;
}

/** Minutes from 0. Throws commander's error. */
export function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Give a number of minutes.');
  return minutes;
}

/** Points, or a share of the points as `10%`. Throws commander's error. */
export function parseCost(text: string): number | string {
  const [, number = '', share = ''] = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(text.trim()) ?? [];
  if (number === '' || (share && Number(number) > 100))
    throw new InvalidArgumentError('Give points such as 2, or a share such as 10%.');
  return share ? `${number}%` : Number(number);
}

/** All values of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
