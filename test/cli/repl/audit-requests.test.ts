import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastRequests } from '../../../src/cli/repl/audit-requests.js';

interface Line {
  auditID?: string;
  stage?: string;
  requestURI?: string;
  userAgent?: string;
  at?: number;
}

describe('the requests that .last lists', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-last-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function logOf(lines: Line[]): string {
    const file = join(folder, 'audit.log');
    const events = lines.map(({ at = 0, ...line }, index) => {
      const times = { requestReceivedTimestamp: `2026-01-01T12:00:0${at}.000000Z` };
      const event = {
        kind: 'Event',
        auditID: `id-${index}`,
        stage: 'ResponseComplete',
        verb: 'get',
        userAgent: 'kubelab',
      };
      return JSON.stringify({ ...event, user: {}, ...times, ...line });
    });
    writeFileSync(file, `${events.join('\n')}\n`);
    return file;
  }
  const listed = async (lines: Line[], count = 10, until?: string): Promise<string[]> =>
    (await lastRequests(logOf(lines), count, until)).map(({ requestURI }) => requestURI);

  it('are the last ones of the helper, oldest first, without those of checks and of other programs', async () => {
    const lines = [
      { requestURI: '/a' },
      { requestURI: '/b', userAgent: 'kubelab-check' },
      { requestURI: '/c', userAgent: 'kubectl/v1.36.0' },
      { requestURI: '/d' },
      { requestURI: '/e' },
    ];
    assert.deepEqual(await listed(lines), ['/a', '/d', '/e']);
    assert.deepEqual(await listed(lines, 2, 'id-4'), ['/d', '/e']);
  });

  it('are those that were answered, a watch once', async () => {
    const watch = { auditID: 'w', requestURI: '/watch' };
    const lines = [
      { ...watch, stage: 'RequestReceived' },
      { ...watch, stage: 'ResponseStarted' },
      { requestURI: '/a' },
      watch,
      { requestURI: '/unanswered', stage: 'RequestReceived' },
    ];
    assert.deepEqual(await listed(lines), ['/watch', '/a']);
  });

  it('are told apart where their client gave them one audit id', async () => {
    const [first, second] = [
      { auditID: 'same', requestURI: '/a' },
      { auditID: 'same', requestURI: '/a', at: 1 },
    ];
    assert.deepEqual(await listed([first, second]), ['/a', '/a']);
  });

  it('say what to do when the log cannot be read', async () => {
    await assert.rejects(lastRequests(join(folder, 'none.log'), 1, undefined), { code: 'FILE_UNREADABLE' });
  });
});
