/** The volumes of a pod that its containers fill themselves, such as an `emptyDir`: all of them see the same files there. */
import type { IFileSystem, InMemoryFs } from 'just-bash';
import type { ShellLibrary } from './shell-library.js';

/** The files of a pod's volumes by the name of the volume. They are there as long as the pod, whichever containers start again. */
export type PodVolumes = Map<string, IFileSystem>;

/** A volume in a container. */
export interface MountedVolume {
  path: string;
  volume: string;
}

/**
 * The files of a container, with those of the pod's volumes at their paths; one that lies in another volume is a folder of that one.
 * `volumes` gets those that no container has mounted before.
 */
export function withVolumes(
  library: ShellLibrary,
  own: InMemoryFs,
  mounted: readonly MountedVolume[],
  volumes: PodVolumes,
): IFileSystem {
  if (mounted.length === 0) return own;
  const fs = new library.MountableFs({ base: own });
  for (const { path, volume } of mounted) {
    const isWithin = fs.getMounts().some(({ mountPoint }) => `${path}/`.startsWith(`${mountPoint}/`));
    if (isWithin) continue;
    const files = volumes.get(volume) ?? new library.InMemoryFs();
    volumes.set(volume, files);
    // the library looks for a mount before it follows links
    for (const at of [path, ...(path.startsWith('/run/') ? [`/var${path}`] : [])]) fs.mount(at, files);
  }
  // the library writes devices and programs by these, when it has them
  const { mkdirSync, writeFileSync, writeFileLazy } = own;
  return Object.assign(fs, {
    mkdirSync: mkdirSync.bind(own),
    writeFileSync: writeFileSync.bind(own),
    writeFileLazy: writeFileLazy.bind(own),
  });
}
