/** The secrets that a pod refers to, and the ones that its account does not let it mount. */
import { type Fields, fields, list } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';

/** A secret, and where the pod refers to it in the words of the refusal. */
interface Reference {
  secret: string;
  where: string;
}

/** A pod's references to secrets that an account may limit, but for those that its images are pulled with. */
function secretsOf(spec: Fields): Reference[] {
  const volumes = list(spec.volumes)
    .map((volume) => fields(volume.secret).secretName)
    .filter((name) => typeof name === 'string')
    .map((secret) => ({ secret, where: `volume with secret.secretName="${secret}"` }));
  return [
    ...volumes,
    ...list(spec.initContainers).flatMap((c) => ofContainer(c, 'init container')),
    ...list(spec.containers).flatMap((c) => ofContainer(c, 'container')),
  ];
}

/** Whether a volume of the pod has a token of the pod's account. */
export function projectsToken(spec: Fields): boolean {
  return list(spec.volumes)
    .flatMap(projectionsOf)
    .some(({ serviceAccountToken }) => serviceAccountToken !== undefined);
}

const projectionsOf = (volume: Fields): Fields[] => list(fields(volume.projected).sources);

function ofContainer(container: Fields, kind: string): Reference[] {
  const references: Reference[] = [];
  for (const variable of list(container.env)) {
    const secret = fields(fields(variable.valueFrom).secretKeyRef).name;
    if (typeof secret !== 'string') continue;
    const where = `${kind} ${container.name} with envVar ${variable.name} referencing secret.secretName="${secret}"`;
    references.push({ secret, where });
  }
  for (const source of list(container.envFrom)) {
    const secret = fields(source.secretRef).name;
    if (typeof secret !== 'string') continue;
    references.push({
      secret,
      where: `${kind} ${container.name} with envFrom referencing secret.secretName="${secret}"`,
    });
  }
  return references;
}

/** Whether an account limits the secrets of its pods to those that it names. */
export function limitsSecrets({ metadata }: KubeObject): boolean {
  return /^(1|t|T|true|TRUE|True)$/.test(metadata.annotations?.['kubernetes.io/enforce-mountable-secrets'] ?? '');
}

/** Why a pod may not run as an account that limits its pods' mounts; undefined when it may. */
export function unmountable(spec: Fields, account: KubeObject): string | undefined {
  const pull = namesIn(account.imagePullSecrets);
  const asked = namesIn(spec.imagePullSecrets);
  const i = asked.findIndex((name) => !pull.includes(name));
  const image = i < 0 ? undefined : `imagePullSecrets[${i}].name="${asked[i]}" ${refusal(account)} imagePullSecret`;
  return foreignSecret(secretsOf(spec), account) ?? image;
}

/** Why the ephemeral containers of a pod may not be added, where its account limits the secrets; undefined when they may. */
export function unmountableByEphemeral(spec: Fields, account: KubeObject): string | undefined {
  const references = list(spec.ephemeralContainers).flatMap((c) => ofContainer(c, 'ephemeral container'));
  return foreignSecret(references, account);
}

const namesIn = (value: unknown): unknown[] => list(value).map(({ name }) => name);

const refusal = ({ metadata }: KubeObject): string =>
  `is not allowed because service account ${metadata.name} does not reference that`;

function foreignSecret(references: readonly Reference[], account: KubeObject): string | undefined {
  const mountable = namesIn(account.secrets);
  const refused = references.find(({ secret }) => !mountable.includes(secret));
  return refused && `${refused.where} ${refusal(account)} secret`;
}
