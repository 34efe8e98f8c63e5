import assert from 'node:assert/strict';
import { auditEventsIn } from '../../src/kube/audit-event.js';

describe('the lines of an audit log', () => {
  it('are its events, in their order', () => {
    const event = (auditID: string) => JSON.stringify({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID });
    assert.deepEqual(
      auditEventsIn(`${event('b')}\n${event('a')}\n`).map(({ auditID }) => auditID),
      ['b', 'a'],
    );
    assert.deepEqual(auditEventsIn(''), []);
  });

  it('that are no event, or cut off at one end, are passed over', () => {
    const whole = '{"kind":"Event","auditID":"x"}';
    const others = ['', 'null', '7', '"Event"', '[]', '{}', '{"kind":"EventList"}', whole.slice(1), whole.slice(0, -1)];
    assert.deepEqual(auditEventsIn([...others, whole, ...others].join('\n')).length, 1);
  });
});
