/** The audit log of the practice cluster that runs here, for programs that look at what its API server saw, and whether it can grow. */
import { accessSync, constants, statfsSync } from 'node:fs';
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

/** Less room than some lines of the log take; the rest may not be enough for the next one. */
const LEAST_BYTES = 16 * 1024;

/** True when the disk that holds the log is full, so that the API server may not have written down requests. */
export function isDiskFull(auditLog: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(auditLog);
    return bavail * bsize < LEAST_BYTES;
  } catch {
    return false; // this system does not say
  }
}
