/** Advice for an address where nothing listens: is the practice cluster there, or has it come up at another one since? */
import { kubelabHome, readRunning } from '../home.js';

/** The hint for a connection to `server` that was refused. Clients keep the address that they were made with. */
export function refusedHint(server: URL, env: Record<string, string | undefined> = process.env): string {
  const question = 'Is the cluster running, and is the port right?';
  const running = readRunning(kubelabHome(env));
  if (running?.alive && server.hostname === '127.0.0.1' && running.record.server !== server.origin) {
    const { server: now } = running.record;
    return `${question} The practice cluster runs at ${now} now: run the cell with \`connect()\` again, then this one.`;
  }
  return `${question} For the practice cluster: \`npx kubelab cluster status\`.`;
}
