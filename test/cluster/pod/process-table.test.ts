import assert from 'node:assert/strict';
import { processTable } from '../../../src/cluster/pod/process-table.js';

const started = new Date('2026-03-04T05:06:07Z');
const now = new Date('2026-03-04T15:16:17Z');
const main = { pid: 1, command: 'sleep infinity', started, tty: false };
const shell = { pid: 7, command: 'bash -l', started, tty: true };
const shown = (options: string, running = [main, shell], user = 'root'): string[] => {
  const lines = processTable(running, { args: options.split(' ').filter(Boolean), user, now }).split('\n');
  assert.equal(lines.pop(), '');
  return lines;
};

const PLAIN = '    PID TTY          TIME CMD';
const FULL = 'UID          PID    PPID  C STIME TTY          TIME CMD';
const LONG = 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND';

describe('ps', () => {
  it('shows those of its own terminal', () => {
    const wanted = [PLAIN, '      7 pts/0    00:00:00 bash', '      8 pts/0    00:00:00 ps'];
    assert.deepEqual(shown(''), wanted);
    assert.deepEqual(shown('', [main]), [PLAIN, '      1 ?        00:00:00 sleep', '      2 ?        00:00:00 ps']);
  });

  for (const options of ['-e', '-A', 'a', 'x', 'ax']) {
    it(`shows all with ${options}`, () => {
      const [head, first, second, third, ...more] = shown(options);
      assert.deepEqual(
        [head, first, second],
        [PLAIN, '      1 ?        00:00:00 sleep', '      7 pts/0    00:00:00 bash'],
      );
      assert.deepEqual([third, more], ['      8 pts/0    00:00:00 ps', []]);
    });
  }

  it('shows parents with -f, where those that came in from outside have none', () => {
    assert.deepEqual(shown('-f'), [
      FULL,
      'root           7       0  0 05:06 pts/0    00:00:00 bash -l',
      'root           8       7  0 15:16 pts/0    00:00:00 ps -f',
    ]);
    assert.deepEqual(
      shown('-ef', [main, shell], '1000')[1],
      '1000           1       0  0 05:06 ?        00:00:00 sleep infinity',
    );
  });

  for (const options of ['aux', '-aux', 'u -e', '-u']) {
    it(`shows the use of the machine with ${options}`, () => {
      assert.deepEqual(shown(options), [
        LONG,
        'root           1  0.0  0.0   4588  3840 ?        S    05:06   0:00 sleep infinity',
        'root           7  0.0  0.0   4588  3840 pts/0    S    05:06   0:00 bash -l',
        `root           8  0.0  0.0   4588  3840 pts/0    S    15:16   0:00 ps ${options}`,
      ]);
    });
  }

  it('that was started by itself is there once', () => {
    const alone = { pid: 3, command: '/bin/ps -e', started: now, tty: false };
    assert.deepEqual(shown('-e', [main, alone]).slice(1), [
      '      1 ?        00:00:00 sleep',
      '      3 ?        00:00:00 /bin/ps',
    ]);
    const other = { ...alone, command: 'psql' };
    assert.equal(shown('-e', [main, other]).at(-1), '      4 ?        00:00:00 ps');
  });
});
