/** The rules for the specification of a pod beside its containers: names, places, volumes, the network. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object): string[] =>
  faultsOf('Pod', { spec: { serviceAccountName: 'default', containers: [{ name: 'c', image: 'i' }], ...spec } }).map(
    (f) => f.replace(/^spec\./, ''),
  );
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const projected = (...sources: object[]): object => ({ volumes: [{ name: 'v', projected: { sources } }] });

describe('validatePodSpec', () => {
  const cases: [string, object, string[]][] = [
    ['a grace period below zero is only warned of', { terminationGracePeriodSeconds: -1 }, []],
    [
      'no name server of its own',
      { dnsPolicy: 'None' },
      ['dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'a name server that is no address',
      { dnsConfig: { nameservers: ['dns'] } },
      ['dnsConfig.nameservers[0]: Invalid value: "dns": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'users of its own on the network of the node',
      { hostUsers: false, hostNetwork: true, hostPID: true },
      ['hostNetwork: Forbidden: when `hostUsers` is false', 'HostPID: Forbidden: when `hostUsers` is false'],
    ],
    [
      'users of its own and a block device',
      {
        hostUsers: false,
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'd' } }],
        containers: [{ name: 'c', image: 'i', volumeDevices: [{ name: 'v', devicePath: '/v' }] }],
      },
      ['containers[0].volumeDevices: Forbidden: when `hostUsers` is false'],
    ],
    [
      'a name for its own system where it cannot have one',
      { hostnameOverride: 'a'.repeat(65), setHostnameAsFQDN: true, hostNetwork: true },
      [
        'hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
        'hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
        'hostnameOverride: Too long: may not be more than 64 bytes',
      ],
    ],
    [
      'overhead of a resource that there is not',
      { overhead: { disk: '1' } },
      [
        'overhead.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'overhead.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
      ],
    ],
    [
      'claims for devices by two names, and by none',
      { resourceClaims: [{ name: 'a', resourceClaimName: 'a', resourceClaimTemplateName: 'b' }, { name: 'b' }] },
      [
        'resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":"a","ResourceClaimTemplateName":"b"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        'resourceClaims[1]: Invalid value: {"Name":"b","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      ],
    ],
    [
      'a token for no account',
      {
        serviceAccountName: '',
        volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
      },
      [
        'volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
      ],
    ],
    [
      'a toleration that compares, and one with no operator that there is',
      {
        tolerations: [
          { key: 'a', operator: 'Gt', value: '1' },
          { key: 'a', operator: 'Is' },
        ],
      },
      [
        'tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"',
        'tolerations[1].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
      ],
    ],
    ['a domain to search that is as long as one may be', { dnsConfig: { searches: [`${'a.'.repeat(127)}`] } }, []],
    [
      'a domain to search that is too long',
      { dnsConfig: { searches: ['a.'.repeat(128)] } },
      [`dnsConfig.searches[0]: Invalid value: "${'a.'.repeat(127)}a": must be no more than 253 characters`],
    ],
    [
      'a group below zero',
      { securityContext: { fsGroup: -1, supplementalGroups: [1, -2] } },
      [
        'securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'securityContext.supplementalGroups[1]: Invalid value: -2: must be between 0 and 2147483647, inclusive',
      ],
    ],
    [
      'no terms for nodes',
      { affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [] } } } },
      [
        `affinity.nodeAffinity.${required}.nodeSelectorTerms: Required value: must have at least one node selector term`,
      ],
    ],
    [
      'a term for nodes with an operator that there is not',
      {
        affinity: {
          nodeAffinity: { [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Is' }] }] } },
        },
      },
      [
        `affinity.nodeAffinity.${required}.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator`,
      ],
    ],
    [
      'pods near others, of no weight and nowhere',
      { affinity: { podAffinity: { [preferred]: [{ weight: 0, podAffinityTerm: { topologyKey: '' } }] } } },
      [
        `affinity.podAffinity.${preferred}[0].weight: Invalid value: 0: must be in the range 1-100`,
        `affinity.podAffinity.${preferred}[0].podAffinityTerm.topologyKey: Required value: can not be empty`,
        `affinity.podAffinity.${preferred}[0].podAffinityTerm.topologyKey: Invalid value: "": name part must be non-empty`,
        `affinity.podAffinity.${preferred}[0].podAffinityTerm.topologyKey: Invalid value: "": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      ],
    ],
    [
      'a spread of nothing',
      { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: '', whenUnsatisfiable: 'Wait' }] },
      [
        'topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
        'topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
        'topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Wait": supported values: "DoNotSchedule", "ScheduleAnyway"',
      ],
    ],
    [
      'keys of labels without a selector, and with one that has them',
      {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['not a name'] },
          {
            maxSkew: 1,
            topologyKey: 'b',
            whenUnsatisfiable: 'DoNotSchedule',
            matchLabelKeys: ['k'],
            labelSelector: { matchLabels: { k: 'v' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
          },
        ],
      },
      [
        'topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
        'topologySpreadConstraints[1][0]: Invalid value: "k": exists in both matchLabelKeys and labelSelector',
      ],
    ],
    [
      'a toleration of everything with a value',
      { tolerations: [{ key: 'k', operator: 'Exists', value: 'v' }] },
      ['tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is \'Exists\''],
    ],
    [
      'another name for an address that is none',
      { hostAliases: [{ ip: 'x', hostnames: ['h'] }] },
      ['hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'a system that there is not',
      { os: { name: 'plan9' } },
      ['os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
    [
      'a folder of the node outside',
      { volumes: [{ name: 'v', hostPath: { path: '/a/../b', type: 'Folder' } }] },
      [
        `volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
        'volumes[0].hostPath.type: Unsupported value: "Folder": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
      ],
    ],
    [
      'a directory of less than nothing',
      { volumes: [{ name: 'v', emptyDir: { sizeLimit: '-1' } }] },
      ['volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity'],
    ],
    [
      'two sources, the second misspelt as by Kubernetes',
      { volumes: [{ name: 'v', emptyDir: {}, downwardAPI: { items: [] } }] },
      ['volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'a file of a field that there is not',
      { volumes: [{ name: 'v', downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'spec.nodeName' } }] } }] },
      [
        'volumes[0].downwardAPI.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"',
      ],
    ],
    [
      'a token without a file, told of at the volume',
      projected({ serviceAccountToken: {} }),
      ['volumes[0].projected.path: Required value'],
    ],
    [
      'a token for too long',
      projected({ serviceAccountToken: { path: 't', expirationSeconds: 2 ** 32 + 1 } }),
      [
        'volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
      ],
    ],
    [
      'two files of one name',
      projected(
        { configMap: { name: 'm', items: [{ key: 'a', path: 'p' }] } },
        { secret: { name: 's', items: [{ key: 'a', path: 'p' }] } },
      ),
      ['volumes[0].projected: Invalid value: "s": conflicting duplicate paths'],
    ],
    [
      'two sources in one',
      projected({ configMap: { name: 'm' }, secret: { name: 's' } }),
      ['volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source'],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('makes the claim of a volume of a template, and calls it by the pod and the volume', () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } } };
    const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec } } }];
    const called = (name: string): string[] =>
      faultsOf('Pod', { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }], volumes } });
    assert.deepEqual(
      faultsOf('Pod', {
        spec: {
          containers: [{ name: 'c', image: 'i' }],
          volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { metadata: { name: 'n', uid: 'u' }, spec: {} } } }],
        },
      }),
      [
        'metadata.name: Forbidden: cannot be set',
        'metadata.uID: Forbidden: cannot be set',
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ].map((fault) => `spec.volumes[0].ephemeral.volumeClaimTemplate.${fault}`),
    );
    const long = 'p'.repeat(251);
    assert.deepEqual(called(long), []);
    assert.deepEqual(called(`${long}p`), [
      `spec.volumes[0].name: Invalid value: "v": PVC name "${long}p-v": must be no more than 253 characters`,
    ]);
  });
});
