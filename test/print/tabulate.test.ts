import assert from 'node:assert/strict';
import { bodyBlocks } from '../../src/print/exchange-body.js';
import { isList, tabulate } from '../../src/print/tabulate.js';
import { tabulateDiscovery } from '../../src/print/tabulate-discovery.js';
import { renderText } from '../../src/print/text.js';

const now = Date.parse('2026-01-02T00:00:00Z');
const metadata = (name: string, namespace?: string): object => ({
  name,
  namespace,
  creationTimestamp: '2026-01-01T00:00:00Z',
});
const lines = (list: object, path: string): string[] => {
  assert(isList(list));
  return renderText([tabulate(list, path, now)], { color: false })
    .split('\n')
    .slice(1);
};

describe('print/tabulate', () => {
  it('tabulates pods with readiness, state and restarts', () => {
    const pod = (name: string, more: object): object => ({
      metadata: { ...metadata(name, 'lab'), ...(more as { metadata?: object }).metadata },
      spec: { containers: [{}, {}] },
      status: {
        phase: 'Running',
        containerStatuses: [
          { ready: true, restartCount: 2, state: { running: {} } },
          { ready: false, restartCount: 1, state: { running: {} } },
        ],
        ...(more as { status?: object }).status,
      },
    });
    const list = {
      apiVersion: 'v1',
      kind: 'PodList',
      metadata: {},
      items: [
        pod('a', {}),
        pod('b', { metadata: { deletionTimestamp: 'x' } }),
        pod('c', {
          status: {
            containerStatuses: [{ ready: false, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } }],
          },
        }),
      ],
    };
    assert.deepEqual(lines(list, '/api/v1/namespaces/lab/pods'), [
      'NAME   READY   STATUS             RESTARTS   AGE',
      'a      1/2     Running            3          24h',
      'b      1/2     Terminating        3          24h',
      'c      0/2     ImagePullBackOff   0          24h',
    ]);
    assert.match(lines(list, '/api/v1/pods')[0] ?? '', /^NAMESPACE {3}NAME/);
  });

  it('tabulates every kind that a lesson lists, with unknown fields or none', () => {
    const cases: [string, object, string][] = [
      [
        'apps/v1 Deployment',
        { spec: { replicas: 3 }, status: { readyReplicas: 1, updatedReplicas: 3, availableReplicas: 1 } },
        'x 1/3 3 1 24h',
      ],
      ['v1 Secret', { type: 'Opaque', data: { a: '', b: '' } }, 'x Opaque 2 24h'],
      ['v1 Secret', { data: null }, 'x 0 24h'],
      ['v1 ConfigMap', { data: { a: '' }, binaryData: { b: '' } }, 'x 2 24h'],
      ['v1 ServiceAccount', {}, 'x 24h'],
      [
        'rbac.authorization.k8s.io/v1 RoleBinding',
        { roleRef: { kind: 'ClusterRole', name: 'view' } },
        'x ClusterRole/view 24h',
      ],
      ['rbac.authorization.k8s.io/v1 ClusterRole', {}, 'x 2026-01-01T00:00:00Z'],
      [
        'v1 Node',
        {
          metadata: { ...metadata('x'), labels: { 'node-role.kubernetes.io/control-plane': '' } },
          status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.36.2' } },
        },
        'x Ready control-plane 24h v1.36.2',
      ],
      [
        'v1 Service',
        { spec: { type: 'ClusterIP', clusterIP: '10.0.0.1', ports: [{ port: 443, protocol: 'TCP' }] } },
        'x ClusterIP 10.0.0.1 <none> 443/TCP 24h',
      ],
      [
        'certificates.k8s.io/v1 CertificateSigningRequest',
        {
          spec: { signerName: 's', username: 'u' },
          status: { conditions: [{ type: 'Approved' }], certificate: 'LS0t' },
        },
        'x 24h s u <none> Approved,Issued',
      ],
      [
        'batch/v1 Job',
        { spec: { completions: 3 }, status: { succeeded: 1, startTime: '2026-01-01T23:59:00Z' } },
        'x Running 1/3 60s 24h',
      ],
      ['apps/v1 StatefulSet', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }, 'x 1/2 24h'],
      [
        'networking.k8s.io/v1 Ingress',
        { spec: { ingressClassName: 'nginx', rules: [{ host: 'a.example' }] } },
        'x nginx a.example 80 24h',
      ],
      [
        'v1 Event',
        {
          type: 'Warning',
          reason: 'Failed',
          involvedObject: { kind: 'Pod', name: 'web' },
          message: 'no image',
          lastTimestamp: '2026-01-01T23:59:30Z',
        },
        '30s Warning Failed pod/web no image',
      ],
      ['v1 LimitRange', {}, 'x 2026-01-01T00:00:00Z'],
      ['example.com/v1 Thing', {}, 'x 24h'],
    ];
    for (const [gvk, fields, expected] of cases) {
      const [apiVersion = '', kind = ''] = gvk.split(' ');
      const list = { apiVersion, kind: `${kind}List`, metadata: {}, items: [{ metadata: metadata('x'), ...fields }] };
      const group = apiVersion.includes('/') ? 'apis' : 'api';
      assert.equal(
        lines(list, `/${group}/${apiVersion}/namespaces/n/${kind.toLowerCase()}s`)[1]?.replace(/\s+/g, ' '),
        expected,
        gvk,
      );
    }
    assert.deepEqual(lines({ apiVersion: 'v1', kind: 'PodList', items: [{}] }, '/api/v1/namespaces/n/pods').length, 2);
  });

  it('tabulates discovery and leaves other bodies alone', () => {
    const block = tabulateDiscovery({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [{ name: 'pods', shortNames: ['po'], namespaced: true, kind: 'Pod', verbs: ['get', 'list'] }],
    });
    assert(block);
    assert.match(renderText([block], { color: false }), /pods +po +true +Pod +get,list/);
    assert.equal(tabulateDiscovery({ kind: 'Pod' }), undefined);
    assert.equal(isList({ kind: 'Pod' }), false);
  });

  it('J23: groups of the API are told by their versions, not by an age that they do not have', () => {
    const apps = {
      name: 'apps',
      versions: [
        { groupVersion: 'apps/v1', version: 'v1' },
        { groupVersion: 'apps/v1beta1', version: 'v1beta1' },
      ],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    };
    const told = (body: object): string => renderText(bodyBlocks(body, '/apis', 0), { color: false });
    const groups = told({ kind: 'APIGroupList', apiVersion: 'v1', groups: [apps] });
    assert.equal(groups, 'APIGroupList, 1 group\nGROUP   VERSIONS     PREFERRED\napps    v1,v1beta1   v1');
    assert.match(
      told({ kind: 'APIGroup', ...apps }),
      /^APIGroup apps\nVERSION +PATH +PREFERRED\nv1 +\/apis\/apps\/v1 +yes/,
    );
    assert.match(told({ kind: 'APIVersions', versions: ['v1'] }), /VERSION +SERVER ADDRESS\nv1/);
    const all = told({
      kind: 'APIGroupDiscoveryList',
      items: [
        {
          metadata: { name: null },
          versions: [{ version: 'v1', resources: [{ resource: 'pods' }, { resource: 'nodes' }] }],
        },
      ],
    });
    assert.match(all, /GROUP +VERSION +RESOURCES\n\(core\) +v1 +pods, nodes/);
    assert.doesNotMatch(all, /<unknown>/);
  });
});
