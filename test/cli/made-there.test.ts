import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { madeThere, runsOf } from '../../src/cli/made-there.js';
import { type Lesson, readCourse } from '../../src/course/course.js';

const course = readCourse(resolve('notebooks/course.yaml'));
const lesson = (id: string): Lesson => course.lessons.find((one) => one.id === id) ?? assert.fail(id);

describe('what lessons will make there', () => {
  it('is said of one lesson by namespace, cluster-wide and in namespaces of others, and what of it stays', () => {
    assert.deepEqual(madeThere({ course, lessons: [lesson('rbac')] }), [
      {
        number: '',
        text:
          'until its end: namespace lesson-rbac; cluster-wide clusterroles/lesson-gadgets-view, ' +
          'customresourcedefinitions/gadgets.lesson.example.com, clusterrolebindings/lesson-view-everywhere; in default gadgets/lamp, pods/my-bash, rolebindings/defaultSA-view',
      },
      { number: '', text: 'stays: in default serviceaccounts/lesson-deployer, roles/lesson-*, rolebindings/lesson-*' },
    ]);
  });

  it('is said of each lesson by its number when there are several, and of none by guessing', () => {
    const silent: Lesson = { ...lesson('start-here') };
    delete silent.makes;
    const lessons = [lesson('tokens-in-ci'), silent, { ...lesson('review'), makes: { untilItsEnd: [], stays: [] } }];
    assert.deepEqual(madeThere({ course, lessons, others: true }), [
      { number: '06', text: 'until its end: namespace lesson-ci' },
      { number: '', text: 'stays: namespace lesson-release' },
      { number: '00', text: 'whatever its cells make: course.yaml does not say it' },
      { number: '08', text: 'nothing' },
      { number: '', text: 'whatever the notebook makes' },
    ]);
  });

  it('is told apart by whether the notebooks are lessons', () => {
    assert.deepEqual(runsOf([{ file: 'a.ipynb' }]), { course: undefined, lessons: [], others: true });
    const named = { file: lesson('rbac').file, lesson: lesson('rbac') };
    assert.deepEqual(runsOf([named]), { course: undefined, lessons: [lesson('rbac')], others: false });
  });

  it('is known of every lesson of this package', () => {
    assert.deepEqual(
      course.lessons.filter(({ makes }) => !makes),
      [],
    );
  });
});
