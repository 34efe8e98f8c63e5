/** Schedules: when they are due, and what is said of texts that are none (the words of robfig/cron, which Kubernetes uses). */
import assert from 'node:assert/strict';
import { nextTime, readSchedule, timeZoneFault } from '../../src/kube/cron-schedule.js';

const due = (text: string, after: string, zone?: string): string | undefined => {
  const schedule = readSchedule(text);
  if (typeof schedule === 'string') assert.fail(schedule);
  return nextTime(schedule, new Date(after), zone)?.toISOString();
};

describe('a schedule', () => {
  const cases: [text: string, after: string, want: string | undefined, zone?: string][] = [
    ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00.000Z'],
    ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00.000Z'],
    ['*/20 * * * *', '2026-01-01T00:21:00Z', '2026-01-01T00:40:00.000Z'],
    ['5/20 * * * *', '2026-01-01T00:26:00Z', '2026-01-01T00:45:00.000Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 31 2 *', '2026-01-01T00:00:00Z', undefined],
    // a day of the month or one of the week
    ['0 0 1,15 * fri', '2026-11-27T12:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['0 0 1,15 * FRI', '2026-12-01T12:00:00Z', '2026-12-04T00:00:00.000Z'],
    ['*/5 1-3 * * mon', '2026-11-27T12:00:00Z', '2026-11-30T00:00:00.000Z', 'Europe/Paris'],
    ['@yearly', '2026-03-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['@every 90s', '2026-01-01T00:00:00.500Z', '2026-01-01T00:01:30.000Z'],
    // an hour that a day in spring does not have, and a day in autumn that has one more
    ['30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z', 'Europe/Paris'],
    ['0 0 * * *', '2026-03-28T23:30:00Z', '2026-03-29T22:00:00.000Z', 'Europe/Paris'],
    ['0 0 * * *', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00.000Z', 'Europe/Paris'],
    ['TZ=Asia/Tokyo 0 9 * * *', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00.000Z'],
  ];
  for (const [text, after, want, zone] of cases) {
    it(`${text} after ${after}${zone ? ` in ${zone}` : ''}`, () => assert.equal(due(text, after, zone), want));
  }
});

describe('a text that is no schedule', () => {
  const cases: [string, string][] = [
    ['', 'empty spec string'],
    ['every day', 'expected exactly 5 fields, found 2: [every day]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* 5-2 * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['* 1-2-3 * * *', 'too many hyphens: 1-2-3'],
    ['*/2/3 * * * *', 'too many slashes: */2/3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every now', 'failed to parse duration @every now: time: invalid duration "now"'],
    ['TZ=Mars/Olympus * * * * *', 'provided bad location Mars/Olympus: unknown time zone Mars/Olympus'],
  ];
  for (const [text, want] of cases) it(text || 'an empty one', () => assert.equal(readSchedule(text), want));
});

describe('a time zone', () => {
  it('is one of those that have a name', () => {
    assert.deepEqual(['Europe/Paris', 'UTC', 'Etc/GMT+5'].map(timeZoneFault), [undefined, undefined, undefined]);
    assert.match(timeZoneFault('Local') ?? '', /must be an explicit time zone/);
    for (const name of ['+02:00', 'EUROPE/PARIS', 'utc'])
      assert.equal(timeZoneFault(name), `unknown time zone ${name}`);
    assert.equal(timeZoneFault('US/Pacific'), undefined);
  });
});
