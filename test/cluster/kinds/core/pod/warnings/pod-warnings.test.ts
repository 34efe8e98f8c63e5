/** What a client is warned of when it writes a pod or a template of one. */
import assert from 'node:assert/strict';
import { podWarnings } from '../../../../../../src/cluster/kinds/core/pod/warnings/pod-warnings.js';
import { decoded, warningsOf } from '../../../faults.js';

const good = { name: 'c', image: 'i' };
const of = (spec: object, metadata: object = {}): string[] =>
  warningsOf(decoded('Pod', { metadata, spec: { containers: [good], ...spec } }));
const container = (more: object): string[] =>
  of({ containers: [{ ...good, ...more }] }).map((w) => w.replaceAll('spec.containers[0].', ''));
const nothing = 'a null labelSelector results in matching no pod';

describe('warnings of a pod', () => {
  it('has none about a usual pod', () => assert.deepEqual(of({}), []));

  it('names that are no host names', () => {
    const why = 'which can result in surprising behavior; a DNS label is recommended: [must not contain dots]';
    assert.deepEqual(of({}, { name: 'a.b' }), [`metadata.name: this is used in the Pod's hostname, ${why}`]);
    const spec = { selector: {}, template: { spec: { containers: [good] } } };
    assert.deepEqual(warningsOf(decoded('Deployment', { metadata: { name: 'a.b' }, spec })), [
      `metadata.name: this is used in Pod names and hostnames, ${why}`,
    ]);
  });

  const cases: [string, object, string[]][] = [
    [
      'a label of nodes that has another name by now',
      { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
      ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
    [
      'a spread over no pods',
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
      [`spec.topologySpreadConstraints[0].labelSelector: ${nothing}`],
    ],
    [
      'near no pods',
      { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] } } },
      [`spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: ${nothing}`],
    ],
    [
      'a volume that is gone',
      { volumes: [{ name: 'v', gitRepo: { repository: 'r' } }] },
      ['spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+'],
    ],
    [
      'a file where the token is',
      {
        volumes: [
          {
            name: 'v',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token' } },
                { configMap: { name: 'm', items: [{ key: 'k', path: 'token' }] } },
              ],
            },
          },
        ],
      },
      ['volume "v" (Projected): overlapping paths: "token" (ConfigMap "m") with "token" (ServiceAccountToken)'],
    ],
    [
      'secrets to pull with, twice and without a name',
      { imagePullSecrets: [{ name: 'a' }, { name: 'a' }, {}] },
      ['spec.imagePullSecrets[1].name: duplicate name "a"', 'spec.imagePullSecrets[2].name: invalid empty name ""'],
    ],
    [
      'parts of bytes beside the containers',
      { overhead: { memory: '100m', cpu: '100m' } },
      ['spec.overhead[memory]: fractional byte value "100m" is invalid, must be an integer'],
    ],
    [
      'a claim for parts of bytes',
      {
        volumes: [
          {
            name: 'v',
            ephemeral: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1500m' } } } } },
          },
        ],
      },
      [
        'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
      ],
    ],
    [
      'an address with capitals',
      { dnsConfig: { nameservers: ['FE80::1'] }, hostAliases: [{ ip: '::01', hostnames: ['a'] }] },
      [
        'spec.dnsConfig.nameservers[0]: IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")',
        'spec.hostAliases[0].ip: IPv6 address "::01" should be in RFC 5952 canonical format ("::1")',
      ],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('a variable that hides another, unless it builds on it', () => {
    const twice = (value: string): string[] =>
      container({
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value },
        ],
      });
    const why = 'env[1]: hides previous definition of "A", which may be dropped when using apply';
    assert.deepEqual(twice('2'), [why]);
    assert.deepEqual(twice('$(A)'), [why]);
    assert.deepEqual(twice('$(A)2'), []);
  });

  it('ports that get into the way of others', () => {
    const two = (one: object, other: object): string[] =>
      container({
        ports: [
          { containerPort: 80, ...one },
          { containerPort: 80, ...other },
        ],
      });
    assert.deepEqual(two({}, {}), ['ports[1]: duplicate port definition with ports[0]']);
    assert.deepEqual(two({}, { protocol: 'UDP' }), []);
    assert.deepEqual(two({}, { hostPort: 80 }), ['ports[1]: overlapping port definition with ports[0]']);
    assert.deepEqual(container({ ports: [{ containerPort: 80, hostIP: '10.0.0.1' }] }), [
      'ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}',
    ]);
  });

  it('ports in such numbers that no client could be told of all pairs', () => {
    const ports = Array.from({ length: 20_000 }, () => ({ containerPort: 80 }));
    const warnings = container({ ports });
    assert.equal(warnings.length, 1000);
    assert.equal(warnings[0], 'ports[1]: duplicate port definition with ports[0]');
  });

  it('names that ports of several containers have', () => {
    const ports = [{ name: 'a', containerPort: 80 }];
    assert.deepEqual(
      of({
        initContainers: [{ name: 'd', image: 'i', ports }],
        containers: [{ name: 'c', image: 'i', ports: [{ name: 'a', containerPort: 81 }] }],
      }),
      [
        'spec.containers[0].ports[0]: duplicate port name "a" with spec.initContainers[0].ports[0], services and probes that select ports by name will use spec.initContainers[0].ports[0]',
      ],
    );
  });

  it('profiles in annotations, of AppArmor in a template alone', () => {
    const seccomp = 'container.seccomp.security.alpha.kubernetes.io/c';
    const appArmor = 'container.apparmor.security.beta.kubernetes.io/c';
    const metadata = { name: 'x', annotations: { [seccomp]: 'unconfined', [appArmor]: 'runtime/default' } };
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    const use = `metadata.annotations[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`;
    assert.deepEqual(podWarnings({ metadata, spec }), [use]);
    const instead = `template.metadata.annotations[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`;
    assert.deepEqual(podWarnings({ metadata, spec }, 'template.'), [`template.${use}`, instead]);
    const securityContext = { appArmorProfile: { type: 'RuntimeDefault' }, seccompProfile: { type: 'Unconfined' } };
    assert.deepEqual(podWarnings({ metadata, spec: { ...spec, securityContext } }, 'template.'), [`template.${use}`]);
  });

  it('less than no time to end, in a template', () => {
    assert.deepEqual(podWarnings({ spec: { terminationGracePeriodSeconds: -1 } }, 'template.'), [
      'template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });

  it('parts of bytes', () => {
    assert.deepEqual(container({ resources: { requests: { memory: '100m', cpu: '100m' } } }), [
      'resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    ]);
  });
});

describe('updateWarnings', () => {
  it('of a template, when the deployment has changed; of a pod never', () => {
    const spec = { selector: {}, template: { spec: { containers: [good], imagePullSecrets: [{}] } } };
    const now = decoded('Deployment', { metadata: { generation: 2 }, spec });
    const had = decoded('Deployment', { metadata: { generation: 1 }, spec });
    assert.deepEqual(warningsOf(now, had), ['spec.template.spec.imagePullSecrets[0].name: invalid empty name ""']);
    assert.deepEqual(warningsOf(had, had), []);
    const pod = decoded('Pod', { spec: { containers: [good], imagePullSecrets: [{}] } });
    assert.deepEqual(warningsOf(pod, pod), []);
  });
});
