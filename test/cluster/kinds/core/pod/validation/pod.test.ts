/** The rules for pods: containers, volumes, the specification itself, and what may change later. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../../../faults.js';

const good = { name: 'c', image: 'i' };
const of = (spec: object): string[] => faultsOf('Pod', { spec: { containers: [good], ...spec } });
/** The faults of one container, with the path up to it left out. */
const container = (more: object, spec: object = {}): string[] =>
  of({ ...spec, containers: [{ ...good, ...more }] }).map((fault) => fault.replace('spec.containers[0].', ''));

describe('validatePod: the specification', () => {
  it('takes the simplest pod there is', () => assert.deepEqual(of({}), []));

  it('wants containers', () => {
    assert.deepEqual(of({ containers: [] }), ['spec.containers: Required value']);
  });

  const cases: [string, object, string[]][] = [
    [
      'restart policy',
      { restartPolicy: 'Sometimes' },
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'DNS policy',
      { dnsPolicy: 'x' },
      [
        'spec.dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      ],
    ],
    [
      'deadline',
      { activeDeadlineSeconds: 0 },
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
    [
      'a toleration of everything',
      { tolerations: [{ value: 'x' }] },
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'a toleration for a time',
      { tolerations: [{ key: 'k', tolerationSeconds: 5, effect: 'NoSchedule' }] },
      [
        `spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
      ],
    ],
    [
      'an effect that there is not',
      { tolerations: [{ key: 'k', effect: 'Never' }] },
      [
        'spec.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('names of accounts, nodes and hosts', () => {
    for (const field of ['serviceAccountName', 'nodeName', 'hostname', 'subdomain', 'priorityClassName']) {
      const [fault, ...more] = of({ [field]: 'Bad_Name' });
      assert.match(fault ?? '', new RegExp(`^spec\\.${field}: Invalid value: "Bad_Name": a lowercase RFC 1123 `));
      assert.deepEqual(more, []);
    }
  });
});

describe('validatePod: containers', () => {
  it('name and image', () => {
    assert.deepEqual(container({ name: '' }), ['name: Required value']);
    assert.match(
      container({ name: 'Bad Name' })[0] ?? '',
      /^name: Invalid value: "Bad Name": a lowercase RFC 1123 label/,
    );
    assert.deepEqual(container({ image: '' }), ['image: Required value']);
    assert.deepEqual(container({ image: ' i' }), [
      'image: Invalid value: " i": must not have leading or trailing whitespace',
    ]);
  });

  it('no two of one name, init containers among them', () => {
    assert.deepEqual(of({ containers: [good, good], initContainers: [good] }), [
      'spec.containers[1].name: Duplicate value: "c"',
      'spec.initContainers[0].name: Duplicate value: "c"',
    ]);
  });

  const cases: [string, object, string[]][] = [
    [
      'pull policy',
      { imagePullPolicy: 'Maybe' },
      ['imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"'],
    ],
    [
      'termination message',
      { terminationMessagePolicy: 'x' },
      ['terminationMessagePolicy: Unsupported value: "x": supported values: "File", "FallbackToLogsOnError"'],
    ],
    ['a port without a number', { ports: [{ name: 'web' }] }, ['ports[0].containerPort: Required value']],
    [
      'a port out of range',
      { ports: [{ containerPort: 70000 }] },
      ['ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    [
      'a protocol',
      { ports: [{ containerPort: 80, protocol: 'HTTP' }] },
      ['ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      'port names',
      {
        ports: [
          { containerPort: 80, name: 'a' },
          { containerPort: 81, name: 'a' },
        ],
      },
      ['ports[1].name: Duplicate value: "a"'],
    ],
    [
      'a long port name',
      { ports: [{ containerPort: 80, name: 'averylongportname' }] },
      ['ports[0].name: Invalid value: "averylongportname": must be no more than 15 characters'],
    ],
    ['a variable without a name', { env: [{ value: 'x' }] }, ['env[0].name: Required value']],
    [
      'a variable with an equals sign',
      { env: [{ name: 'A=B' }] },
      [
        `env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '='`,
      ],
    ],
    [
      'a variable with two values',
      { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      'a variable from a field that is not offered',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.hostname' } } }] },
      [
        'env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.hostname": error converting fieldPath: field label not supported: spec.hostname',
      ],
    ],
    [
      'a variable from a secret without a key',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: '' } } }] },
      ['env[0].valueFrom.secretKeyRef.key: Required value'],
    ],
    [
      'a mount of no volume',
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      ['volumeMounts[0].name: Not found: "v"'],
    ],
    [
      'a negative amount',
      { resources: { limits: { cpu: '-1' } } },
      [
        'resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        // the request is as high as the limit
        'resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
      ],
    ],
    [
      'more asked for than allowed',
      { resources: { limits: { cpu: '1' }, requests: { cpu: '1500m' } } },
      ['resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1'],
    ],
    ['a probe of nothing', { livenessProbe: {} }, ['livenessProbe: Required value: must specify a handler type']],
    [
      'a probe of two things',
      { readinessProbe: { exec: { command: ['x'] }, tcpSocket: { port: 80 } } },
      ['readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'a liveness probe that wants two successes',
      { livenessProbe: { successThreshold: 2, tcpSocket: { port: 80 } } },
      ['livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    [
      'a probe of a port of no number',
      { readinessProbe: { httpGet: { port: 0 } } },
      ['readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    ],
  ];
  for (const [name, more, want] of cases) it(name, () => assert.deepEqual(container(more), want));

  it('two mounts at one place', () => {
    const volumes = [{ name: 'v', emptyDir: {} }];
    const mount = { name: 'v', mountPath: '/v' };
    assert.deepEqual(container({ volumeMounts: [mount, mount] }, { volumes }), [
      'volumeMounts[1].mountPath: Invalid value: "/v": must be unique',
    ]);
    assert.deepEqual(container({ volumeMounts: [{ ...mount, subPath: '../x' }] }, { volumes }), [
      `volumeMounts.subPath: Invalid value: "../x": must not contain '..'`,
    ]);
  });
});

describe('validatePod: volumes', () => {
  const volume = (source: object): string[] =>
    of({ serviceAccountName: 'default', volumes: [{ name: 'v', ...source }] });

  const cases: [string, object, string[]][] = [
    ['none is an empty directory', {}, []],
    [
      'two sources',
      { emptyDir: {}, hostPath: { path: '/x' } },
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    ['a secret without a name', { secret: {} }, ['spec.volumes[0].secret.secretName: Required value']],
    ['a config map without a name', { configMap: {} }, ['spec.volumes[0].configMap.name: Required value']],
    [
      'a mode that is none',
      { secret: { secretName: 's', defaultMode: 512 } },
      [
        'spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
      ],
    ],
    [
      'a file outside',
      { secret: { secretName: 's', items: [{ key: 'k', path: '../x' }] } },
      [`spec.volumes[0].secret.items[0].path: Invalid value: "../x": must not contain '..'`],
    ],
    [
      'a token of too short a life',
      { projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 60 } }] } },
      [
        'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
      ],
    ],
  ];
  for (const [name, source, want] of cases) it(name, () => assert.deepEqual(volume(source), want));

  it('no two of one name', () => {
    const volumes = [{ name: 'v' }, { name: 'v' }];
    assert.deepEqual(of({ volumes }), ['spec.volumes[1].name: Duplicate value: "v"']);
  });
});

describe('validatePodUpdate', () => {
  const before = { containers: [{ ...good, command: ['sleep'] }], tolerations: [{ key: 'k', operator: 'Exists' }] };
  const update = (after: object, subresource = ''): string[] =>
    updateFaultsOf('Pod', { spec: before }, { spec: { ...before, ...after } }, subresource);

  it('lets the image change, and tolerations grow', () => {
    assert.deepEqual(
      update({ containers: [{ ...good, command: ['sleep'], image: 'i:2', imagePullPolicy: 'Always' }] }),
      [],
    );
    assert.deepEqual(update({ tolerations: [...before.tolerations, { key: 'l', operator: 'Exists' }] }), []);
    assert.deepEqual(update({ activeDeadlineSeconds: 5 }), []);
  });

  it('keeps all else, and shows what would change as a difference of JSON', () => {
    const [fault = '', ...more] = update({ containers: [{ ...good, command: ['sh'] }] });
    const [why, ...lines] = fault.split('\n');
    assert.equal(
      why,
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    );
    assert.deepEqual(
      lines.filter((l) => /^[-+]/.test(l)),
      ['-    "sleep"', '+    "sh"'],
    );
    assert.deepEqual(more, []);
  });

  it('may be given less time, never more, and no end again', () => {
    const deadline = (before: object, after: object): string[] =>
      updateFaultsOf('Pod', { spec: { containers: [good], ...before } }, { spec: { containers: [good], ...after } });
    assert.deepEqual(deadline({ activeDeadlineSeconds: 9 }, { activeDeadlineSeconds: 5 }), []);
    assert.deepEqual(deadline({ activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: 9 }), [
      'spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value',
    ]);
    assert.deepEqual(deadline({ activeDeadlineSeconds: 5 }, {}), [
      'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    ]);
    assert.deepEqual(deadline({ terminationGracePeriodSeconds: -5 }, { terminationGracePeriodSeconds: 1 }), []);
  });

  it('behind gates loses gates, and narrows where it goes', () => {
    const gated = { containers: [good], schedulingGates: [{ name: 'example.com/wait' }], nodeSelector: { a: 'b' } };
    const change = (after: object): string[] =>
      updateFaultsOf('Pod', { spec: gated }, { spec: { ...gated, ...after } });
    assert.deepEqual(change({ schedulingGates: [], nodeSelector: { a: 'b', c: 'd' } }), []);
    assert.deepEqual(change({ schedulingGates: [{ name: 'example.com/other' }] }), [
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/other'",
    ]);
  });

  it('behind gates narrows the nodes that it needs, term by term', () => {
    const needs = (...nodeSelectorTerms: object[]): object => ({
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
    });
    const term = (...keys: string[]): object => ({
      matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })),
    });
    const gated = { containers: [good], schedulingGates: [{ name: 'example.com/wait' }] };
    const change = (had: object, after: object): string[] =>
      updateFaultsOf('Pod', { spec: { ...gated, ...had } }, { spec: { ...gated, ...after } });
    const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
    assert.deepEqual(change({}, needs(term('a'))), []);
    assert.deepEqual(change(needs(term('a')), needs(term('a', 'b'))), []);
    assert.deepEqual(change(needs(term('a')), {}), [
      `${at}: Invalid value: null: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
    ]);
    assert.deepEqual(change(needs(term('a', 'b')), needs(term('b', 'a'))), [
      `${at}[0]: Invalid value: {"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null},{"Key":"a","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)`,
    ]);
    assert.deepEqual(change(needs({}), needs(term('a'))), [
      `${at}[0]: Invalid value: {"MatchExpressions":[{"Key":"a","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)`,
    ]);
  });

  it('keeps its annotations of AppArmor', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/c';
    const annotated = (...profiles: string[]): object => ({
      metadata: { annotations: Object.fromEntries(profiles.map((profile) => [key, profile])) },
      spec: { containers: [good] },
    });
    const change = (had: object, after: object): string[] => updateFaultsOf('Pod', { ...had }, { ...after });
    const path = `metadata.annotations[${key}]: Forbidden: may not`;
    assert.deepEqual(change(annotated(), annotated('unconfined')), [`${path} add AppArmor annotations`]);
    assert.deepEqual(change(annotated('unconfined'), annotated()), [`${path} remove or update AppArmor annotations`]);
    assert.deepEqual(change(annotated('unconfined'), annotated('unconfined')), []);
  });

  it('has as many containers as it began with', () => {
    const containers = [...before.containers, { name: 'd', image: 'i' }];
    assert.deepEqual(update({ containers }), [
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ]);
  });

  it('takes no toleration away', () => {
    assert.deepEqual(update({ tolerations: [] }), [
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ]);
  });

  it('lets the status be written without a look at the specification', () => {
    assert.deepEqual(update({ hostname: 'h' }, 'status'), []);
  });

  it('keeps the class of the status, and the addresses are some', () => {
    const status = (after: object): string[] => {
      const before = { containers: [good] };
      return updateFaultsOf(
        'Pod',
        { spec: before, status: { qosClass: 'BestEffort' } },
        { spec: before, status: after },
        'status',
      );
    };
    assert.deepEqual(status({ qosClass: 'BestEffort', podIPs: [{ ip: '10.0.0.1' }] }), []);
    assert.deepEqual(status({ qosClass: 'Burstable' }), [
      'status.qosClass: Invalid value: "Burstable": field is immutable',
    ]);
    assert.deepEqual(status({ qosClass: 'BestEffort', podIPs: [{ ip: 'x' }] }), [
      'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
  });
});

describe('validateResize', () => {
  const sized = (requests: object, limits: object = {}): object => ({
    containers: [{ ...good, resources: { requests, limits } }],
  });
  const resize = (before: object, after: object): string[] =>
    updateFaultsOf(
      'Pod',
      { spec: before, status: { qosClass: 'Burstable' } },
      { spec: after, status: { qosClass: 'Burstable' } },
      'resize',
    );

  it('changes amounts of cpu and memory', () => {
    assert.deepEqual(resize(sized({ cpu: '1' }), sized({ cpu: '2' })), []);
    assert.deepEqual(
      resize(sized({ 'ephemeral-storage': '1', cpu: '1' }), sized({ 'ephemeral-storage': '2', cpu: '1' })),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    );
  });

  it('is of the same containers in the same order', () => {
    const two = (...names: string[]): object => ({ containers: names.map((name) => ({ name, image: 'i' })) });
    const init = (...names: string[]): object => ({
      ...two('c'),
      initContainers: names.map((name) => ({ name, image: 'i' })),
    });
    assert.deepEqual(resize(two('c'), two('c', 'd')), [
      'spec.containers: Forbidden: containers may not be added or removed on resize',
    ]);
    assert.deepEqual(resize(init('a', 'b'), init('b', 'a')), [
      'spec.initContainers[0].name: Forbidden: initContainers may not be renamed or reordered on resize',
      'spec.initContainers[1].name: Forbidden: initContainers may not be renamed or reordered on resize',
    ]);
  });

  it('changes init containers, and no policy of any container', () => {
    const init = (cpu: string, more: object = {}): object => ({
      ...sized({ cpu: '1' }),
      initContainers: [{ name: 'i', image: 'i', resources: { requests: { cpu } }, ...more }],
    });
    assert.deepEqual(resize(init('1'), init('2')), []);
    const resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }];
    assert.deepEqual(resize(init('1'), init('1', { resizePolicy })), [
      'spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable',
    ]);
    const policies = { containers: [{ ...good, resources: { requests: { cpu: '1' } }, resizePolicy }] };
    assert.deepEqual(resize(sized({ cpu: '1' }), policies), [
      'spec: Forbidden: only cpu and memory resources are mutable',
    ]);
  });

  it('changes the pod as a whole', () => {
    const whole = (requests?: object): object => ({ containers: [good], ...(requests && { resources: { requests } }) });
    assert.deepEqual(resize(whole({ cpu: '1' }), whole({ cpu: '2' })), []);
    assert.deepEqual(resize(whole({ cpu: '1', memory: '1' }), whole({ cpu: '1' })), [
      'spec.resources.requests: Forbidden: pod-level resource requests cannot be removed',
    ]);
    assert.deepEqual(resize(whole({ cpu: '1' }), whole()), [
      'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
      'spec.resources: Forbidden: pod-level resources cannot be removed',
    ]);
  });

  it('takes none away, and keeps the class', () => {
    assert.deepEqual(resize(sized({ cpu: '1', memory: '1' }), sized({ cpu: '1' })), [
      'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
    ]);
    const guaranteed = sized({ cpu: '1', memory: '1' }, { cpu: '1', memory: '1' });
    assert.deepEqual(resize(sized({ cpu: '1', memory: '1' }), guaranteed), [
      'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
    ]);
  });
});

describe('validateTemplate', () => {
  const of = (template: object): string[] => {
    const metadata = { labels: { a: 'b' } };
    const spec = { selector: { matchLabels: { a: 'b' } }, template: { metadata, ...template } };
    return faultsOf('Deployment', { spec }).map((fault) => fault.replace('spec.template.', ''));
  };

  it('takes a space around an image, and host ports that its pods fill in', () => {
    const ports = [{ containerPort: 80 }];
    assert.deepEqual(of({ spec: { hostNetwork: true, containers: [{ name: 'c', image: ' i', ports }] } }), []);
    assert.deepEqual(
      of({ spec: { hostNetwork: true, containers: [{ ...good, ports: [{ containerPort: 80, hostPort: 81 }] }] } }),
      [
        'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      ],
    );
  });

  it('has no ephemeral containers', () => {
    assert.deepEqual(of({ spec: { containers: [good], ephemeralContainers: [{ name: 'e', image: 'i' }] } }), [
      'spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ]);
  });
});
