/** pods/log: a container's output, whole or its end, and its further output (core/v1 PodLogOptions). */
import { badRequest, invalidObject, required } from '../../kube/status.js';
import type { ApiRequest, ApiResponse, Handler } from '../chain/handler.js';
import type { ContainerLog, LogLine } from './container-log.js';
import { type LogOptions, logOptions } from './log-options.js';
import { podOfRequest, type ReadPod } from './pod-request.js';
import type { NodeRuntime } from './runtime.js';

/** A line; its time has nine digits behind the point, as the kubelet writes it. */
const format = ({ time, text }: LogLine, timestamps: boolean): string =>
  `${timestamps ? `${time.toISOString().replace('Z', '000000Z')} ` : ''}${text}\n`;

/** The lines of the present log that the options ask for. */
function selected(log: ContainerLog, { since, tailLines }: LogOptions): LogLine[] {
  const recent = log.lines().filter((line) => since === undefined || line.time.getTime() >= since);
  if (tailLines === undefined) return recent;
  return tailLines === 0 ? [] : recent.slice(-tailLines);
}

/** New lines as they come, until the log ends, the client has gone, or the limit is reached. */
async function* following(log: ContainerLog, options: LogOptions, signal: AbortSignal): AsyncGenerator<Buffer> {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const waiting: string[] = selected(log, options).map((line) => format(line, options.timestamps));
  let over = false;
  let wake: () => void = () => {};
  const stop = log.follow((line) => {
    if (line) waiting.push(format(line, options.timestamps));
    else over = true;
    wake();
  });
  const abort = (): void => {
    over = true;
    wake();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      while (waiting.length) {
        const bytes = Buffer.from(waiting.splice(0).join(''));
        yield bytes.subarray(0, left);
        left -= bytes.length;
        if (left <= 0) return;
      }
      if (over || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    signal.removeEventListener('abort', abort);
  }
}

/** The handler of pods/log. */
export function podLogHandler(readPod: ReadPod, runtime: NodeRuntime, now: () => Date): Handler {
  return async (request: ApiRequest): Promise<ApiResponse> => {
    const options = logOptions(request.query, request.info.name, now());
    const { pod, container } = podOfRequest(request, readPod);
    const { name } = container;
    const headers = { 'content-type': 'text/plain' };
    const instance = runtime.find(pod.metadata.uid ?? '', name);
    const log = options.previous ? instance?.previousLog : instance?.log;
    const podName = pod.metadata.name ?? '';
    if (!log) {
      if (options.previous)
        throw badRequest(
          `previous terminated container ${JSON.stringify(name)} in pod ${JSON.stringify(podName)} not found`,
        );
      const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
      const reason = statuses.find((s) => s.name === name)?.state?.waiting?.reason;
      if (reason)
        throw badRequest(
          `container ${JSON.stringify(name)} in pod ${JSON.stringify(podName)} is waiting to start: ${reason}`,
        );
      return { status: 200, headers, body: '' };
    }
    if (options.follow) return { status: 200, headers, stream: following(log, options, request.signal) };
    const text = selected(log, options)
      .map((line) => format(line, options.timestamps))
      .join('');
    const body = options.limitBytes === undefined ? text : Buffer.from(text).subarray(0, options.limitBytes);
    return { status: 200, headers, body };
  };
}

/** The 422 for a command that is not given. */
export function commandRequired(): Error {
  return invalidObject({ group: '', version: 'v1', kind: 'PodExecOptions' }, '', [required('command')]);
}
