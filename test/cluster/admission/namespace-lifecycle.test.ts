import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { namespaceLifecycle } from '../../../src/cluster/admission/namespace-lifecycle.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { ApiError } from '../../../src/kube/status.js';
import { admissionReads } from '../../helpers/admission-reads.js';

const kind = (resource: string, group = ''): ResourceKind => kindOfResource(group, resource) as ResourceKind;
const namespace = (name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
  status: { phase: 'Active' },
  ...more,
});
const there: Record<string, KubeObject> = {
  lab: namespace('lab'),
  ending: namespace('ending', { status: { phase: 'Terminating' } }),
  marked: namespace('marked', { metadata: { name: 'marked', deletionTimestamp: '2026-11-25T00:00:00Z' } }),
};
const plugin = namespaceLifecycle(admissionReads({ namespace: (name) => there[name] }));

/** The message of the refusal, or 'admitted'. */
const outcome = async (more: Partial<AdmissionAttributes>): Promise<string> => {
  try {
    await plugin({
      operation: 'CREATE',
      kind: kind('configmaps'),
      namespace: 'lab',
      name: 'x',
      subresource: '',
      user: { username: 'jane', groups: [] },
      dryRun: false,
      ...more,
    });
    return 'admitted';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.code} ${error.message}`;
  }
};
const isEnding = (what: string, name: string): string =>
  `403 ${what} is forbidden: unable to create new content in namespace ${name} because it is being terminated`;

const cases: [what: string, attributes: Partial<AdmissionAttributes>, outcome: string][] = [
  ['an object in a namespace that is there', {}, 'admitted'],
  ['an object in one that is not', { namespace: 'none' }, '404 namespaces "none" not found'],
  ['an object in one that ends', { namespace: 'ending' }, isEnding('configmaps "x"', 'ending')],
  ['an object in one that is only marked yet', { namespace: 'marked' }, isEnding('configmaps "x"', 'marked')],
  ['an object without a name yet', { namespace: 'ending', name: '' }, isEnding('configmaps', 'ending')],
  [
    'a token in one that ends',
    { namespace: 'ending', kind: kind('serviceaccounts'), subresource: 'token' },
    isEnding('serviceaccounts "x"', 'ending'),
  ],
  ['a change in one that ends', { namespace: 'ending', operation: 'UPDATE' }, 'admitted'],
  ['a deletion in one that ends', { namespace: 'ending', operation: 'DELETE' }, 'admitted'],
  ['an object of the cluster', { namespace: '', kind: kind('nodes') }, 'admitted'],
  [
    'a question about a namespace that is not there',
    { namespace: 'none', kind: kind('localsubjectaccessreviews', 'authorization.k8s.io') },
    'admitted',
  ],
  [
    'the deletion of a namespace',
    { operation: 'DELETE', kind: kind('namespaces'), namespace: '', name: 'lab' },
    'admitted',
  ],
  [
    'the deletion of kube-system',
    { operation: 'DELETE', kind: kind('namespaces'), namespace: '', name: 'kube-system' },
    '403 namespaces "kube-system" is forbidden: this namespace may not be deleted',
  ],
  [
    'the deletion of kube-node-lease',
    { operation: 'DELETE', kind: kind('namespaces'), namespace: '', name: 'kube-node-lease' },
    'admitted',
  ],
  ['the deletion of an object that is called default', { operation: 'DELETE', name: 'default' }, 'admitted'],
];

describe('admission: the life of namespaces', () => {
  for (const [what, attributes, expected] of cases) {
    it(`${what}: ${expected.slice(0, 30)}`, async () => assert.equal(await outcome(attributes), expected));
  }
});
