import assert from 'node:assert/strict';
import { eventCorrelator } from '../../../src/cluster/controllers/event-correlator.js';

const minute = 60_000;

describe('news of one component', () => {
  const teller = () => {
    const correlator = eventCorrelator();
    let names = 0;
    return (message: string, now = 0, about = 'a') =>
      correlator.observe({ about, what: 'Normal Told', message, fieldPath: '' }, now, `t${now}`, () => `e${++names}`);
  };

  it('that is the same again is a count of the first', () => {
    const tell = teller();
    assert.deepEqual(tell('x'), { name: 'e1', count: 1, firstTimestamp: 't0', message: 'x', isCombined: false });
    assert.deepEqual(tell('x', minute), {
      name: 'e1',
      count: 2,
      firstTimestamp: 't0',
      message: 'x',
      isCombined: false,
    });
    assert.equal(tell('y')?.name, 'e2');
  });

  it('that differs only in its message is combined from the tenth on', () => {
    const tell = teller();
    for (let i = 1; i < 10; i++) assert.equal(tell(`pod ${i}`)?.message, `pod ${i}`);
    const combined = tell('pod 10');
    assert.equal(combined?.message, '(combined from similar events): pod 10');
    assert.deepEqual(tell('pod 11'), {
      ...combined,
      count: 2,
      message: '(combined from similar events): pod 11',
      isCombined: true,
    });
  });

  it('is not combined with what is older than ten minutes', () => {
    const hour = 60 * minute;
    for (const [later, message] of [
      [10 * minute, '(combined from similar events): pod 10'],
      [10 * minute + 1, 'pod 10'],
    ] as const) {
      const tell = teller();
      for (let i = 1; i < 10; i++) tell(`pod ${i}`, hour);
      assert.equal(tell('pod 10', hour + later)?.message, message);
    }
  });

  it('is told with its own message again when that is one of the last nine', () => {
    const tell = teller();
    for (let i = 1; i < 10; i++) tell(`pod ${i}`);
    tell('pod 10');
    assert.deepEqual([tell('pod 5')?.message, tell('pod 5')?.count], ['pod 5', 3]);
    assert.match(tell('pod 1')?.message ?? '', /^\(combined/);
  });

  it('is remembered of the last 4,096 objects, whichever of them are told of again', () => {
    const tell = teller();
    for (let i = 1; i <= 4096; i++) tell('x', 0, `object ${i}`);
    assert.equal(tell('x', 0, 'object 9')?.count, 2);
    assert.equal(tell('x', 0, 'object 1')?.count, 2);
    tell('x', 0, 'one more');
    assert.deepEqual([tell('x', 0, 'object 3')?.count, tell('x', 0, 'object 2')?.count], [2, 1]);
  });

  it('about one object is dropped after twenty-five, but for one every five minutes', () => {
    const tell = teller();
    for (let i = 0; i < 25; i++) assert.ok(tell('x'));
    assert.equal(tell('x'), undefined);
    assert.ok(tell('x', 0, 'another object'));
    assert.equal(tell('x', 5 * minute)?.count, 27);
    assert.equal(tell('x', 5 * minute), undefined);
  });
});
