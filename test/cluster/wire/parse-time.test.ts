/** Times in the form of the API; the sentences are those of Go's package time. */
import assert from 'node:assert/strict';
import { parseTime } from '../../../src/cluster/wire/parse-time.js';

const as = 'as "2006-01-02T15:04:05Z07:00": cannot parse';

const faults: [text: string, why: string][] = [
  ['', ` ${as} "" as "2006"`],
  ['20-01-01T00:00:00Z', ` ${as} "20-01-01T00:00:00Z" as "2006"`],
  ['2020-01-01', ` ${as} "" as "T"`],
  ['2020-1-01T00:00:00Z', ` ${as} "1-01T00:00:00Z" as "01"`],
  ['2020-01-01T00:00:00', ` ${as} "" as "Z07:00"`],
  ['2020-01-01T00:00:00+0200', ` ${as} "+0200" as "Z07:00"`],
  ['2020-13-01T00:00:00Z', ': month out of range'],
  ['2020-02-30T00:00:00Z', ': day out of range'],
  ['2020-01-01T25:00:00Z', ': hour out of range'],
  ['2020-01-01T00:61:00Z', ': minute out of range'],
  ['2020-01-01T00:00:61Z', ': second out of range'],
  ['2020-01-01T00:00:00+25:00', ': time zone offset hour out of range'],
  ['2020-01-01T00:00:00Z ', ': extra text: " "'],
];

describe('parseTime', () => {
  for (const [text, why] of faults) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.deepEqual(parseTime(text, 'time'), { fault: `parsing time "${text}"${why}` }));
  }

  const times: [text: string, kind: 'time' | 'microTime', time: string][] = [
    ['2026-01-02T03:04:05Z', 'time', '2026-01-02T03:04:05Z'],
    ['2026-01-02T3:04:05,25Z', 'time', '2026-01-02T03:04:05Z'],
    ['2026-01-02T00:04:05+02:00', 'time', '2026-01-01T22:04:05Z'],
    ['2026-01-02T03:04:05.123456-01:30', 'microTime', '2026-01-02T04:34:05.123456Z'],
  ];
  for (const [text, kind, time] of times) {
    it(`reads ${text}`, () => assert.deepEqual(parseTime(text, kind), { time }));
  }

  it('wants six digits behind the seconds of a microTime', () => {
    assert.match(JSON.stringify(parseTime('2026-01-02T03:04:05Z', 'microTime')), /cannot parse/);
  });
});
