/** `kubelab worker manifest` and `kubelab worker containerfile`: files for workers on a Kubernetes cluster. */
import { KubelabError } from '../../errors.js';
import { packageVersion } from '../../package-root.js';
import { queueAddress } from '../../queue/address.js';
import { workerContainerfile } from '../../queue/containerfile.js';
import { workerManifest } from '../../queue/manifest.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `worker manifest`. */
export interface ManifestCommandOptions {
  image: string;
  replicas?: number;
  jobs?: number;
  namespace: string;
}

/** Prints the manifest. Throws ARGUMENT_INVALID for an address that is none, and for a namespace that cannot be one. */
export function printManifest(url: string, options: ManifestCommandOptions, io: Io): ExitCode {
  const { image, replicas = 2, jobs = 2, namespace } = options;
  const address = queueAddress(url, io.env);
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new KubelabError('ARGUMENT_INVALID', 'that cannot be the name of a namespace', {
      hint: 'write lower-case letters, digits and dashes, as in --namespace grading',
    });
  }
  io.out.write(workerManifest({ image, address, url: new URL(url).href, replicas, jobs, namespace }));
  return EXIT.ok;
}

/** Prints the file of the image. */
export function printContainerfile(io: Io): ExitCode {
  io.out.write(workerContainerfile(packageVersion()));
  return EXIT.ok;
}
