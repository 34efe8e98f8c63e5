import assert from 'node:assert/strict';
import { feedbackContent } from '../../../src/course/grading/feedback-content.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import type { Verdict } from '../../../src/grader/verdict.js';
import type { AuditEvent } from '../../../src/kube/audit-event.js';
import type { Output } from '../../../src/notebook/document.js';
import type { NotebookRun } from '../../../src/notebook/execute.js';
import { event } from '../../grader/evidence.js';
import { fakeJwt } from '../../helpers/pki.js';
import { check } from '../../report/hand-made.js';

const verdict: Verdict = { exercise: 'small', points: 0, maxPoints: 0, checks: [], deductions: [], byOwnRecord: false };
const nothing: Evidence = { audit: [], objects: [], before: [], source: 'server', cells: [] };

function runOf(...outputs: Output[]): NotebookRun {
  const cell = { cell_type: 'code' as const, id: 'c', metadata: {}, source: 'x', execution_count: 1, outputs };
  return {
    status: 'ok',
    ms: 1,
    notebook: { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] },
    cells: [
      {
        id: 'c',
        index: 0,
        status: 'ok',
        passed: true,
        outputs,
        executionCount: 1,
        ms: 1,
        lateFaults: [],
        withoutEarlierVariables: false,
      },
    ],
  };
}

const shown = (...outputs: Output[]): unknown => {
  const [cell] = feedbackContent(runOf(...outputs), nothing, verdict).cells;
  return cell?.kind === 'code' ? cell.outputs : undefined;
};
const display = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} });

