import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { type Lesson, type LessonMakes, readCourse } from '../../src/course/course.js';
import { madeFaults, madeObjects } from '../../src/course/made-objects.js';
import type { Evidence } from '../../src/grader/evidence.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import type { KubeObject } from '../../src/kube/object.js';

const rbac = 'rbac.authorization.k8s.io';

/** `create 201 namespaces/a`, as `[NAMESPACE/]RESOURCE/NAME`. */
function event(text: string, apiGroup = ''): AuditEvent {
  const [verb = '', code, path = ''] = text.split(' ');
  const words = path.split('/');
  const [resource, name] = words.slice(-2);
  const namespace = words.length === 3 ? words[0] : resource === 'namespaces' ? name : undefined;
  const objectRef = { resource, name, apiGroup, apiVersion: 'v1', ...(namespace ? { namespace } : {}) };
  return {
    stage: 'ResponseComplete',
    verb,
    objectRef,
    responseStatus: { code: Number(code) },
  } as unknown as AuditEvent;
}

function object(kind: string, name: string, more: object = {}, apiVersion = 'v1'): KubeObject {
  return { apiVersion, kind, metadata: { name, ...more } } as KubeObject;
}

const evidence: Evidence = {
  audit: [
    event('create 201 namespaces/lesson-x'),
    event('create 201 lesson-x/configmaps/inside'),
    event('patch 201 clusterroles/lesson-x-1', rbac),
    event('patch 200 clusterroles/view', rbac),
    event('create 403 clusterroles/refused', rbac),
    event('create 201 default/configmaps/kept'),
    event('create 201 default/serviceaccounts/gone'),
    event('create 201 selfsubjectreviews/x', 'authentication.k8s.io'),
  ],
  objects: [
    object('Namespace', 'lesson-x', { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    object('ClusterRole', 'lesson-x-1', {}, `${rbac}/v1`),
    object('ConfigMap', 'kept', { namespace: 'default' }),
  ],
  before: [],
  source: 'server',
  cells: [],
};

const [first] = readCourse(resolve('notebooks/course.yaml')).lessons;
const faultsOf = (makes: LessonMakes | undefined): string[] => {
  const { makes: _, ...lesson } = first as Lesson;
  return madeFaults(makes ? { ...lesson, makes } : lesson, [evidence]).map(({ message }) => message);
};

describe('what a lesson makes', () => {
  it('is read off the audit log: what was created, save in its own namespaces, and what of it is left', () => {
    assert.deepEqual(madeObjects(evidence), {
      made: [
        'namespaces/lesson-x',
        'clusterroles/lesson-x-1',
        'default/configmaps/kept',
        'default/serviceaccounts/gone',
      ],
      left: ['clusterroles/lesson-x-1', 'default/configmaps/kept'],
    });
  });

  it('has what is made in a namespace whose name only begins alike, and no subresource', () => {
    const audit = [
      event('create 201 namespaces/lab'),
      event('create 201 lab-two/configmaps/neighbour'),
      { ...event('create 201 default/serviceaccounts/robot'), stage: 'ResponseStarted' as const },
    ];
    const token = event('create 201 default/serviceaccounts/robot');
    Object.assign(token.objectRef ?? {}, { subresource: 'token' });
    assert.deepEqual(madeObjects({ audit: [...audit, token], objects: [] }).made, [
      'namespaces/lab',
      'lab-two/configmaps/neighbour',
    ]);
  });

  it('leaves out what a second run makes in a namespace that stayed', () => {
    const again = { audit: [event('create 201 lesson-y/configmaps/inside')], objects: [] };
    const makes = { untilItsEnd: [], stays: ['namespaces/lesson-y'] };
    assert.deepEqual(madeObjects(again, makes), { made: [], left: [] });
  });

  it('is no fault when course.yaml says all of it, and nothing is asked of a lesson that does not say it', () => {
    assert.deepEqual(faultsOf(undefined), []);
    const untilItsEnd = ['namespaces/lesson-x', 'default/serviceaccounts/gone'];
    assert.deepEqual(faultsOf({ untilItsEnd, stays: ['clusterroles/lesson-x-*', 'default/configmaps/kept'] }), []);
  });

  it('may stay by its name where others of a pattern end', () => {
    const untilItsEnd = ['namespaces/lesson-x', 'default/*', 'clusterroles/lesson-x-1'];
    assert.deepEqual(faultsOf({ untilItsEnd, stays: ['default/configmaps/kept', 'clusterroles/lesson-x-1'] }), []);
  });

  it('is a fault for each object that is not said, not made, not deleted, or not there at the end', () => {
    const makes = {
      untilItsEnd: ['namespaces/lesson-x', 'default/configmaps/kept', 'default/pods/never'],
      stays: ['default/serviceaccounts/gone'],
    };
    assert.deepEqual(faultsOf(makes), [
      'it makes clusterroles/lesson-x-1, which "makes" does not name',
      '"makes" names default/pods/never, which it does not make',
      'default/configmaps/kept is still there at its end, and "makes" has it under untilItsEnd',
      'default/serviceaccounts/gone is gone at its end, and "makes" has it under stays',
    ]);
  });
});
