import assert from 'node:assert/strict';
import { findKind, type ResourceKind } from '../../src/kube/kinds.js';
import type { KubeObject } from '../../src/kube/object.js';
import { collectionOf, isCollectionPath, objectOf, pathOfObject, pathWithQuery } from '../../src/request/objects.js';

describe('request/objects', () => {
  const kind = (name: string): ResourceKind => {
    const found = findKind(name);
    assert(found);
    return found;
  };
  const refuses = (ask: () => unknown, message: RegExp | string, hint?: RegExp | string): void =>
    assert.throws(ask, { code: 'ARGUMENT_INVALID', message, ...(hint ? { hint } : {}) });

  it('takes an object as it is, or the one in a text', () => {
    const object = { apiVersion: 'v1', kind: 'Pod' };
    assert.equal(objectOf(object), object);
    for (const text of ['apiVersion: v1\nkind: Pod\n', '{"apiVersion":"v1","kind":"Pod"}'])
      assert.deepEqual(objectOf(text), object);
  });

  it('refuses what is no object, and says what is lacking and where a text is wrong', () => {
    for (const none of [undefined, null, 5, [{ apiVersion: 'v1', kind: 'Pod' }], 'null', '[]', '5'])
      refuses(() => objectOf(none), 'This is not an object.');
    refuses(() => objectOf(''), 'This text holds no object.');
    refuses(() => objectOf({ kind: 'Pod' }), 'The object has no apiVersion.');
    refuses(() => objectOf({ apiVersion: 1, kind: 'Pod' }), 'The object has no apiVersion.');
    refuses(() => objectOf({ apiVersion: 'v1' }), 'The object has no kind.');
    refuses(() => objectOf({ apiVersion: 'v1', kind: ['Pod'] }), 'The object has no kind.');
    refuses(() => objectOf('a: 1\n---\nb: 1\n'), 'This text holds several objects.');
    assert.throws(() => objectOf('a: 1\nb: [1\n'), {
      code: 'ARGUMENT_INVALID',
      message: /^This text is not YAML: /,
      place: { file: 'YAML', line: 3, column: 1 },
    });
  });

  it('gives the path of an object by its own namespace before the one that was given', () => {
    const object = (metadata: object | undefined): KubeObject =>
      ({ apiVersion: 'v1', kind: 'Pod', ...(metadata ? { metadata } : {}) }) as KubeObject;
    const pods = '/api/v1/namespaces';
    assert.equal(pathOfObject(object({ name: 'a' }), kind('pods'), 'lab', true), `${pods}/lab/pods/a`);
    assert.equal(
      pathOfObject(object({ name: 'a', namespace: 'own' }), kind('pods'), 'lab', true),
      `${pods}/own/pods/a`,
    );
    assert.equal(pathOfObject(object({ name: 'a' }), kind('pods'), 'lab', false), `${pods}/lab/pods`);
    for (const metadata of [undefined, {}, { generateName: 'a-' }, { name: '' }]) {
      assert.equal(pathOfObject(object(metadata), kind('pods'), 'lab', false), `${pods}/lab/pods`);
      refuses(() => pathOfObject(object(metadata), kind('pods'), 'lab', true), 'The object has no metadata.name.');
    }
    assert.equal(pathOfObject(object({ name: 'a' }), kind('nodes'), 'lab', true), '/api/v1/nodes/a');
  });

  it('gives the path of a collection, in a namespace where it has one', () => {
    assert.equal(collectionOf(kind('pods'), 'lab'), '/api/v1/namespaces/lab/pods');
    assert.equal(collectionOf(kind('pods'), undefined), '/api/v1/pods');
    assert.equal(collectionOf(kind('nodes'), undefined), '/api/v1/nodes');
    refuses(() => collectionOf(kind('nodes'), 'lab'), 'nodes are in no namespace.');
    assert.deepEqual(
      ['/api/v1/pods', 'pods', 5].map((resource) => isCollectionPath(resource, undefined)),
      [true, false, false],
    );
    assert.equal(isCollectionPath('pods', 'lab'), false);
    refuses(() => isCollectionPath('/api/v1/pods', 'lab'), 'A path names its namespace itself.');
  });

  it('adds parameters to a path, and writes it in ASCII', () => {
    assert.equal(pathWithQuery('/a'), '/a');
    assert.equal(pathWithQuery('/a', { b: undefined }), '/a');
    assert.equal(pathWithQuery('/a', { b: 'c d', e: 1, f: false, g: '' }), '/a?b=c+d&e=1&f=false&g=');
    assert.equal(pathWithQuery('/a?x=1', { b: 'c' }), '/a?x=1&b=c');
    assert.equal(pathWithQuery('/é/%41?ü=~'), '/%C3%A9/%41?%C3%BC=~');
  });

  it('refuses what is no path, with the way to list what a name means', () => {
    refuses(() => pathWithQuery('pods'), /this is "pods"\.$/, /To list them: client\.list\("pods"\)\.$/);
    refuses(() => pathWithQuery('gears'), /this is "gears"\.$/, "Write it as '/api/v1/namespaces/default/pods'.");
    refuses(() => pathWithQuery(5), /of the type number\.$/, "Write it as '/api/v1/namespaces/default/pods'.");
    for (const path of ['/a b', '/a\n', '/a\u0000', '/a\u00a0b', '/a\u0085'])
      refuses(() => pathWithQuery(path), 'The path holds white space or a control character.');
  });
});
