import assert from 'node:assert/strict';
import { isInScope, scopeStamp } from '../../../../src/cluster/kinds/core/quota-scopes.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { object } from './lab-object.js';

const pod = (spec: object): KubeObject => object('Pod', { containers: [{ name: 'c' }], ...spec });
const holds = (spec: object, one: KubeObject, resource = 'pods'): boolean =>
  isInScope(object('ResourceQuota', spec), { group: '', resource }, one);
const selected = (scopeName: string, operator: string, ...values: string[]): object => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, values }] },
});

describe('the scopes of a quota', () => {
  it('are about how a pod is served, and whether it has to end', () => {
    const asks = pod({ containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] });
    const ends = pod({ activeDeadlineSeconds: 0 });
    const of = (scope: string): boolean[] => [asks, ends].map((one) => holds({ scopes: [scope] }, one));
    assert.deepEqual(of('BestEffort'), [false, true]);
    assert.deepEqual(of('NotBestEffort'), [true, false]);
    assert.deepEqual(of('Terminating'), [false, true]);
    assert.deepEqual(of('NotTerminating'), [true, false]);
    assert.equal(holds({ scopes: ['BestEffort', 'NotTerminating'] }, ends), false);
    assert.equal(holds({}, asks), true);
  });

  it('can name priority classes, and pods without one', () => {
    const [high, none] = [pod({ priorityClassName: 'high' }), pod({})];
    const of = (operator: string, ...values: string[]): boolean[] =>
      [high, none].map((one) => holds(selected('PriorityClass', operator, ...values), one));
    assert.deepEqual(of('In', 'low', 'high'), [true, false]);
    assert.deepEqual(of('In', 'low'), [false, false]);
    assert.deepEqual(of('NotIn', 'high'), [false, true]);
    assert.deepEqual(of('NotIn', 'low'), [true, true]);
    assert.deepEqual(of('Exists'), [true, false]);
    assert.deepEqual(of('DoesNotExist'), [false, true]);
    assert.equal(holds({ scopes: ['PriorityClass'] }, high), true);
  });

  it('are about pods that look for others in other namespaces', () => {
    const near = (term: object, kind = 'podAffinity', preferred = false): KubeObject =>
      pod({
        affinity: {
          [kind]: preferred
            ? { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] }
            : { requiredDuringSchedulingIgnoredDuringExecution: [term] },
        },
      });
    const isForeign = (one: KubeObject): boolean => holds({ scopes: ['CrossNamespacePodAffinity'] }, one);
    assert.equal(isForeign(near({ topologyKey: 'k' })), false);
    assert.equal(isForeign(near({ topologyKey: 'k', namespaces: [] })), false);
    assert.equal(isForeign(near({ topologyKey: 'k', namespaces: ['shop'] })), true);
    assert.equal(isForeign(near({ topologyKey: 'k', namespaceSelector: {} }, 'podAntiAffinity', true)), true);
    assert.equal(isForeign(pod({})), false);
  });

  it('can name the attributes that the volume of a claim has, had or is to have', () => {
    const claims = [
      object('PersistentVolumeClaim', { volumeAttributesClassName: 'gold' }),
      object('PersistentVolumeClaim', {}, { currentVolumeAttributesClassName: 'gold' }),
      object('PersistentVolumeClaim', {}, { modifyVolumeStatus: { targetVolumeAttributesClassName: 'gold' } }),
      object('PersistentVolumeClaim', { volumeAttributesClassName: 'iron' }),
      object('PersistentVolumeClaim', {}),
    ];
    const of = (spec: object): boolean[] => claims.map((claim) => holds(spec, claim, 'persistentvolumeclaims'));
    assert.deepEqual(of(selected('VolumeAttributesClass', 'In', 'gold')), [true, true, true, false, false]);
    assert.deepEqual(of({ scopes: ['VolumeAttributesClass'] }), [true, true, true, true, false]);
    assert.deepEqual(of({ scopes: ['BestEffort'] }), [false, false, false, false, false]);
    assert.equal(holds({ scopes: ['VolumeAttributesClass'] }, pod({})), false);
  });

  it('are for pods and claims alone', () => {
    const service = object('Service', {});
    assert.equal(holds({ scopes: ['BestEffort'] }, service, 'services'), false);
    assert.equal(holds({}, service, 'services'), true);
  });

  it('change when a pod is to end, and with the attributes of a volume', () => {
    assert.equal(scopeStamp(pod({})), scopeStamp(pod({ hostname: 'h' })));
    assert.notEqual(scopeStamp(pod({})), scopeStamp(pod({ activeDeadlineSeconds: 5 })));
    const claim = (name: string): KubeObject => object('PersistentVolumeClaim', { volumeAttributesClassName: name });
    assert.notEqual(scopeStamp(claim('gold')), scopeStamp(claim('iron')));
  });
});
