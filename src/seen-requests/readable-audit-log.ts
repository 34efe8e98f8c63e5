/** The audit log of the practice cluster that runs here, for programs that look at what its API server saw. */
import { accessSync, constants } from 'node:fs';
import { kubelabHome, readRunning } from '../home.js';

/** The path of the audit log of the practice cluster that runs at this address, when it can be read; undefined otherwise. */
export function readableAuditLog(
  server: string,
  env: Record<string, string | undefined> = process.env,
): string | undefined {
  const running = readRunning(kubelabHome(env));
  if (!running?.alive || running.record.server !== server) return undefined;
  try {
    accessSync(running.record.auditLog, constants.R_OK);
    return running.record.auditLog;
  } catch {
    return undefined;
  }
}
