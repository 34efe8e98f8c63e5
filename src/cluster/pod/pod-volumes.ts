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
 * The files of a container, with those of the pod's volumes at their paths; a volume whose path lies in another volume is a folder of
 * that one, and one at `/` is the container's own. `volumes` gets those that no container has mounted before.
 */
export function withVolumes(
  library: ShellLibrary,
  own: InMemoryFs,
  mounted: readonly MountedVolume[],
  volumes: PodVolumes,
): IFileSystem {
  if (mounted.length === 0) return own;
  const fs = new library.MountableFs({ base: own });
  const isWithin = (at: string): boolean =>
    fs.getMounts().some(({ mountPoint }) => `${at}/`.startsWith(`${mountPoint}/`));
  // the library looks for a mount before it follows the link from /var/run, and wants the outer mount first
  const places = mounted
    .flatMap(({ path, volume }) => [path, path.replace(/^\/run(?=\/|$)/, '/var/run')].map((at) => ({ at, volume })))
    .sort((a, b) => a.at.length - b.at.length);
  for (const { at, volume } of places) {
    if (at === '/' || isWithin(at)) continue;
    const files = volumes.get(volume) ?? new library.InMemoryFs();
    volumes.set(volume, files);
    fs.mount(at, files);
  }
  // the library writes devices and programs by these, when it has them
  const { mkdirSync, writeFileSync, writeFileLazy } = own;
  return Object.assign(fs, {
    mkdirSync: mkdirSync.bind(own),
    writeFileSync: writeFileSync.bind(own),
    writeFileLazy: writeFileLazy.bind(own),
  });
}