describe('course/grading/feedback-content', () => {
  it('shows text without colours, and an error without the frames of the kernel', () => {
    const text =
      '\u001b[31mError: no\u001b[0m\n    at cell:1:2\n    at x (/somewhere/node_modules/tslab/dist/executor.js:1:1)\n';
    assert.deepEqual(shown({ output_type: 'stream', name: 'stderr', text }), [
      { kind: 'text', text: 'Error: no\n    at cell:1:2\n' },
    ]);
  });

  it('S2: looks at no more than it may show, and shows no half of a token', () => {
    const token = fakeJwt({ sub: 'ann' });
    // the token stands where the part that is looked at ends
    const text = `${'word '.repeat(39_990)}${token} ${'x'.repeat(3_000_000)}`;
    const [output] = shown(display({ 'text/plain': text })) as { text: string }[];
    assert.match(output?.text ?? '', /^word [\s\S]*… 3\d{6} more characters are left out here\.$/);
    const short = `${token.replaceAll('.', 'x').slice(0, 10)} ${'x'.repeat(300_000)}`;
    const [other] = shown(display({ 'text/plain': short })) as { text: string }[];
    assert.match(other?.text ?? '', /^\S+\n… 30000\d more characters/);
  });

  it('takes the text beside HTML, and never HTML itself', () => {
    assert.deepEqual(shown(display({ 'text/html': '<b>x</b>', 'text/plain': 'x' })), [{ kind: 'text', text: 'x' }]);
    assert.deepEqual(shown(display({ 'text/html': '<b>x</b>', 'application/javascript': 'x' })), [
      { kind: 'left out', text: 'Not shown here: text/html, application/javascript.' },
    ]);
    assert.deepEqual(shown(display({ 'image/svg+xml': '<svg onload="x"/>' })), [
      { kind: 'left out', text: 'Not shown here: image/svg+xml.' },
    ]);
  });

  it('takes tokens out of Markdown and cuts it, as it does with text', () => {
    const token = fakeJwt({ sub: 'ann' });
    const markdown = (text: string): { kind: string; text: string } => {
      const [output] = shown(display({ 'text/markdown': text })) as [{ kind: string; text: string }];
      return output;
    };
    const { kind, text } = markdown(`**mine**: ${token}`);
    assert.equal(kind, 'markdown');
    assert.match(text, /^\*\*mine\*\*: /);
    assert.doesNotMatch(text, /eyJ/);
    assert.match(markdown('x'.repeat(30_000)).text, /^x{20000}\n… 10000 more characters are left out here\.$/);
  });

  it('shows of a kind that is not known its name alone, and of no kind that', () => {
    const left = (text: string): object[] => [{ kind: 'left out', text }];
    assert.deepEqual(shown(display({})), left('Not shown here: nothing.'));
    assert.deepEqual(shown(display({ ['x'.repeat(300)]: 1 })), left(`Not shown here: ${'x'.repeat(200)}.`));
    assert.deepEqual(shown(display({ 'image/png': 5, 'text/plain': 'x' })), [{ kind: 'text', text: 'x' }]);
    const both = display({ 'text/markdown': '**x**', 'text/plain': 'x' });
    assert.deepEqual(shown(both), [{ kind: 'text', text: 'x' }]);
    assert.deepEqual(shown(display({ 'image/jpeg': 'aGk=' })), [
      { kind: 'picture', url: 'data:image/jpeg;base64,aGk=' },
    ]);
  });

  it('shows cells with words in them, and what became of those with code', () => {
    const { notebook, cells: runs } = runOf();
    const [run] = runs;
    assert.ok(run);
    const code = (id: string, source = 'x') => ({
      ...{ cell_type: 'code' as const, id, metadata: {}, source },
      ...{ execution_count: null, outputs: [] },
    });
    const text = (id: string, source: string) => ({ cell_type: 'markdown' as const, id, metadata: {}, source });
    const cells = [text('t', '# T'), text('e', ' \n'), code('n', ' '), code('a'), code('b'), code('d'), code('f')];
    const outcome = (index: number, status: typeof run.status, passed: boolean) => ({ ...run, index, status, passed });
    const view = feedbackContent(
      {
        notebook: { ...notebook, cells },
        cells: [outcome(3, 'ok', true), outcome(4, 'ok', false), outcome(5, 'not-run', false)],
      },
      nothing,
      verdict,
    );
    const codeView = (id: string, became: string): object => ({
      kind: 'code',
      id,
      source: 'x',
      outcome: became,
      outputs: [],
    });
    assert.deepEqual(view.cells, [
      { kind: 'text', id: 't', source: '# T' },
      codeView('a', 'passed'),
      codeView('b', 'failed'),
      codeView('d', 'not run'),
      codeView('f', 'not run'),
    ]);
    assert.deepEqual(feedbackContent(undefined, nothing, verdict), { cells: [], requests: [] });
  });

  it('tells of an error by its traceback, else by its name', () => {
    const error = (traceback: string[]): unknown =>
      shown({ output_type: 'error', ename: 'TypeError', evalue: 'no', traceback });
    assert.deepEqual(error([]), [{ kind: 'error', text: 'TypeError: no' }]);
    assert.deepEqual(error(['\u001b[31mTypeError: no', '    at cell:1:2']), [
      { kind: 'error', text: 'TypeError: no\n    at cell:1:2' },
    ]);
    // standard output may well speak of frames, and is shown as it is
    const text = 'a\n    at x (/somewhere/node_modules/tslab/executor.js:1:1)\n';
    assert.deepEqual(shown({ output_type: 'stream', name: 'stdout', text }), [{ kind: 'text', text }]);
  });

  it('shows pictures that are small enough', () => {
    assert.deepEqual(shown(display({ 'image/png': 'aGk=\n' })), [
      { kind: 'picture', url: 'data:image/png;base64,aGk=' },
    ]);
    assert.deepEqual(shown(display({ 'image/png': 'A'.repeat(1_000_000) })), [
      { kind: 'left out', text: 'A picture that is too large to be shown here.' },
    ]);
  });

  it('has limits for a text, for the outputs of a cell, and for a notebook', () => {
    const [long] = shown({ output_type: 'stream', name: 'stdout', text: 'x'.repeat(10_000_000) }) as [{ text: string }];
    assert.ok(long.text.length < 25_000);
    const many = Array.from({ length: 5000 }, () => display({ 'text/plain': 'x' }));
    assert.deepEqual((shown(...many) as unknown[]).at(-1), {
      kind: 'left out',
      text: '4900 more outputs are left out here.',
    });
    const run = runOf({ output_type: 'stream', name: 'stdout', text: 'x'.repeat(20_000) });
    const cells = Array.from({ length: 100_000 }, (_, index) => ({
      ...run.notebook.cells[0],
      id: `c${index}`,
      source: 'x'.repeat(10_000),
    }));
    const content = feedbackContent(
      { ...run, notebook: { ...run.notebook, cells: cells as NotebookRun['notebook']['cells'] } },
      nothing,
      verdict,
    );
    assert.ok(JSON.stringify(content).length < 4_100_000);
    assert.match(JSON.stringify(content.cells.at(-1)), /more cells are left out here/);
  });

  it('shows no half of a token where a text is cut', () => {
    const token = fakeJwt({ sub: 'x'.repeat(500) });
    for (let before = 19_000; before < 20_000; before += 50) {
      const [{ text }] = shown({
        output_type: 'stream',
        name: 'stdout',
        text: `${'x '.repeat(before / 2)}${token}`,
      }) as [{ text: string }];
      assert.doesNotMatch(text, /eyJ/);
    }
  });

  it('tells who asked for what, joins requests alike, and marks those that a shown check rests on', () => {
    const seen = (auditID: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID,
      stage: 'ResponseComplete',
      requestURI: '/api/v1/namespaces/x/pods/p?a=b',
      verb: 'get',
      user: {
        username: 'system:serviceaccount:x:sa',
        uid: '1',
        extra: { 'authentication.kubernetes.io/credential-id': ['JTI=1'] },
      },
      objectRef: { resource: 'pods', namespace: 'x', name: 'p' },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: '',
      stageTimestamp: '',
      ...more,
    });
    const audit = [
      seen('1'),
      seen('2'),
      seen('3', {
        verb: 'create',
        objectRef: { resource: 'deployments', apiGroup: 'apps', namespace: 'x', name: 'web' },
      }),
      seen('4', {
        requestURI: '/version',
        objectRef: undefined,
        user: { username: 'system:anonymous' },
        impersonatedUser: undefined,
      }),
      seen('5', { impersonatedUser: { username: 'jane', groups: [] } }),
    ];
    const checks = [check('made', 2, { events: ['3'] }), check('hidden', 2, { events: ['4'], visibility: 'hidden' })];
    const { requests } = feedbackContent(undefined, { ...nothing, audit }, { ...verdict, checks });
    assert.deepEqual(
      requests.map(({ user, credential, verb, what, status, times, checks: rest }) => [
        user,
        credential,
        verb,
        what,
        status,
        times,
        rest,
      ]),
      [
        ['x/sa', 'token', 'get', 'pods x/p', 200, 2, []],
        ['x/sa', 'token', 'create', 'deployments.apps x/web', 200, 1, ['Title of made']],
        ['system:anonymous', 'no credential', 'get', '/version', 200, 1, []],
        ['x/sa as jane', 'token', 'get', 'pods x/p', 200, 1, []],
      ],
    );
  });

  it('shows a thousand cells, and says how many are left out', () => {
    const run = runOf();
    const [cell] = run.notebook.cells;
    assert.ok(cell);
    const of = (count: number): unknown[] => {
      const cells = Array.from({ length: count }, (_, index) => ({ ...cell, id: `c${index}` }));
      return feedbackContent({ cells: [], notebook: { ...run.notebook, cells } }, nothing, verdict).cells;
    };
    assert.equal(of(1000).length, 1000);
    assert.deepEqual(of(1003).slice(1000), [{ kind: 'text', source: '*3 more cells are left out here.*' }]);
  });

  it('leaves what a cell printed as it is, though it looks like frames of the kernel', () => {
    const text = 'Error: no\n    at x (/somewhere/node_modules/tslab/x.js:1:1)\n';
    assert.deepEqual(shown({ output_type: 'stream', name: 'stdout', text }), [{ kind: 'text', text }]);
    const frames = 'Error: no\n    at x (/somewhere/node_modules/tslab/dist/executor.js:1:1)\n';
    assert.deepEqual(shown({ output_type: 'stream', name: 'stdout', text: frames }), [{ kind: 'text', text: frames }]);
  });

  it('reads nothing far behind what it shows, and counts it as it stands', () => {
    const text = `${'word '.repeat(50_000)}${fakeJwt({ sub: 'ann' })} end`;
    const [output] = shown(display({ 'text/plain': text })) as { text: string }[];
    assert.match(output?.text ?? '', new RegExp(`… ${text.length - 20_000} more characters are left out here`));
  });

  it('shows a picture and a word that are just small enough', () => {
    const picture = 'A'.repeat(700_000);
    const url = `data:image/png;base64,${picture}`;
    assert.deepEqual(shown(display({ 'image/png': picture })), [{ kind: 'picture', url }]);
    const [word] = shown(display({ 'text/plain': 'x'.repeat(200_000) })) as { text: string }[];
    assert.match(word?.text ?? '', /^x{20000}\n… 180000 more characters/);
  });

  it('names what was asked for in few words, and of a flood what counts', () => {
    const of = (...audit: AuditEvent[]): ReturnType<typeof feedbackContent>['requests'] =>
      feedbackContent(undefined, { ...nothing, audit }, verdict).requests;
    const long = 'x'.repeat(400);
    const requests = of(
      event('GET /api/v1/nodes/n1'),
      event('GET /api/v1/namespaces/lab/pods/p/log'),
      event('GET /apis/apps/v1/namespaces/lab/deployments'),
      event('GET /api/v1/pods'),
      event(`GET /${long}`, { user: { username: long } }),
    );
    assert.deepEqual(
      requests.map(({ what }) => what),
      ['nodes n1', 'pods/log lab/p', 'deployments.apps lab', 'pods', `/${long}`.slice(0, 300)],
    );
    assert.equal(requests.at(-1)?.user, long.slice(0, 200));

    const flood = Array.from({ length: 2003 }, (_, index) => event(`GET /x${index}`, { id: `e${index}` }));
    const checks = [check('made', 2, { events: ['e2001'] })];
    const seen = feedbackContent(undefined, { ...nothing, audit: flood }, { ...verdict, checks }).requests;
    assert.deepEqual([seen.length, seen[1999]?.what, seen[2000]?.what], [2001, '/x1999', '/x2001']);
  });
});
