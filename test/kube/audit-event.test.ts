import assert from 'node:assert/strict';
import { type AuditEvent, auditEventsIn, requestKey } from '../../src/kube/audit-event.js';

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

describe('the key of a request', () => {
  const event: AuditEvent = {
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'a', stage: 'ResponseComplete' },
    ...{ requestURI: '/api/v1/pods?watch=1', verb: 'watch', user: { username: 'jane', extra: { id: ['x'] } } },
    ...{ responseStatus: { code: 200 }, requestReceivedTimestamp: '1', stageTimestamp: '2' },
  };

  it('is the same for each of its events', () => {
    assert.equal(requestKey({ ...event, stage: 'ResponseStarted', stageTimestamp: '1' }), requestKey(event));
  });

  const others: Partial<AuditEvent>[] = [
    { auditID: 'b' },
    { verb: 'list' },
    { requestURI: '/api/v1/secrets?watch=1' },
    { user: { username: 'joe', extra: { id: ['x'] } } },
    { user: { username: 'jane', extra: { id: ['y'] } } },
    { responseStatus: { code: 403 } },
    { requestReceivedTimestamp: '2' },
  ];
  for (const other of others) {
    it(`is another with ${JSON.stringify(other)}`, () =>
      assert.notEqual(requestKey({ ...event, ...other }), requestKey(event)));
  }
});
