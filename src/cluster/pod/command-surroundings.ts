/** What the commands of a container know of where they run. */
import type { ContainerConfig, SandboxConfig } from './container.js';
import type { Image } from './images.js';
import type { ServerAddress } from './pods.js';
import type { ShownProcess } from './process-table.js';
import type { TerminalSize } from './shell.js';

/** The surroundings of the commands. */
export interface CommandSurroundings {
  sandbox: SandboxConfig;
  config: ContainerConfig;
  image: Image;
  server(): ServerAddress;
  now(): Date;
  /** The processes of the container, the first being its own command. */
  processes(): readonly ShownProcess[];
  /** Where output may be shown at once; asked when a command begins. */
  live(): ((data: Uint8Array) => void) | undefined;
  /** The terminal that the command runs in. */
  terminal(): TerminalSize;
  /** Whether its output goes to the terminal as it is. */
  printsToTerminal(): boolean;
}
