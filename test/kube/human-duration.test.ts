/** Ages in the words of `kubectl get`. */
import assert from 'node:assert/strict';
import { ageOf, humanDuration } from '../../src/kube/human-duration.js';

const [s, m, h, d, y] = [1000, 60_000, 3_600_000, 86_400_000, 365 * 86_400_000] as const;

// the table of apimachinery/pkg/util/duration
const ages: [number, string][] = [
  [-2 * s, '<invalid>'],
  [-2 * s + 1, '0s'],
  [0, '0s'],
  [s - 1, '0s'],
  [s, '1s'],
  [2 * m - 1, '119s'],
  [2 * m, '2m'],
  [2 * m + 1 * s, '2m1s'],
  [10 * m - 1, '9m59s'],
  [10 * m, '10m'],
  [10 * m + 59 * s, '10m'],
  [3 * h - 1, '179m'],
  [3 * h, '3h'],
  [3 * h + m, '3h1m'],
  [8 * h - 1, '7h59m'],
  [8 * h, '8h'],
  [8 * h + 59 * m, '8h'],
  [2 * d - 1, '47h'],
  [2 * d, '2d'],
  [2 * d + h, '2d1h'],
  [8 * d - 1, '7d23h'],
  [8 * d, '8d'],
  [8 * d + 3 * h, '8d'],
  [2 * y - 1, '729d'],
  [2 * y, '2y'],
  [2 * y + d, '2y1d'],
  [8 * y - 1, '7y364d'],
  [8 * y, '8y'],
  [8 * y + 5 * d, '8y'],
  [100 * y, '100y'],
];

describe('humanDuration', () => {
  for (const [ms, want] of ages) it(`${ms} ms is ${want}`, () => assert.equal(humanDuration(ms), want));
});

describe('ageOf', () => {
  const now = new Date('2026-01-02T03:04:05Z');
  it('counts from the time given', () => assert.equal(ageOf('2026-01-02T03:00:00Z', now), '4m5s'));
  it('does not know without one', () => {
    for (const none of [undefined, null, '', 'soon', 5]) assert.equal(ageOf(none, now), '<unknown>');
  });
});
