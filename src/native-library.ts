/** Libraries of npm with a part in machine code, which have a build for each system. */
import { KubelabError } from './errors.js';

/** The ENVIRONMENT error for such a library that cannot be loaded here. `use` completes "kubelab needs it …". */
export function missingNativeLibrary(name: string, use: string, cause: unknown): KubelabError {
  const system = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return new KubelabError(
    'ENVIRONMENT',
    `The library ${name} cannot be loaded on this system (${system}): ${(cause as Error).message.split('\n')[0]}. kubelab needs it ${use}.`,
    {
      hint: 'where node_modules was installed on another system or is damaged, remove it and install it here: npm install',
      cause,
    },
  );
}
