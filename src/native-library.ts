/** Libraries of npm with a part in machine code, which there may be no build of for a system, or one for another. */
import { KubelabError } from './errors.js';

/** The ENVIRONMENT error for such a library that cannot be loaded here. `use` completes "It is needed …". */
export function missingNativeLibrary(name: string, use: string, cause: unknown): KubelabError {
  const system = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return new KubelabError(
    'ENVIRONMENT',
    `The library ${name} cannot be loaded on this system (${system}): ${(cause as Error).message.split('\n')[0]}. It is needed ${use}.`,
    {
      hint: 'where node_modules was installed on another system or is damaged, remove it and install it here: npm install',
      cause,
    },
  );
}
