/** The options by which a practice cluster is started again as it was. */
import { join } from 'node:path';
import type { Home, RunningCluster } from '../home.js';

/** The port when none is asked for, so that addresses in a reader's notes stay true; any free one when it is taken. */
export const USUAL_PORT = 7443;

/** An option of `cluster up` with its value. */
export interface StartOption {
  option: string;
  value: string;
  /** The default of the option. */
  usual(home: Home): string | undefined;
}

/** The options by which `cluster up` starts a cluster such as the one of the record. */
export function startOptions({
  server,
  kubeconfig,
  auditLog,
  auditPolicy,
  dataDir,
  idleMinutes,
}: RunningCluster): StartOption[] {
  const options: (Omit<StartOption, 'value'> & { value: string | null | undefined })[] = [
    { option: '--port', value: new URL(server).port, usual: () => String(USUAL_PORT) },
    { option: '--kubeconfig', value: kubeconfig, usual: (home) => home.kubeconfig },
    { option: '--audit-log', value: auditLog, usual: (home) => join(dataDir ?? home.data, 'audit.log') },
    { option: '--audit-policy', value: auditPolicy, usual: () => undefined },
    { option: '--idle', value: idleMinutes?.toString(), usual: () => undefined },
    { option: '--data-dir', value: dataDir, usual: (home) => home.data },
  ];
  return options.flatMap(({ value, ...rest }) => (value === null || value === undefined ? [] : [{ ...rest, value }]));
}
