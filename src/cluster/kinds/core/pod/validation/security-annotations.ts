/**
 * The rules for annotations of pods that have become fields of the security context: they have a form of their own, and say
 * the same as the field where both are there.
 */
import { type Fields, fields, isFields, text } from '../../../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { appArmorOf, appArmorPrefix, seccompOfContainer, seccompOfPod } from '../annotated-profiles.js';
import { containersOf } from '../containers-of.js';
import { localDescending } from './paths.js';

type Annotations = Readonly<Record<string, string>>;

/** The faults of the annotations' own form; the annotations of the pod with this `spec` are at `path`. */
export function validateSecurityAnnotations(annotations: Annotations, spec: Fields, path: string): FieldError[] {
  const of = (prefix: string): [string, string][] =>
    Object.entries(annotations).filter(([key]) => key.startsWith(prefix));
  const names = containersOf(spec, '').map(({ container }) => text(container.name));
  const errors: FieldError[] = [];
  const ofPod = annotations[seccompOfPod];
  if (ofPod !== undefined) errors.push(...seccompFaults(ofPod, `${path}.${seccompOfPod}`));
  errors.push(...of(seccompOfContainer).flatMap(([key, profile]) => seccompFaults(profile, `${path}.${key}`)));
  for (const [key, profile] of of(appArmorPrefix)) {
    const name = key.slice(appArmorPrefix.length);
    if (!names.includes(name)) errors.push(invalid(`${path}[${key}]`, name, 'container not found'));
    if (/^($|runtime\/default$|unconfined$|localhost\/)/.test(profile)) continue;
    errors.push(invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  }
  return errors;
}

function seccompFaults(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return localDescending(profile.slice('localhost/'.length), path);
  return [invalid(path, profile, 'must be a valid seccomp profile')];
}

/** The faults of annotations that say other than the fields of the PodSpec at `path`. */
export function validateSameProfiles(annotations: Annotations, spec: Fields, path: string): FieldError[] {
  const contextOf = (owner: Fields): Fields => fields(owner.securityContext);
  const containers = containersOf(spec, path);
  const ofPod = contextOf(spec).appArmorProfile;
  const isWindows = fields(spec.os).name === 'windows';
  return [
    ...[{ container: spec, path, key: seccompOfPod }]
      .concat(containers.map((one) => ({ ...one, key: `${seccompOfContainer}${text(one.container.name)}` })))
      .flatMap(({ container, path: at, key }) => {
        const profile = contextOf(container).seccompProfile;
        // the old name of the runtime's own profile
        const annotated = annotations[key]?.replace(/^docker\/default$/, 'runtime/default');
        return otherProfile('seccomp', annotated, profile, `${at}.securityContext.seccompProfile`);
      }),
    ...(isWindows ? [] : containers).flatMap(({ container, path: at }) => {
      const annotated = annotations[`${appArmorPrefix}${text(container.name)}`];
      const profile = contextOf(container).appArmorProfile ?? ofPod;
      return otherProfile('apparmor', annotated, profile, `${at}.securityContext.appArmorProfile`);
    }),
  ];
}

function otherProfile(what: string, annotated: string | undefined, profile: unknown, path: string): FieldError[] {
  if (annotated === undefined || !isFields(profile)) return [];
  const known = ['Unconfined', 'RuntimeDefault', 'Localhost'].includes(text(profile.type));
  const now = annotated.startsWith('localhost/') ? { type: 'Localhost' } : appArmorOf(annotated);
  if (!known) return [];
  if (now?.type !== profile.type) {
    return [fieldForbidden(`${path}.type`, `${what} type in annotation and field must match`)];
  }
  if (profile.type !== 'Localhost' || annotated.slice('localhost/'.length) === profile.localhostProfile) return [];
  return [fieldForbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`)];
}
