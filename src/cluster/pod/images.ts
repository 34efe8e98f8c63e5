/** The outlines of images: none is pulled, so an image is its name, a root file system in outline, and a command. */

/** The outline of an image. */
export interface Image {
  /** The entry point and arguments that run when a pod names none. */
  entrypoint: readonly string[];
  command: readonly string[];
  distribution: 'ubuntu' | 'debian' | 'alpine' | 'busybox' | 'unknown';
  /** Names a shell's variables and prompt after. */
  shell: 'bash' | 'ash';
  /** Commands beyond the common ones that are there from the start. */
  extras: readonly string[];
  /** A command that the shell does not know cannot be started; in other images it counts as a server that runs on. */
  closed: boolean;
}

const base = { entrypoint: [], extras: [], closed: true } as const;
const ubuntu: Image = { ...base, command: ['/bin/bash'], distribution: 'ubuntu', shell: 'bash' };
const debian: Image = { ...ubuntu, command: ['bash'], distribution: 'debian' };
const alpine: Image = { ...base, command: ['/bin/sh'], distribution: 'alpine', shell: 'ash' };
const busybox: Image = { ...alpine, command: ['sh'], distribution: 'busybox' };
const curl: Image = { ...alpine, entrypoint: ['/entrypoint.sh'], command: ['curl'], extras: ['curl'] };
const server: Image = { ...debian, command: [], distribution: 'unknown', closed: false, extras: ['curl'] };

const known: readonly [name: RegExp, image: Image][] = [
  [/^(library\/)?ubuntu$/, ubuntu],
  [/^(library\/)?(debian|buildpack-deps)$/, debian],
  [/^(library\/)?bash$/, { ...alpine, command: ['bash'], shell: 'bash' }],
  [/^(library\/)?alpine$/, alpine],
  [/^(library\/)?busybox$/, busybox],
  [/^curlimages\/curl$/, curl],
  [/^alpine\/curl$/, { ...curl, entrypoint: ['curl'], command: [] }],
  [/^nicolaka\/netshoot$/, { ...alpine, command: ['bash'], shell: 'bash', extras: ['curl', 'jq'] }],
  [/^(library\/)?(nginx|httpd)$/, { ...server, distribution: 'debian' }],
  [/^kube-(apiserver|controller-manager|scheduler)$/, { ...server, distribution: 'debian', extras: [] }],
];

/** The outline of an image by its reference (`registry.k8s.io/kube-apiserver:v1.36.2`). */
export function imageOf(reference: string): Image {
  const withoutTag = reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const path = withoutTag.replace(/^(docker\.io|registry\.k8s\.io|index\.docker\.io)\//, '');
  return known.find(([name]) => name.test(path))?.[1] ?? server;
}

/** The argument vector that a container runs: its own command and arguments over those of the image (core/v1 Container). */
export function argvOf(image: Image, command: readonly string[], args: readonly string[]): string[] {
  if (command.length) return [...command, ...args];
  return [...image.entrypoint, ...(args.length ? args : image.command)];
}

const osReleases: Record<Image['distribution'], string> = {
  ubuntu:
    'PRETTY_NAME="Ubuntu 24.04 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04 LTS (Noble Numbat)"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n',
  debian:
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\nVERSION_CODENAME=trixie\nID=debian\n',
  alpine: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\nPRETTY_NAME="Alpine Linux v3.22"\n',
  busybox: '',
  unknown: 'NAME="Kubelab simulated image"\nID=kubelab\n',
};

/** The contents of /etc/os-release; empty when the image has none. */
export function osRelease(image: Image): string {
  return osReleases[image.distribution];
}
