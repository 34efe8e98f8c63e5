/** A pod as the checks of Pod Security look at it, and the texts that these checks share (pod-security-admission/policy). */
import { type Fields, fields, list, text } from '../../../kube/fields.js';

/** A pod, or the template of one. */
export interface CheckedPod {
  annotations: Record<string, string>;
  spec: Fields;
}

/** The rule that a pod breaks, and where. */
export interface Violation {
  reason: string;
  detail: string;
}

/** One rule; undefined when the pod keeps it. */
export type PodCheck = (pod: CheckedPod) => Violation | undefined;

/** A container with its name and security context. */
export type Container = Fields & { name: string; context: Fields };

/** All containers of a pod: init containers, containers, ephemeral containers. */
export const containersOf = ({ spec }: CheckedPod): Container[] =>
  [spec.initContainers, spec.containers, spec.ephemeralContainers].flatMap((part) =>
    list(part).map((one) => ({ ...one, name: text(one.name), context: fields(one.securityContext) })),
  );
/** The security context of a pod as a whole. */
export const contextOf = ({ spec }: CheckedPod): Fields => fields(spec.securityContext);

/** The items in quotes, with commas between them. */
export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');
/** The items in their order, each once. */
export const sorted = (items: readonly string[]): string[] => [...new Set(items)].sort();
/** A word, with an s where there are several things. */
export const counted = (word: string, { length }: readonly unknown[]): string => (length === 1 ? word : `${word}s`);
/** `container "a"`, or `containers "a", "b"`. */
export const containers = (names: readonly string[]): string => `${counted('container', names)} ${quoted(names)}`;

/** The texts `pod` and `container "a"`, for those that set something forbidden. */
export function setters(isPod: boolean, names: readonly string[]): string {
  return [...(isPod ? ['pod'] : []), ...(names.length > 0 ? [containers(names)] : [])].join(' and ');
}

/** The names of the containers for which something holds. */
export const namesWhere = (pod: CheckedPod, holds: (container: Container) => boolean): string[] =>
  containersOf(pod)
    .filter(holds)
    .map(({ name }) => name);

/** A check of what single containers set. */
export const ofContainers =
  (reason: string, isBad: (container: Container) => boolean, detail: (names: string[]) => string): PodCheck =>
  (pod) => {
    const names = namesWhere(pod, isBad);
    return names.length > 0 ? { reason, detail: detail(names) } : undefined;
  };

/** A check that pods with a user namespace of their own need not keep. */
export const unlessUserNamespace =
  (check: PodCheck): PodCheck =>
  (pod) =>
    pod.spec.hostUsers === false ? undefined : check(pod);

/** A check that pods for Windows need not keep. */
export const unlessWindows =
  (check: PodCheck): PodCheck =>
  (pod) =>
    fields(pod.spec.os).name === 'windows' ? undefined : check(pod);
