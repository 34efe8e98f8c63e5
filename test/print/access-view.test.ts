import assert from 'node:assert/strict';
import { grantsOf } from '../../src/inspect/access.js';
import { missingLink } from '../../src/inspect/missing-link.js';
import { type AccessQuestion, waysToAccess } from '../../src/inspect/why.js';
import type { KubeObject } from '../../src/kube/object.js';
import { userOf } from '../../src/kube/user.js';
import { accessView } from '../../src/print/access-view.js';
import { renderHtml } from '../../src/print/html.js';
import { matrixView } from '../../src/print/matrix.js';
import { renderText } from '../../src/print/text.js';
import type { Cell, View } from '../../src/print/view.js';
import { whyView } from '../../src/print/why-view.js';
import { manyBindings } from './many-bindings.js';

const text = (view: View): string => renderText(view, { color: false });
const objects = manyBindings(62);
const access = accessView(grantsOf(objects, { namespace: 'lab' }), 'do what in lab', true);

function why(verb: string, resource: string, account: string, policy: KubeObject[] = objects): View {
  const user = userOf(`system:serviceaccount:lab:${account}`, []);
  const question: AccessQuestion = { user, verb, resource, namespace: 'lab' };
  const found = waysToAccess(policy, question);
  const missing = found.allowed ? undefined : missingLink(policy, question, found);
  return whyView({ question, answer: { allowed: found.allowed, reason: '' }, found, missing });
}

