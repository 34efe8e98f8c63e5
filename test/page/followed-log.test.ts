import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FollowedLog, followLog } from '../../src/page/followed-log.js';
import { openFiles } from '../helpers/open-files.js';
import { until } from '../helpers/until.js';

const HALF_MB = 512 * 1024;
const MB = 1024 * 1024;

describe('an audit log that is followed', () => {
  let folder: string;
  let file: string;
  const logs: FollowedLog[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-followed-'));
    file = join(folder, 'audit.log');
  });
  afterEach(() => {
    for (const log of logs.splice(0)) log.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A line of the log, of at least so many bytes. */
  const line = (auditID: string, bytes = 0): string =>
    `${JSON.stringify({ kind: 'Event', auditID, filling: 'é'.repeat(bytes / 2) })}\n`;

  /** The audit ids that were handed over, as they come. */
  function follow(): { ids: string[]; has(...ids: string[]): Promise<void> } {
    const ids: string[] = [];
    const log = followLog(file, (events) => ids.push(...events.map(({ auditID }) => auditID)));
    logs.push(log);
    const has = async (...expected: string[]): Promise<void> => {
      await until(
        () => `${expected} came, and not ${ids}`,
        () => ids.length >= expected.length,
      );
      assert.deepEqual(ids, expected);
    };
    return { ids, has };
  }

  it('hands over what stands at its end, and then each event once its line is whole', async () => {
    const [b, c] = [Buffer.from(line('b')), Buffer.from(line('c', 20))];
    // the first half ends within a character
    const half = c.indexOf('é') + 1;
    writeFileSync(file, Buffer.concat([Buffer.from(line('a')), b, c.subarray(0, half)]));
    const seen = follow();
    await seen.has('a', 'b');
    appendFileSync(file, c.subarray(half));
    await seen.has('a', 'b', 'c');
    appendFileSync(file, line('d') + line('e'));
    await seen.has('a', 'b', 'c', 'd', 'e');
  });

  it('of a long log has the last events, and of those that come at once the last, too', async () => {
    writeFileSync(file, line('old', HALF_MB) + line('new') + line('newer'));
    const seen = follow();
    await seen.has('new', 'newer');
    appendFileSync(file, line('flood', 4 * MB) + line('last'));
    await seen.has('new', 'newer', 'last');
  });

  it('waits for a log that is not there yet', async () => {
    const seen = follow();
    writeFileSync(file, line('a'));
    await seen.has('a');
    appendFileSync(file, line('b'));
    await seen.has('a', 'b');
  });

  it('begins anew with a log that took its place, or was emptied', async () => {
    writeFileSync(file, line('a') + line('b'));
    const seen = follow();
    await seen.has('a', 'b');
    const next = join(folder, 'next.log');
    writeFileSync(next, line('c', 1000) + line('d'));
    renameSync(file, `${file}.1`);
    renameSync(next, file);
    await seen.has('a', 'b', 'c', 'd');
    writeFileSync(file, line('e'));
    await seen.has('a', 'b', 'c', 'd', 'e');
  });

  it('hands over nothing twice while nothing comes, and leaves no file open', async () => {
    writeFileSync(file, line('a'));
    const seen = follow();
    await seen.has('a');
    // another log is looked at just as often: at its third event the quiet one was looked at again
    const quiet = file;
    file = join(folder, 'busy.log');
    const busy = follow();
    for (const ids of [['x'], ['x', 'y'], ['x', 'y', 'z']]) {
      appendFileSync(file, line(ids.at(-1) ?? ''));
      await busy.has(...ids);
    }
    appendFileSync(quiet, line('b'));
    await seen.has('a', 'b');
    // each of the two may be reading
    const open = openFiles().filter((path) => path.startsWith(folder));
    assert.ok(open.length <= 2, open.join());
  });

  it('passes over lines that are no events', async () => {
    writeFileSync(file, `no JSON\n\n{"kind":"Pod"}\nnull\n${line('a')}`);
    await follow().has('a');
  });

  it('tells nothing once it is stopped', async () => {
    writeFileSync(file, line('a'));
    const stopped = follow();
    await stopped.has('a');
    logs[0]?.stop();
    appendFileSync(file, line('b'));
    await follow().has('a', 'b');
    assert.deepEqual(stopped.ids, ['a']);
  });
});
