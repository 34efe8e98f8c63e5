/** The file system of a container: the outline of its image, Kubernetes' own files, and the mounted volumes, kept fresh. */
import { posix } from 'node:path';
import type { IFileSystem } from 'just-bash';
import type { ContainerConfig, SandboxConfig, VolumeMount } from './container.js';
import { type Image, osRelease } from './images.js';
import { type PodVolumes, withVolumes } from './pod-volumes.js';
import type { ShellLibrary } from './shell-library.js';

/** A container's files. */
export interface ContainerFiles {
  fs: IFileSystem;
  /** Writes changes of the volumes since the last time; a volume that cannot be read keeps its old files. */
  refresh(): Promise<void>;
}

const folders = [
  '/bin',
  '/dev/shm',
  '/etc',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/srv',
  '/sys',
  '/tmp',
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/sbin',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/tmp',
];

/** Paths as the container has them: `/var/run` is a link to `/run`, so a mount below one is below the other. */
export function realMountPath(path: string): string {
  return posix.resolve('/', path).replace(/^\/var\/run(?=\/|$)/, '/run');
}

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  '',
].join('\n');

/** Links lead to folders too: the library's own readdir does not follow them on the way. */
function followLinks(fs: IFileSystem): void {
  for (const method of ['readdir', 'readdirWithFileTypes'] as const) {
    const original = fs[method]?.bind(fs) as ((path: string) => Promise<never>) | undefined;
    if (!original) continue;
    fs[method] = async (path: string): Promise<never> => {
      try {
        return await original(path);
      } catch (error) {
        const real = await fs.realpath(path).catch(() => path);
        if (real === path) throw error;
        return original(real);
      }
    };
  }
}

/** Refuses writes below read-only mounts, once everything is in place. */
function guard(fs: IFileSystem, readOnly: readonly string[], isOpen: () => boolean): void {
  const check = (path: string): void => {
    const real = realMountPath(fs.resolvePath('/', path));
    if (!isOpen() && readOnly.some((mount) => real === mount || real.startsWith(`${mount}/`))) {
      throw new Error(`EROFS: Read-only file system, open '${path}'`);
    }
  };
  const one = ['writeFile', 'appendFile', 'mkdir', 'rm', 'chmod', 'utimes'] as const;
  for (const method of one) {
    const original = fs[method].bind(fs) as (path: string, ...rest: unknown[]) => Promise<void>;
    // all of these take the path first
    Object.assign(fs, {
      [method]: async (path: string, ...rest: unknown[]): Promise<void> => {
        check(path);
        return original(path, ...rest);
      },
    });
  }
  for (const method of ['symlink', 'link', 'cp', 'mv'] as const) {
    const original = fs[method].bind(fs) as (from: string, to: string, ...rest: unknown[]) => Promise<void>;
    Object.assign(fs, {
      [method]: async (from: string, to: string, ...rest: unknown[]): Promise<void> => {
        if (method === 'mv') check(from);
        check(to);
        return original(from, to, ...rest);
      },
    });
  }
}

/** The files of a new container of a pod with these volumes. */
export async function containerFiles(
  library: ShellLibrary,
  image: Image,
  sandbox: SandboxConfig,
  config: ContainerConfig,
  volumes: PodVolumes,
): Promise<ContainerFiles> {
  const own = new library.InMemoryFs();
  for (const folder of folders) await own.mkdir(folder, { recursive: true });
  await own.symlink('/run', '/var/run');
  const mounts = config.mounts.map((mount) => ({ mount, path: realMountPath(mount.path), names: new Set<string>() }));
  // a part of a volume with files may be one file
  for (const { mount, path } of mounts) if (!mount.subPath || !mount.files) await own.mkdir(path, { recursive: true });
  const mounted = mounts.flatMap(({ mount: { volume, subPath }, path }) =>
    volume !== undefined && !subPath ? [{ path, volume }] : [],
  );
  const fs = withVolumes(library, own, mounted, volumes);
  const put = (path: string, content: string): Promise<void> => fs.writeFile(path, content);
  const release = osRelease(image);
  if (release) await put('/etc/os-release', release);
  await put('/etc/hostname', `${sandbox.hostname}\n`);
  await put('/etc/passwd', passwd);
  await put('/etc/group', 'root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n');
  await put(
    '/etc/hosts',
    `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${sandbox.podIP}\t${sandbox.hostname}\n`,
  );
  await put(
    '/etc/resolv.conf',
    `search ${sandbox.namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
  );
  if (config.workingDir) await fs.mkdir(config.workingDir, { recursive: true });
  followLinks(fs);

  let writing = false;
  guard(
    fs,
    mounts.filter(({ mount }) => mount.readOnly || mount.files).map(({ path }) => path),
    () => writing,
  );
  const contents = new Map<string, string>();

  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    const bytes = Buffer.from(content).toString('base64');
    if (contents.get(path) === bytes) return;
    await fs.mkdir(path.replace(/\/[^/]*$/, '') || '/', { recursive: true });
    await fs.writeFile(path, content);
    contents.set(path, bytes);
  };

  const update = async ({
    mount,
    path,
    names,
  }: {
    mount: VolumeMount;
    path: string;
    names: Set<string>;
  }): Promise<void> => {
    const files = await mount.files?.();
    if (!files) return;
    writing = true;
    try {
      if (mount.subPath !== undefined) {
        const content = files[mount.subPath];
        // a subPath is copied once: later changes of the volume do not reach it
        if (content !== undefined && !contents.has(path)) await write(path, content);
        return;
      }
      for (const name of names) {
        if (name in files) continue;
        await fs.rm(`${path}/${name}`, { force: true });
        contents.delete(`${path}/${name}`);
        names.delete(name);
      }
      for (const [name, content] of Object.entries(files)) {
        await write(`${path}/${name}`, content);
        names.add(name);
      }
    } finally {
      writing = false;
    }
  };

  return {
    fs,
    refresh: async () => {
      for (const mount of mounts) {
        try {
          await update(mount);
        } catch {
          // the API may refuse while the pod goes away; what was mounted stays readable
        }
      }
    },
  };
}
