/** The rules for containers: what each may have, and all of them together. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const good = { name: 'c', image: 'i' };
const of = (spec: object): string[] => faultsOf('Pod', { spec: { containers: [good], ...spec } });
const container = (more: object, spec: object = {}): string[] =>
  of({ ...spec, containers: [{ ...good, ...more }] }).map((fault) => fault.replace('spec.containers[0].', ''));
const volumes = [{ name: 'v', emptyDir: {} }];

describe('validateContainers', () => {
  it('forbids probes and hooks of init containers, unless they keep running', () => {
    const probes = { livenessProbe: { tcpSocket: { port: 80 } }, lifecycle: { preStop: { sleep: { seconds: 1 } } } };
    assert.deepEqual(of({ initContainers: [{ ...good, name: 'd', ...probes }] }), [
      'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ]);
    assert.deepEqual(of({ initContainers: [{ ...good, name: 'd', ...probes, restartPolicy: 'Always' }] }), []);
  });

  it('restarts single containers by rules', () => {
    assert.deepEqual(
      container({ restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }),
      ['restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
    );
    assert.deepEqual(
      container({ restartPolicy: 'Never', restartPolicyRules: [{ action: 'Stop', exitCodes: { operator: 'Is' } }] }),
      [
        'restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
        'restartPolicyRules[0].exitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
      ],
    );
  });

  it('looks at the rules of an init container when it has a policy', () => {
    const rules = { restartPolicyRules: [{ action: 'Stop' }] };
    const init = (more: object): string[] => of({ initContainers: [{ ...good, name: 'd', ...rules, ...more }] });
    const at = 'spec.initContainers[0]';
    assert.deepEqual(init({}), [
      `${at}.restartPolicy: Required value: must specify restartPolicy when restart rules are used`,
    ]);
    assert.deepEqual(init({ restartPolicy: 'Never' }), [
      `${at}.restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"`,
      `${at}.restartPolicyRules[0].exitCodes: Required value: must be specified`,
    ]);
  });

  it('counts rules and exit codes', () => {
    const rule = { action: 'Restart', exitCodes: { operator: 'In', values: Array.from({ length: 256 }, (_, i) => i) } };
    const short = { action: 'Restart', exitCodes: { operator: 'In', values: [1] } };
    const restartPolicyRules = [rule, ...Array.from({ length: 20 }, () => short)];
    assert.deepEqual(container({ restartPolicy: 'Never', restartPolicyRules }), [
      'restartPolicyRules: Too many: 21: must have at most 20 items',
      'restartPolicyRules[0].exitCodes.values: Too many: 256: must have at most 255 items',
    ]);
  });

  it('restarts no init container that ends for new resources', () => {
    const resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    assert.deepEqual(of({ initContainers: [{ ...good, name: 'd', resizePolicy }] }), [
      `spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to 'RestartContainer' for non-sidecar initContainers`,
    ]);
    assert.deepEqual(of({ initContainers: [{ ...good, name: 'd', restartPolicy: 'Always', resizePolicy }] }), []);
  });

  it('asks for parts of a claim, or for the whole of it', () => {
    const resourceClaims = [{ name: 'a', resourceClaimName: 'a' }];
    const claims = (...of: string[]): string[] =>
      container({ resources: { claims: of.map((request) => ({ name: 'a', request })) } }, { resourceClaims });
    assert.deepEqual(claims('r', 's'), []);
    assert.deepEqual(claims('r', 's', ''), [
      'resources.claims[2]: Duplicate value: "a"',
      'resources.claims[2]: Duplicate value: "a"',
    ]);
    assert.deepEqual(claims('r', 'r'), ['resources.claims[1]: Duplicate value: "a/r"']);
    assert.deepEqual(claims('', 'R'), ['resources.claims[1]: Duplicate value: "a"']);
    assert.match(claims('R').join(), /^resources.claims\[0\].request: Invalid value: "R": a lowercase RFC 1123 label/);
  });

  it('mounts a folder of an image', () => {
    const volumeMounts = [{ name: 'v', mountPath: '/v', subPath: 'a' }];
    assert.deepEqual(container({ volumeMounts }, { volumes: [{ name: 'v', image: { reference: 'i' } }] }), []);
  });

  it('reads variables from files of an emptyDir', () => {
    const env = (ref: object): object => ({ env: [{ name: 'A', valueFrom: { fileKeyRef: ref } }] });
    const at = 'env[0].valueFrom.fileKeyRef';
    assert.deepEqual(container(env({ volumeName: 'v', path: 'p', key: 'k' }), { volumes }), []);
    assert.deepEqual(
      container(env({ volumeName: 'v', path: '../p', key: 'a=b' }), {
        volumes: [{ name: 'v', hostPath: { path: '/' } }],
      }),
      [
        `${at}.key: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
        `${at}.path: Invalid value: "../p": must not contain '..'`,
        `${at}.volumeName: Invalid value: "v": referenced volume must be of type emptyDir`,
      ],
    );
    assert.deepEqual(container(env({}), { volumes }), [
      `${at}.key: Required value`,
      `${at}.volumeName: Required value`,
      `${at}.path: Required value`,
      `${at}.volumeName: Not found: ""`,
    ]);
  });

  it('lets one port of the node belong to one container', () => {
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    assert.deepEqual(
      of({
        containers: [
          { ...good, ports },
          { ...good, name: 'd', ports },
        ],
      }),
      ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//8080"'],
    );
  });

  it('takes a port of the node that there can be', () => {
    const onNode = (hostPort: number): string[] => container({ ports: [{ containerPort: 80, hostPort }] });
    assert.deepEqual(onNode(65_535), []);
    assert.deepEqual(onNode(65_536), [
      'ports[0].hostPort: Invalid value: 65536: must be between 1 and 65535, inclusive',
    ]);
  });

  it('asks for the same port inside on the network of the node', () => {
    assert.deepEqual(container({ ports: [{ containerPort: 80, hostPort: 81 }] }, { hostNetwork: true }), [
      'ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ]);
  });

  it('takes a volume with a fault for none', () => {
    const mount = { name: 'v', mountPath: '/v' };
    assert.deepEqual(container({ volumeMounts: [mount] }, { volumes: [{ name: 'v', secret: {} }] }), [
      'spec.volumes[0].secret.secretName: Required value',
      'volumeMounts[0].name: Not found: "v"',
    ]);
  });

  const cases: [string, object, string[]][] = [
    [
      'a variable from a secret without a name',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { key: 'k' } } }] },
      [
        `env[0].valueFrom.secretKeyRef.name: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      ],
    ],
    [
      'a variable from a field that files alone may hold',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] },
      [
        'env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
    ],
    [
      'a variable from no resource',
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.disk' } } }] },
      [
        'env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
      ],
    ],
    [
      'a divisor that is none',
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }] },
      [
        'env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
      ],
    ],
    [
      'variables from nowhere',
      { envFrom: [{}] },
      ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    ],
    [
      'a path of a mount that leads outside',
      { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '/x' }] },
      ['volumeMounts.subPath: Invalid value: "/x": must be a relative path'],
    ],
    [
      'mounts that the node sees',
      { volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: 'Bidirectional' }] },
      [
        'volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
      ],
    ],
    [
      'a readiness probe with a time to end',
      { readinessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 } },
      ['readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes'],
    ],
    [
      'a header of no name',
      { livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'a b', value: '' }] } } },
      [
        `livenessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')`,
      ],
    ],
    [
      'a sleep longer than the pod has',
      { lifecycle: { preStop: { sleep: { seconds: 31 } } } },
      [
        'lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
      ],
    ],
    [
      'a resource that nobody knows',
      { resources: { limits: { gpu: '1' }, requests: { gpu: '1' } } },
      [
        'resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers',
        'resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      ],
    ],
    [
      'half a device',
      { resources: { limits: { 'example.com/gpu': '500m' } } },
      [
        'resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
        'resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
      ],
    ],
    [
      'a device that is asked for and not limited',
      { resources: { requests: { 'example.com/gpu': '1' } } },
      ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ],
    [
      'privileged without a way to get privileges',
      { securityContext: { privileged: true, allowPrivilegeEscalation: false } },
      [
        'securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ],
    ],
    [
      'a user below zero',
      { securityContext: { runAsUser: -1 } },
      ['securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive'],
    ],
    [
      'a seccomp profile that there is not',
      { securityContext: { seccompProfile: { type: 'Strict' } } },
      [
        'securityContext.seccompProfile.type: Unsupported value: "Strict": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
      ],
    ],
  ];
  for (const [name, more, want] of cases) it(name, () => assert.deepEqual(container(more, { volumes }), want));
});
