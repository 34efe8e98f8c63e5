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
    assert.deepEqual(tell('x'), { name: 'e1', count: 1, firstTimestamp: 't0', message: 'x' });
    assert.deepEqual(tell('x', minute), { name: 'e1', count: 2, firstTimestamp: 't0', message: 'x' });
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
    });
  });

  it('is not combined with what is older than ten minutes', () => {
    const tell = teller();
    for (let i = 1; i < 10; i++) tell(`pod ${i}`);
    assert.equal(tell('pod 10', 11 * minute)?.message, 'pod 10');
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
