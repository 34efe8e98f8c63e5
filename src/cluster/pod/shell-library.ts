/** just-bash, loaded when a pod is first entered: it is large, and optional, so a cluster without it still runs. */
import { internalError } from '../../kube/status.js';

/** The library. */
export type ShellLibrary = typeof import('just-bash');

let loading: Promise<ShellLibrary> | undefined;

/** The library; rejects with a 500 {@link ApiError} that says how to install it when it is missing. */
export function loadShellLibrary(): Promise<ShellLibrary> {
  loading ??= import('just-bash').catch(() => {
    loading = undefined;
    throw internalError(
      'the shell inside pods is the optional package just-bash, which is not installed: run "npm install --no-save just-bash@3.4.2"',
    );
  });
  return loading;
}
