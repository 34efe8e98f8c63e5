/** The kernel's report of itself. */
import { getActiveResourcesInfo } from 'node:process';
import { packageVersion } from '../package-root.js';
import type { TslabJupyter } from './tslab.js';

/** Kinds of libuv work that call back into the cell's code, so that a fault may still come. */
const UNDER_WAY = /^(Timeout|Immediate)$|Req|ConnectWrap$/;

/** Makes kernel_info_reply tell which kernel this is, and how much work cells have left under way. */
export function tellTheTruth({ JupyterHandlerImpl }: TslabJupyter, typescriptVersion: string): void {
  const handler = JupyterHandlerImpl.prototype;
  const { handleKernel } = handler;
  handler.handleKernel = function () {
    const info = handleKernel.call(this) as { language_info: object };
    return {
      ...info,
      status: 'ok',
      implementation: 'kubelab',
      implementation_version: packageVersion(),
      banner: `kubelab ${packageVersion()}, TypeScript ${typescriptVersion} by tslab, Node ${process.version}`,
      language_info: { ...info.language_info, version: typescriptVersion },
      help_links: [{ text: 'Kubernetes API reference', url: 'https://kubernetes.io/docs/reference/kubernetes-api/' }],
      work_under_way: getActiveResourcesInfo().filter((kind) => UNDER_WAY.test(kind)).length,
    };
  };
}
