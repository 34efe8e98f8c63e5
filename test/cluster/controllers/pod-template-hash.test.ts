import assert from 'node:assert/strict';
import fc from 'fast-check';
import { podTemplateHash, withoutHash } from '../../../src/cluster/controllers/pod-template-hash.js';
import { podTemplate } from '../../helpers/pod-template.js';

const probe = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const linux = { nodeSelector: { 'kubernetes.io/os': 'linux' } };

describe('pod-template-hash', () => {
  // as clusters of Kubernetes 1.36 had them; the last two are the deployments of kubeadm and of kind 0.32
  it('is that of a real deployment', () => {
    assert.equal(podTemplateHash(podTemplate({ app: 'h' }, { name: 'a' })), '75467596df');
    assert.equal(podTemplateHash(podTemplate({ app: 'nginx' }, {})), '7f8fbb96d');
  });

  it('is that of a real deployment with amounts, probes, ports by name, affinity and tolerations', () => {
    const coredns = podTemplate(
      { 'k8s-app': 'kube-dns' },
      {
        name: 'coredns',
        image: 'registry.k8s.io/coredns/coredns:v1.14.2',
        imagePullPolicy: 'IfNotPresent',
        args: ['-conf', '/etc/coredns/Corefile'],
        resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
        volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
        ports: [
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
          { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
          { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
          { name: 'liveness-probe', containerPort: 8080, protocol: 'TCP' },
          { name: 'readiness-probe', containerPort: 8181, protocol: 'TCP' },
        ],
        livenessProbe: {
          ...probe,
          httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' },
          initialDelaySeconds: 60,
          timeoutSeconds: 5,
          failureThreshold: 5,
        },
        readinessProbe: { ...probe, httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
      },
      {
        ...linux,
        dnsPolicy: 'Default',
        priorityClassName: 'system-cluster-critical',
        serviceAccount: 'coredns',
        serviceAccountName: 'coredns',
        tolerations: [
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
        ],
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: {
                  labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
                  topologyKey: 'kubernetes.io/hostname',
                },
              },
            ],
          },
        },
        volumes: [
          {
            name: 'config-volume',
            configMap: { name: 'coredns', defaultMode: 420, items: [{ key: 'Corefile', path: 'Corefile' }] },
          },
        ],
      },
    );
    assert.equal(podTemplateHash(coredns), '589f44dc88');
  });

  it('is that of a real deployment with variables', () => {
    const provisioner = podTemplate(
      { app: 'local-path-provisioner' },
      {
        name: 'local-path-provisioner',
        image: 'docker.io/kindest/local-path-provisioner:v20260521-9fb22683',
        imagePullPolicy: 'IfNotPresent',
        command: [
          ...['local-path-provisioner', '--debug', 'start'],
          ...['--helper-image', 'docker.io/kindest/local-path-helper:v20260131-7181c60a'],
          ...['--config', '/etc/config/config.json'],
        ],
        volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config/' }],
        env: [
          {
            name: 'POD_NAMESPACE',
            valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
          },
          { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
        ],
      },
      {
        ...linux,
        serviceAccount: 'local-path-provisioner-service-account',
        serviceAccountName: 'local-path-provisioner-service-account',
        tolerations: ['control-plane', 'master'].map((role) => ({
          key: `node-role.kubernetes.io/${role}`,
          operator: 'Equal',
          effect: 'NoSchedule',
        })),
        volumes: [{ name: 'config-volume', configMap: { name: 'local-path-config', defaultMode: 420 } }],
      },
    );
    assert.equal(podTemplateHash(provisioner), '855c7b7774');
  });

  it('depends on the template, not on the order of its keys', () => {
    const [a, b] = [
      { image: 'a', args: ['x'] },
      { args: ['x'], image: 'a' },
    ];
    assert.equal(
      podTemplateHash(podTemplate({ x: '1', y: '2' }, a)),
      podTemplateHash(podTemplate({ y: '2', x: '1' }, b)),
    );
    fc.assert(
      fc.property(fc.string(), (image) => {
        assert.notEqual(
          podTemplateHash(podTemplate({}, { image })),
          podTemplateHash(podTemplate({}, { image: `${image}.` })),
        );
      }),
    );
  });

  it('is another one after each collision', () => {
    const hashes = [0, 1, 2].map((collisions) => podTemplateHash(podTemplate({}, {}), collisions));
    assert.equal(new Set(hashes).size, 3);
  });

  it('is taken off a template without touching the rest', () => {
    const labelled = podTemplate({ app: 'a', 'pod-template-hash': 'zz' }, {});
    assert.deepEqual(withoutHash(labelled), podTemplate({ app: 'a' }, {}));
    assert.deepEqual(withoutHash({ spec: { containers: [] } }), { metadata: { labels: {} }, spec: { containers: [] } });
  });
});
