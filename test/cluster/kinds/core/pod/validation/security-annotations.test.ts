/** The rules for profiles in annotations: their form, and that fields say the same. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const seccomp = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmor = 'container.apparmor.security.beta.kubernetes.io/';
const pod = 'seccomp.security.alpha.kubernetes.io/pod';
const of = (annotations: object, securityContext: object = {}, spec: object = {}): string[] =>
  faultsOf('Pod', {
    metadata: { annotations },
    spec: { containers: [{ name: 'c', image: 'i', securityContext }], ...spec },
  });
const profile = (type: string, localhostProfile?: string): object => ({
  type,
  ...(localhostProfile && { localhostProfile }),
});
const at = 'spec.containers[0].securityContext';

describe('validateSecurityAnnotations', () => {
  const cases: [string, object, string[]][] = [
    [
      'profiles of all forms',
      { [pod]: 'docker/default', [`${seccomp}c`]: 'localhost/a', [`${appArmor}c`]: 'localhost/a' },
      [],
    ],
    [
      'a profile of seccomp that there is not',
      { [pod]: 'x' },
      [`metadata.annotations.${pod}: Invalid value: "x": must be a valid seccomp profile`],
    ],
    [
      'a profile outside of its folder',
      { [`${seccomp}d`]: 'localhost/../a' },
      [`metadata.annotations.${seccomp}d: Invalid value: "../a": must not contain '..'`],
    ],
    [
      'a profile of AppArmor that there is not, of no container',
      { [`${appArmor}d`]: 'x' },
      [
        `metadata.annotations[${appArmor}d]: Invalid value: "d": container not found`,
        `metadata.annotations[${appArmor}d]: Invalid value: "x": invalid AppArmor profile name: "x"`,
      ],
    ],
  ];
  for (const [what, annotations, faults] of cases) it(what, () => assert.deepEqual(of(annotations), faults));
});

describe('validateSameProfiles', () => {
  const other = (what: string): string => `Forbidden: ${what} in annotation and field must match`;
  it('compares seccomp', () => {
    const field = (seccompProfile: object): object => ({ seccompProfile });
    const annotated = (value: string): object => ({ [`${seccomp}c`]: value });
    assert.deepEqual(of(annotated('docker/default'), field(profile('RuntimeDefault'))), []);
    assert.deepEqual(of(annotated('unconfined'), field(profile('RuntimeDefault'))), [
      `${at}.seccompProfile.type: ${other('seccomp type')}`,
    ]);
    assert.deepEqual(of(annotated('localhost/a'), field(profile('Localhost', 'b'))), [
      `${at}.seccompProfile.localhostProfile: ${other('seccomp profile')}`,
    ]);
    assert.deepEqual(of({ [pod]: 'unconfined' }, {}, { securityContext: field(profile('RuntimeDefault')) }), [
      `spec.securityContext.seccompProfile.type: ${other('seccomp type')}`,
    ]);
  });

  it('compares AppArmor, of the pod where a container has none, and not for Windows', () => {
    const annotations = { [`${appArmor}c`]: 'unconfined' };
    const securityContext = { appArmorProfile: profile('RuntimeDefault') };
    assert.deepEqual(of(annotations, securityContext), [`${at}.appArmorProfile.type: ${other('apparmor type')}`]);
    assert.deepEqual(of(annotations, {}, { securityContext }), [
      `${at}.appArmorProfile.type: ${other('apparmor type')}`,
    ]);
    const onWindows = of(annotations, securityContext, { os: { name: 'windows' } });
    assert.deepEqual(onWindows, [`${at}.appArmorProfile: Forbidden: cannot be set for a windows pod`]);
  });
});
