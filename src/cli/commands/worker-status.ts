/** `kubelab worker status`: a queue's workers and contents. */
import { count } from '../../count.js';
import { packageVersion } from '../../package-root.js';
import { queueAddress } from '../../queue/address.js';
import { connectQueue } from '../../queue/connection.js';
import { queueStatus } from '../../queue/status.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { noWorkerLine, workerLines } from '../worker-lines.js';

/** Says it. 0 when a worker of this version is there, 1 without one. Throws for a bad address, and when no Redis answers. */
export async function workerStatus(url: string, { json }: { json?: boolean }, io: Io): Promise<ExitCode> {
  const connection = await connectQueue(queueAddress(url, io.env));
  try {
    const status = await queueStatus(connection, packageVersion());
    const { workers, graders, waiting, running, failed } = status;
    if (json) io.out.line(JSON.stringify(status, null, 2));
    else {
      const given = failed > 0 ? `, ${failed} given up` : '';
      io.out.line(`${count(waiting, 'submission')} waiting, ${running} running${given} (kubelab ${packageVersion()})`);
      for (const { host, pid, version, waiting: of } of graders)
        io.out.line(
          sanitise(`Grader ${host}, process ${pid}, kubelab ${version}: waits for ${count(of, 'submission')}`),
        );
      for (const line of workers.flatMap(workerLines)) io.out.line(line);
      if (workers.length === 0) io.out.line(noWorkerLine(url));
    }
    return workers.some(({ version }) => version === packageVersion()) ? EXIT.ok : EXIT.failed;
  } finally {
    connection.close();
  }
}
