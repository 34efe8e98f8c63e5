import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
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
});
