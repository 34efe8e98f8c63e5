/** The rules for the specification of a pod beside its containers: names, places, volumes, the network. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }).map((f) => f.replace(/^spec\./, ''));
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
      [
        'hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false',
        'HostPID: Forbidden: when `pod.Spec.HostUsers` is false',
      ],
    ],
    [
      'a group below zero',
      { securityContext: { fsGroup: -1, supplementalGroups: [1, -2] } },
      [
        'securityContext.fsGroup: Invalid value: -1: must be between 0 and 4294967295, inclusive',
        'securityContext.supplementalGroups[1]: Invalid value: -2: must be between 0 and 4294967295, inclusive',
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
});
