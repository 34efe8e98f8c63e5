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
    // a star with a step names days: either will do; a star with none, or with one, leaves it to the other
    ['0 0 */10 * mon', '2026-11-27T12:00:00Z', '2026-11-30T00:00:00.000Z'],
    ['0 0 */10 * mon', '2026-11-30T00:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['0 0 9 * */3', '2026-12-06T00:00:00Z', '2026-12-09T00:00:00.000Z'],
    ['0 0 8 * */3', '2026-12-06T00:00:00Z', '2026-12-08T00:00:00.000Z'],
    ['0 0 */1 * mon', '2026-12-01T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['0 0 ? * mon', '2026-12-01T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['0 0 ?-4 * mon', '2026-12-01T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['0 0 5,* * mon', '2026-12-01T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['0 0 5 * *,mon', '2026-12-01T00:00:00Z', '2026-12-05T00:00:00.000Z'],
    // names of months and days, ranges with a step, an empty part
    ['0 0 1 jan-Mar *', '2026-03-02T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['0 0 * * Sun', '2026-12-01T00:00:00Z', '2026-12-06T00:00:00.000Z'],
    ['0 0-20/10 * * *', '2026-12-01T11:00:00Z', '2026-12-01T20:00:00.000Z'],
    ['0 0-20/10 * * *', '2026-12-01T20:00:00Z', '2026-12-02T00:00:00.000Z'],
    ['0 ,9, * * *', '2026-12-01T11:00:00Z', '2026-12-02T09:00:00.000Z'],
    ['  0 9 * * * ', '2026-12-01T11:00:00Z', '2026-12-02T09:00:00.000Z'],
    ['@hourly', '2026-12-01T23:59:59Z', '2026-12-02T00:00:00.000Z'],
    ['@weekly', '2026-12-01T00:00:00Z', '2026-12-06T00:00:00.000Z'],
    ['@monthly', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['@midnight', '2026-12-01T00:00:00Z', '2026-12-02T00:00:00.000Z'],
    ['@annually', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['@yearly', '2026-03-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['@every 90s', '2026-01-01T00:00:00.500Z', '2026-01-01T00:01:30.000Z'],
    ['@every 1h30m', '2026-01-01T00:00:00Z', '2026-01-01T01:30:00.000Z'],
    ['@every 1.9s', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01.000Z'],
    ['@every 5us', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01.000Z'],
    ['@every -1h', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01.000Z'],
    // an hour that a day in spring does not have, and a day in autumn that has one more
    ['30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z', 'Europe/Paris'],
    ['0 0 * * *', '2026-03-28T23:30:00Z', '2026-03-29T22:00:00.000Z', 'Europe/Paris'],
    ['0 0 * * *', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00.000Z', 'Europe/Paris'],
    ['30 2 * * *', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00.000Z', 'Europe/Paris'],
    ['TZ=Asia/Tokyo 0 9 * * *', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00.000Z'],
    ['CRON_TZ=Asia/Tokyo  @daily ', '2026-01-01T12:00:00Z', '2026-01-01T15:00:00.000Z'],
    ['TZ= 0 9 * * *', '2026-01-01T12:00:00Z', '2026-01-02T09:00:00.000Z', 'Asia/Tokyo'],
    // a Saturday in Tokyo is still a Friday in Honolulu
    ['0 12 * * fri', '2026-12-05T00:00:00Z', '2026-12-11T22:00:00.000Z', 'Pacific/Honolulu'],
    ['0 9 * * sat', '2026-12-04T22:00:00Z', '2026-12-05T00:00:00.000Z', 'Asia/Tokyo'],
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
    ['60 24 0 13 7', 'end of range (60) above maximum (59): 60'],
    ['constructor', 'expected exactly 5 fields, found 1: [constructor]'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* 5-2 * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['* 1-2-3 * * *', 'too many hyphens: 1-2-3'],
    ['*/2/3 * * * *', 'too many slashes: */2/3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['*/-5 * * * *', 'negative number (-5) not allowed: -5'],
    ['-5 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['1-x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['*/x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['50-70/2 * * * *', 'end of range (70) above maximum (59): 50-70/2'],
    [
      '99999999999999999999 * * * *',
      'failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    ['* * * janu *', 'failed to parse int from janu: strconv.Atoi: parsing "janu": invalid syntax'],
    ['mon * * * *', 'failed to parse int from mon: strconv.Atoi: parsing "mon": invalid syntax'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['@daily ', 'unrecognized descriptor: @daily '],
    ['@every', 'unrecognized descriptor: @every'],
    ['@every ', 'failed to parse duration @every : time: invalid duration ""'],
    ['@every 1d', 'failed to parse duration @every 1d: time: unknown unit "d" in duration "1d"'],
    ['@every 90', 'failed to parse duration @every 90: time: missing unit in duration "90"'],
    ['TZ=UTC', 'invalid schedule format: runtime error: slice bounds out of range [:-1]'],
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
    assert.equal(timeZoneFault(''), 'timeZone must be nil or non-empty string');
    assert.equal(timeZoneFault('Mars/Olympus'), 'unknown time zone Mars/Olympus');
  });
});
