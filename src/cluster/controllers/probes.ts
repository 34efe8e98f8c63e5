/**
 * The probes of a container (pkg/kubelet/prober). Commands are run; a probe over the network counts as answered, since
 * nothing listens here.
 */
import type { Clock } from '../clock.js';
import type { Container, Probe } from './pod-objects.js';

/** The result of a probe's command. */
export interface ProbeOutcome {
  exitCode: number;
  output: string;
}

/** The options of probes. */
export interface ProbeOptions {
  clock: Clock;
  run(command: readonly string[]): Promise<ProbeOutcome>;
  /** Called when the container has become ready, or is it no longer, or has started. */
  changed(): void;
  /** Called for each failure: `Readiness`, `Liveness`, `Startup`. */
  failed(kind: string, output: string): void;
  /** Called when the container is to be started again: `liveness` or `startup`. */
  kill(kind: string): void;
}

/** The probes of a container that runs. */
export interface Probes {
  isStarted(): boolean;
  isReady(): boolean;
  stop(): void;
}

/** Begins to probe a container that has just been started. */
export function startProbes({ startupProbe, readinessProbe, livenessProbe }: Container, options: ProbeOptions): Probes {
  const { clock, run, changed, failed, kill } = options;
  let started = !startupProbe;
  let ready = !readinessProbe;
  let stopped = false;
  const timers = new Set<() => void>();

  /** Asks again and again; `settle` is called when the last few answers agree, and says whether to go on. */
  const repeat = (kind: string, probe: Probe, settle: (success: boolean) => boolean): void => {
    const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
    let last: boolean | undefined;
    let alike = 0;
    const ask = async (): Promise<void> => {
      const outcome = probe.exec ? await run(probe.exec.command ?? []) : { exitCode: 0, output: '' };
      if (stopped) return;
      const success = outcome.exitCode === 0;
      if (!success) failed(kind, outcome.output);
      alike = success === last ? alike + 1 : 1;
      last = success;
      const agreed = alike >= (success ? successThreshold : failureThreshold);
      const goesOn = agreed ? settle(success) : true;
      // a probe that is only pretended never changes its answer
      if (goesOn && (probe.exec || !agreed)) later(periodSeconds, ask);
    };
    later(initialDelaySeconds, ask);
  };

  const later = (seconds: number, ask: () => Promise<void>): void => {
    if (seconds === 0) {
      void ask();
      return;
    }
    const cancel = clock.after(seconds * 1000, () => {
      timers.delete(cancel);
      void ask();
    });
    timers.add(cancel);
  };

  const watch = (): void => {
    if (readinessProbe) {
      repeat('Readiness', readinessProbe, (success) => {
        if (ready !== success) {
          ready = success;
          changed();
        }
        return true;
      });
    }
    if (livenessProbe) {
      repeat('Liveness', livenessProbe, (success) => {
        if (!success) kill('liveness');
        return success;
      });
    }
  };

  if (startupProbe) {
    repeat('Startup', startupProbe, (success) => {
      if (success) {
        started = true;
        watch();
        changed();
      } else kill('startup');
      return false;
    });
  } else watch();

  return {
    isStarted: () => started,
    isReady: () => started && ready,
    stop: () => {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}
