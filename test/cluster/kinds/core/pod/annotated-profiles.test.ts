/** AppArmor profiles that a new pod has in annotations. */
import assert from 'node:assert/strict';
import { copyAppArmor } from '../../../../../src/cluster/kinds/core/pod/annotated-profiles.js';
import type { KubeObject } from '../../../../../src/kube/object.js';

const key = 'container.apparmor.security.beta.kubernetes.io/c';
const warning = `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`;
const pod = (profile: string, spec: object = {}, securityContext?: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', annotations: { [key]: profile } },
  spec: { containers: [{ name: 'c', ...(securityContext && { securityContext }) }, { name: 'd' }], ...spec },
});
const runtime = { appArmorProfile: { type: 'RuntimeDefault' } };

describe('copyAppArmor', () => {
  const cases: [string, KubeObject, unknown, string[]][] = [
    [
      'copies a profile',
      pod('localhost/a'),
      { appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } },
      [warning],
    ],
    [
      'copies a profile beside other fields',
      pod('unconfined', {}, { privileged: true }),
      { privileged: true, appArmorProfile: { type: 'Unconfined' } },
      [warning],
    ],
    ['leaves what is no profile, and warns', pod('localhost/ a'), undefined, [warning]],
    ['leaves the profile that the container has', pod('unconfined', {}, runtime), runtime, []],
    ['leaves out what the pod says already', pod('runtime/default', { securityContext: runtime }), undefined, []],
    ['has nothing to do with Windows', pod('unconfined', { os: { name: 'windows' } }), undefined, []],
  ];
  for (const [what, object, want, warnings] of cases) {
    it(what, () => {
      assert.deepEqual(copyAppArmor(object), warnings);
      const { containers } = object.spec as { containers: { securityContext?: object }[] };
      assert.deepEqual(
        containers.map((c) => c.securityContext),
        [want, undefined],
      );
    });
  }
});