describe('print: views of access', () => {
  it('J5: the rules of a role stand once, its bindings in one group with their number, those not drawn below a fold', () => {
    const page = renderHtml(access);
    assert.equal(page.match(/<li>(get, list|list, watch)/g)?.length, 24);
    assert.equal(page.match(/things-<wbr>5,/g)?.length, 1);
    assert.match(page, /59 bindings/);
    assert.match(page, /<summary[^>]*>56 more bindings of edit<\/summary>/);
    // all of them can be read when it is opened
    for (let n = 0; n < 59; n++) assert(page.replaceAll('<wbr>', '').includes(`number-${n}-`), String(n));
    const written = text(access);
    assert.equal(written.match(/things-1,/g)?.length, 1);
    assert.match(written, /edit, 59 +/);
    assert(written.length < 4000, `${written.length} characters`);
  });

  it('J6: what allows everything says so, in a word and in a frame of its own, and the others do not', () => {
    const page = renderHtml(access);
    assert.equal(page.match(/! allows everything/g)?.length, 1);
    assert.match(page, /3px double[^>]*><div><b>cluster-<wbr>admin<\/b>/);
    assert.doesNotMatch(page, /3px double[^>]*><div><b>basic-<wbr>user<\/b>/);
    assert.match(text(access), /cluster-admin, ! allows/);
  });

  it('J7: why shows the rule that allows it, alone', () => {
    const name = 'continuous-integration-pipeline-of-team-number-1-in-the-laboratory';
    const view = why('list', 'pods', name);
    const [chains] = view.flatMap((block) => (block.type === 'chains' ? [block.chains] : []));
    assert.deepEqual(
      chains?.chains.map(({ ends }) => ends[1]?.boxes.map((box) => [box.name, box.word])),
      [[['list, watch: pods, services, configmaps (core)', 'allows it']]],
    );
    const page = renderHtml(view);
    assert.match(page, /✓ allows it/);
    assert.doesNotMatch(page, /things-|more rules/);
  });

  it('J7: a missing binding is a gap where it would be, before a role that is there', () => {
    const reader: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', namespace: 'lab' },
      rules: [
        { verbs: ['get'], apiGroups: [''], resources: ['services'] },
        { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] },
      ],
    };
    const view = why('list', 'pods', 'robot', [reader]);
    const [chains] = view.flatMap((block) => (block.type === 'chains' ? [block.chains] : []));
    const [chain] = chains?.chains ?? [];
    assert.deepEqual(
      [...(chain?.ways[0] ?? []), ...(chain?.ends ?? [])].map(({ boxes: [box] }) => [box?.name, box?.mark]),
      [
        ['lab/robot', undefined],
        ['no binding', 'gap'],
        ['reader', undefined],
        ['get, list: pods (core)', undefined],
      ],
    );
    const page = renderHtml(view);
    assert.equal(page.match(/2px dashed/g)?.length, 1, 'one box is a gap');
    assert.equal(page.match(/aria-hidden="true"[^>]*dashed/g)?.length, 2, 'and the lines to it and from it');
    assert.match(text(view), /ServiceAccount lab\/robot +no binding, RoleBinding/);
  });

  it('a role that is missing too is a gap as well, and what lacks one thing says which', () => {
    const view = why('delete', 'pods', 'continuous-integration-pipeline-of-team-number-1-in-the-laboratory');
    const [chains] = view.flatMap((block) => (block.type === 'chains' ? [block.chains] : []));
    const [chain] = chains?.chains ?? [];
    assert.deepEqual(
      [...(chain?.ways[0] ?? []), ...(chain?.ends ?? [])].slice(1).map(({ boxes: [box] }) => [box?.name, box?.mark]),
      [
        ['no binding', 'gap'],
        ['no role', 'gap'],
        ['delete: pods (core)', 'gap'],
      ],
    );
    assert.match(renderHtml(view), /✗ pods: list, watch, and not delete/);
  });

  it('J5: more roles than can be drawn are rows below a fold, and text says how to see fewer', () => {
    const view = accessView(grantsOf(manyBindings(500, 400), { namespace: 'lab' }), 'do what', true);
    const page = renderHtml(view).replaceAll('<wbr>', '');
    assert.match(text(view), /390 more roles\. Fewer are shown when you name a \{ user \}/);
    for (const n of [50, 399]) assert(page.includes(`edit-of-the-department-number-${n}<`), String(n));
    assert(text(view).length < 20_000);
  });

  it('J6: a role that allows everything is drawn, however many there are before it', () => {
    const many = manyBindings(100, 40).filter(({ metadata }) => metadata.name !== 'too-much-for-ci');
    for (const policy of [many, [...many].reverse()]) {
      const view = accessView(grantsOf(policy, { namespace: 'lab' }), 'do what', true);
      assert.match(text(view), /cluster-admin, ! allows/);
    }
  });

  it('the matrix groups by identity, with the rows first in which identities differ', () => {
    const yes: Cell = { text: 'yes', tone: 'good' };
    const no: Cell = { text: 'no', tone: 'bad' };
    const view = matrixView(
      'lab',
      ['get', 'list'],
      [
        ['admin', 'pods', yes, yes],
        ['admin', 'secrets', yes, yes],
        ['robot', 'pods', yes, yes],
        ['robot', 'secrets', yes, no],
      ],
    );
    assert.deepEqual(
      text(view)
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
      [
        'They differ in: list secrets. 3 answers are the same for all.',
        'Who may do what in lab, as the server answers',
        'IDENTITY RESOURCE GET LIST',
        'admin secrets yes yes',
        ' pods yes yes',
        'robot secrets yes no',
        ' pods yes yes',
      ],
    );
    const page = renderHtml(view);
    assert.equal(page.match(/<th scope="row" rowspan="2"/g)?.length, 2);
    // what differs is coloured, the rest is not
    assert.equal(page.match(/color: color-mix[^>]*><div align="left">(yes|no)</g)?.length, 2);
    const same = matrixView(
      'lab',
      ['get'],
      [
        ['admin', 'pods', yes],
        ['robot', 'pods', yes],
      ],
    );
    assert.match(text(same), /^The answers are the same for all of them\./);
    assert.match(text(matrixView('lab', ['get'], [['admin', 'pods', yes]])), /^Who may do what/);
  });
});
