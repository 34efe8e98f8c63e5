/** Profiles of seccomp and AppArmor in annotations, as pods had them before there were fields for them. */
import { equalJson } from '../../../../kube/equal-json.js';
import { type Fields, fields, isFields, text } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { containersOf } from './containers-of.js';

/** The annotation of a pod's seccomp profile. */
export const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod';
/** The annotation of a container's seccomp profile, without the container's name. */
export const seccompOfContainer = 'container.seccomp.security.alpha.kubernetes.io/';
/** The annotation of a container's AppArmor profile, without the container's name. */
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

/** The appArmorProfile that an annotation stands for; undefined where it stands for none. */
export function appArmorOf(annotation: string): Fields | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const [, localhostProfile] = /^localhost\/(.+)$/s.exec(annotation) ?? [];
  return localhostProfile === undefined ? undefined : { type: 'Localhost', localhostProfile };
}

/** The warning about an annotation where the field should be. */
export const useTheField = (key: string, at = ''): string =>
  `${at}metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`;

/** Copies AppArmor profiles from annotations to the containers of a new pod, in place; gives the warnings about them. */
export function copyAppArmor(pod: KubeObject): string[] {
  const spec = fields(pod.spec);
  if (fields(spec.os).name === 'windows') return [];
  const ofPod = fields(spec.securityContext).appArmorProfile;
  return containersOf(spec, '').flatMap(({ container }) => {
    const key = `${appArmorPrefix}${text(container.name)}`;
    const annotation = pod.metadata.annotations?.[key];
    if (annotation === undefined || fields(container.securityContext).appArmorProfile !== undefined) return [];
    const found = appArmorOf(annotation);
    const local = text(found?.localhostProfile);
    const profile = local === local.trim() && Buffer.byteLength(local) <= 4095 ? found : undefined;
    if (profile && isFields(ofPod) && equalJson(profile, ofPod)) return [];
    if (profile) container.securityContext = { ...fields(container.securityContext), appArmorProfile: profile };
    return [useTheField(key)];
  });
}
