/** The names of images (distribution/reference): the full name, its fault, and the error of a pull. Pure. */
import { createHash } from 'node:crypto';
import { goQuote } from '../../kube/go-quote.js';

/** Registry and path of a name without its digest; the registry of a short name is Docker's. */
function split(image: string): { registry: string; path: string } {
  const slash = image.indexOf('/');
  const host = image.slice(0, Math.max(slash, 0));
  const named = slash > 0 && (/[.:]/.test(host) || host === 'localhost' || host.toLowerCase() !== host);
  const [registry, path] = named ? [host, image.slice(slash + 1)] : ['docker.io', image];
  return { registry, path: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
}

/** `docker.io/library/nginx:latest` for `nginx`: the full name of an image. */
export function imageName(image: string): string {
  const [name = '', digest] = image.split('@');
  const { registry, path } = split(name);
  const full = `${registry}/${path}`;
  if (digest) return `${full}@${digest}`;
  return /:[^/]+$/.test(path) ? full : `${full}:latest`;
}

/** The name with the digest by which the runtime knows the image. */
export function imageID(image: string): string {
  const name = imageName(image);
  if (name.includes('@')) return name;
  return `${name.replace(/:[^/:]+$/, '')}@sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** The size of an image in bytes: made up, but always the same for one name. */
export function imageSize(image: string): number {
  return 3_000_000 + (createHash('sha256').update(imageName(image)).digest().readUInt32BE() % 70_000_000);
}

const name = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\\d+)?';
const reference = new RegExp(
  `^${host}/${name}(?:/${name})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

/** The fault in the name of an image, in the kubelet's words; undefined without one. */
export function imageNameFault(image: string): string | undefined {
  const { registry, path } = split(image);
  const [repository = ''] = path.split(':');
  const why =
    repository.toLowerCase() !== repository
      ? `invalid reference format: repository name (${repository}) must be lowercase`
      : reference.test(`${registry}/${path}`)
        ? undefined
        : 'invalid reference format';
  const quoted = goQuote(image);
  return why && `Failed to apply default image tag ${quoted}: couldn't parse image name ${quoted}: ${why}`;
}

/** Why an image cannot be pulled, in containerd's words: its registry has a name that is reserved (RFC 2606). */
export function pullFault(image: string): string | undefined {
  const full = imageName(image);
  const { registry, path } = split(full);
  const domain = registry.replace(/:\d+$/, '');
  if (!/(^|\.)invalid$/.test(domain)) return undefined;
  const [, repository = '', tag = ''] = /^(.*?)(?:[:@]([^/]*))?$/.exec(path) ?? [];
  const url = `https://${registry}/v2/${repository}/manifests/${tag}`;
  const quoted = goQuote(full);
  return `rpc error: code = Unknown desc = failed to pull and unpack image ${quoted}: failed to resolve reference ${quoted}: failed to do request: Head ${goQuote(url)}: dial tcp: lookup ${domain}: no such host`;
}
