/** The secrets that a pod refers to, and the ones that its account does not let it mount. */
import { fields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';

/** A secret, and where the pod refers to it in the words of the refusal. */
interface Reference {
  secret: string;
  where: string;
}

type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter((v): v is Fields => typeof v === 'object' && v !== null) : [];

/** A pod's references to secrets, but for those that its images are pulled with. */
export function secretsOf(spec: Fields): Reference[] {
  const volumes = listOf(spec.volumes)
    .map((volume) => fields(volume.secret).secretName)
    .filter((name) => typeof name === 'string')
    .map((secret) => ({ secret, where: `volume with secret.secretName="${secret}"` }));
  return [
    ...volumes,
    ...listOf(spec.initContainers).flatMap((c) => ofContainer(c, 'init container')),
    ...listOf(spec.containers).flatMap((c) => ofContainer(c, 'container')),
  ];
}

function ofContainer(container: Fields, kind: string): Reference[] {
  const references: Reference[] = [];
  for (const variable of listOf(container.env)) {
    const secret = fields(fields(variable.valueFrom).secretKeyRef).name;
    if (typeof secret !== 'string') continue;
    const where = `${kind} ${container.name} with envVar ${variable.name} referencing secret.secretName="${secret}"`;
    references.push({ secret, where });
  }
  for (const source of listOf(container.envFrom)) {
    const secret = fields(source.secretRef).name;
    if (typeof secret !== 'string') continue;
    references.push({
      secret,
      where: `${kind} ${container.name} with envFrom referencing secret.secretName="${secret}"`,
    });
  }
  return references;
}

/** Why a pod may not run as an account that limits its pods' mounts; undefined when it may. */
export function unmountable(spec: Fields, account: KubeObject): string | undefined {
  const names = (value: unknown): unknown[] => listOf(value).map(({ name }) => name);
  const mine = `service account ${account.metadata.name} does not reference that`;
  const mountable = names(account.secrets);
  const refused = secretsOf(spec).find(({ secret }) => !mountable.includes(secret));
  if (refused) return `${refused.where} is not allowed because ${mine} secret`;
  const pull = names(account.imagePullSecrets);
  const asked = names(spec.imagePullSecrets);
  const i = asked.findIndex((name) => !pull.includes(name));
  return i < 0 ? undefined : `imagePullSecrets[${i}].name="${asked[i]}" is not allowed because ${mine} imagePullSecret`;
}
