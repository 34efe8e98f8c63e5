import assert from 'node:assert/strict';
import { type Clock, manualClock } from '../../../src/cluster/clock.js';
import type { Container } from '../../../src/cluster/controllers/pod-objects.js';
import { startProbes } from '../../../src/cluster/controllers/probes.js';

const exec = { command: ['check'] };

describe('the probes of a container', () => {
  /** Probes whose command ends with what `codes` hold next, and then with 0. */
  const probing = (spec: Partial<Container>, codes: number[] = []) => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const told: string[] = [];
    const probes = startProbes(
      { name: 'c', ...spec },
      {
        clock,
        run: async () => ({ exitCode: codes.shift() ?? 0, output: 'no' }),
        changed: () => told.push(`ready ${probes.isReady()}`),
        failed: (kind, output) => told.push(`${kind}: ${output}`),
        kill: (kind) => told.push(`kill ${kind}`),
      },
    );
    // a command has its end before the next second
    const settled = async () => {
      for (let i = 0; i < 5; i++) await Promise.resolve();
    };
    const pass = async (seconds: number) => {
      await settled();
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000);
        await settled();
      }
    };
    return { probes, told, pass };
  };

  it('say nothing where there are none', () => {
    const { probes } = probing({});
    assert.deepEqual([probes.isStarted(), probes.isReady()], [true, true]);
  });

  it('let what is asked over the network be ready after its delay', async () => {
    const { probes, told, pass } = probing({ readinessProbe: { initialDelaySeconds: 5 } });
    await pass(4);
    assert.equal(probes.isReady(), false);
    await pass(1);
    assert.deepEqual(told, ['ready true']);
  });

  it('make a container ready, and no longer after three failures', async () => {
    const { probes, told, pass } = probing({ readinessProbe: { exec, periodSeconds: 2 } }, [1, 0, 1, 1, 1, 0]);
    await pass(2);
    assert.deepEqual(told.splice(0), ['Readiness: no', 'ready true']);
    await pass(4);
    assert.equal(probes.isReady(), true);
    await pass(2);
    assert.equal(probes.isReady(), false);
    await pass(2);
    assert.equal(probes.isReady(), true);
  });

  it('kill a container that is not alive', async () => {
    const { told, pass } = probing({ livenessProbe: { exec, periodSeconds: 1, failureThreshold: 2 } }, [0, 1, 1]);
    await pass(10);
    assert.deepEqual(told, ['Liveness: no', 'Liveness: no', 'kill liveness']);
  });

  it('wait for its start', async () => {
    const spec = { startupProbe: { exec, periodSeconds: 1 }, readinessProbe: { initialDelaySeconds: 1 } };
    const { probes, told, pass } = probing(spec, [1, 1, 0]);
    await pass(2);
    assert.deepEqual([probes.isStarted(), probes.isReady()], [true, false]);
    await pass(1);
    assert.equal(probes.isReady(), true);
    assert.deepEqual(told, ['Startup: no', 'Startup: no', 'ready false', 'ready true']);
  });

  it('end with it', async () => {
    const { probes, told, pass } = probing({ livenessProbe: { exec, periodSeconds: 1 } }, [1, 1, 1, 1]);
    await pass(1);
    probes.stop();
    const before = told.length;
    await pass(10);
    assert.equal(told.length, before);
  });

  it('leave no timer behind when they end', async () => {
    const manual = manualClock(new Date('2026-01-01T00:00:00Z'));
    const open = new Set<() => void>();
    const clock: Clock = {
      now: manual.now,
      after: (ms, run) => {
        const cancel = manual.after(ms, () => {
          open.delete(cancel);
          run();
        });
        open.add(cancel);
        return () => {
          open.delete(cancel);
          cancel();
        };
      },
    };
    const nothing = () => {};
    const run = async () => ({ exitCode: 0, output: '' });
    const spec = { name: 'c', livenessProbe: { exec }, readinessProbe: { exec, initialDelaySeconds: 3600 } };
    const probes = startProbes(spec, { clock, run, changed: nothing, failed: nothing, kill: nothing });
    await new Promise(setImmediate);
    assert.equal(open.size, 2);
    probes.stop();
    assert.equal(open.size, 0);
  });

  it('ask at once, and every ten seconds, unless they say otherwise', async () => {
    const { told, pass } = probing({ livenessProbe: { exec } }, [1, 1, 1]);
    await pass(0);
    assert.equal(told.length, 1);
    await pass(9);
    assert.equal(told.length, 1);
    await pass(1);
    assert.equal(told.length, 2);
    await pass(10);
    assert.deepEqual(told, ['Liveness: no', 'Liveness: no', 'Liveness: no', 'kill liveness']);
  });

  it('count failures in a row alone', async () => {
    const { told, pass } = probing({ livenessProbe: { exec, periodSeconds: 1 } }, [1, 1, 0, 1, 1, 0, 1]);
    await pass(20);
    assert.deepEqual(told, Array(5).fill('Liveness: no'));
  });

  it('kill a container that does not start, and ask nothing more', async () => {
    const startupProbe = { exec, periodSeconds: 1, failureThreshold: 2 };
    const { probes, told, pass } = probing({ startupProbe, readinessProbe: {}, livenessProbe: { exec } }, [1, 1, 1, 1]);
    await pass(20);
    assert.deepEqual(told, ['Startup: no', 'Startup: no', 'kill startup']);
    assert.deepEqual([probes.isStarted(), probes.isReady()], [false, false]);
  });

  it('make a container ready after as many successes as they ask for, also over the network', async () => {
    for (const asked of [{ exec }, {}]) {
      const { probes, told, pass } = probing({ readinessProbe: { ...asked, periodSeconds: 1, successThreshold: 3 } });
      await pass(1);
      assert.equal(probes.isReady(), false);
      await pass(1);
      assert.equal(probes.isReady(), true);
      await pass(5);
      assert.deepEqual(told, ['ready true']);
    }
  });

  it('count a container as started and ready that is asked over the network', async () => {
    const { probes, told, pass } = probing({ startupProbe: { initialDelaySeconds: 2 }, livenessProbe: {} });
    await pass(1);
    assert.deepEqual([probes.isStarted(), probes.isReady()], [false, false]);
    await pass(1);
    assert.deepEqual([probes.isStarted(), probes.isReady()], [true, true]);
    assert.deepEqual(told, ['ready true']);
  });

  it('say nothing of a command that ends after its container', async () => {
    let end: (outcome: { exitCode: number; output: string }) => void = () => {};
    const told: string[] = [];
    const tell = (what: string) => () => void told.push(what);
    const probes = startProbes(
      { name: 'c', livenessProbe: { exec, failureThreshold: 1 } },
      {
        clock: manualClock(new Date('2026-01-01T00:00:00Z')),
        run: () => new Promise((resolve) => (end = resolve)),
        changed: tell('changed'),
        failed: tell('failed'),
        kill: tell('kill'),
      },
    );
    probes.stop();
    end({ exitCode: 1, output: 'no' });
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(told, []);
  });

  it('run the command that they name, or none', async () => {
    const words: (readonly string[])[] = [];
    const run = async (command: readonly string[]) => {
      words.push(command);
      return { exitCode: 0, output: '' };
    };
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const nothing = () => {};
    const options = { clock, run, changed: nothing, failed: nothing, kill: nothing };
    startProbes({ name: 'c', livenessProbe: { exec }, readinessProbe: { exec: {} } }, options);
    assert.deepEqual(words, [[], ['check']]);
  });
});
