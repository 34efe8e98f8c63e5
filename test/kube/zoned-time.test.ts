import assert from 'node:assert/strict';
import { zonedTime } from '../../src/kube/zoned-time.js';

describe('a time in a zone', () => {
  for (const [zone, at, want] of [
    ['UTC', '2026-01-01T00:30:00Z', '2026-01-01T00:30:00Z'],
    ['Europe/London', '2026-01-01T00:30:00Z', '2026-01-01T00:30:00Z'],
    ['Europe/London', '2026-07-01T23:30:00Z', '2026-07-02T00:30:00+01:00'],
    ['Asia/Kolkata', '2026-01-01T00:30:05Z', '2026-01-01T06:00:05+05:30'],
    ['America/St_Johns', '2026-01-01T00:30:00Z', '2025-12-31T21:00:00-03:30'],
  ] as const) {
    it(`${zone} of ${at}`, () => assert.equal(zonedTime(new Date(at), zone), want));
  }
  it('is refused for an unknown zone', () => assert.throws(() => zonedTime(new Date(), 'Mars/Base'), RangeError));
});
