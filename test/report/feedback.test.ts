import assert from 'node:assert/strict';
import { renderFeedback } from '../../src/report/feedback.js';
import type { FeedbackView } from '../../src/report/feedback-view.js';
import { check, feedback } from './hand-made.js';

describe('report/feedback', () => {
  // rendered by each test, so that a fault in it is that test's
  const page = (): string => renderFeedback(feedback);
  const text = (): string =>
    page()
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('shows each shown check with its points, what was seen, and hints where points are missing', () => {
    assert.match(text(), /Title of made passed 2 of 2 what was seen of made/);
    assert.match(text(), /Title of listed not passed 0 of 2 what was seen of listed Hint 1 of 2 .* a nudge for listed/);
    assert.match(text(), /Title of blocked waits 0 of 2/);
    assert.doesNotMatch(text(), /nudge for made/);
  });

  it('shows of hidden checks and deductions only totals', () => {
    assert.match(text(), /Further checks \(2\) partly 2 of 4/);
    assert.match(text(), /Further: −0\.5/);
    for (const secret of ['secret-one', 'secret-two', 'hidden sight', 'hidden hint', 'sly']) {
      assert.doesNotMatch(page(), new RegExp(secret));
    }
  });

  it('tells whose record it is, and what a teacher changed', () => {
    assert.match(text(), /By your own record/);
    assert.match(text(), /Points: \+1 \(well asked/);
    assert.match(text(), /Handed in late: −0\.5/);
    assert.match(text(), /The run was ended early/);
  });

  it('puts what a teacher noted beside its check or cell, and names no hidden check', () => {
    const marks = [
      { kind: 'points' as const, points: 1, check: 'listed', comment: 'seen in class' },
      { kind: 'mark' as const, points: 0.5, check: 'secret-two', comment: 'a fine idea' },
      { kind: 'points' as const, points: 0, cell: 'one', comment: 'a good name' },
      { kind: 'points' as const, points: 2, cell: 'gone', comment: 'of a cell that is not shown' },
    ];
    const cells = [{ kind: 'code' as const, id: 'one', source: 'f()', outcome: 'passed' as const, outputs: [] }];
    const noted = renderFeedback({ ...feedback, marks, cells });
    assert.match(
      noted,
      /what was seen of listed<p class="note"><strong>From your teacher:<\/strong> \+1 \(seen in class\)/,
    );
    assert.match(noted, /<code>f\(\)<\/code><\/pre>\n<p class="note"><strong>From your teacher:<\/strong> a good name/);
    const list = /<h2>From your teacher<\/h2>([\s\S]*?)<\/ul>/
      .exec(noted)?.[1]
      ?.replaceAll(/<[^>]*>/g, '')
      .trim();
    assert.equal(list, 'Marked by hand: +0.5 (a fine idea)\nPoints: +2 (of a cell that is not shown)');
    assert.doesNotMatch(noted, /secret-two/);
  });

  it('holds no script, no handler and no address that is loaded, whatever a learner wrote', () => {
    const tags = [...page().matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)];
    const allowed =
      /^(html|head|meta|title|style|body|main|h[1-6]|p|div|table|caption|thead|tbody|tr|th|td|details|summary|ul|li|a|span|pre|code|strong|b|img|svg|text|line|g|circle|path)$/;
    assert.deepEqual(
      tags.map(([, name]) => name ?? '').filter((name) => !allowed.test(name) || name === 'b'),
      [],
    );
    assert.deepEqual(
      tags.filter(([, , attributes]) =>
        /\son\w+\s*=|javascript:/i.test((attributes ?? '').replaceAll(/"[^"]*"/g, '""')),
      ),
      [],
    );
    assert.deepEqual(
      [...page().matchAll(/(?:src|href)="([^"]*)"/g)]
        .map(([, url]) => url)
        .filter((url) => !/^data:image\/png;base64,/.test(url ?? '')),
      [],
    );
    assert.match(
      page(),
      /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
  });

  it('draws the requests, and says the same in a table', () => {
    assert.match(page(), /<svg role="img" aria-label="Timeline of 4 requests by minikube-user \(certificate\)/);
    assert.match(text(), /1 minikube-user certificate create namespaces x 201 Title of made/);
    assert.match(text(), /\(3 times\) 403/);
    assert.match(text(), /watch pods – –/);
  });

  it('G8: shows what earned its points though an earlier step failed', () => {
    const seen = 'creating x was answered with 404; follows from "Title of made"';
    const html = renderFeedback({ ...feedback, checks: [check('account', 2, { status: 'follows', seen })] });
    assert.match(html, /Title of account<\/th><td class="word good">right<\/td><td class="number">2 of 2<\/td>/);
  });

  it('G10: rings the requests that earned points, and says so', () => {
    const [first] = feedback.requests;
    assert.ok(first);
    const rings = (checks: string[]): number =>
      renderFeedback({ ...feedback, requests: [{ ...first, checks }] }).split('class="counts"').length - 1;
    assert.deepEqual([rings(['Title of made']), rings([])], [1, 0]);
    assert.match(page(), /with a ring: it earned points\./);
  });

  it('leaves out of a long run’s picture only what earned nothing', () => {
    const [first] = feedback.requests;
    assert.ok(first);
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...first,
      what: `pods p${index}`,
      checks: [] as string[],
    }));
    const last = { ...first, what: 'pods the-last', checks: ['Title of made'] };
    const long = renderFeedback({ ...feedback, requests: [...many, last] });
    const svg = long.slice(long.indexOf('<svg'), long.indexOf('</svg>'));
    assert.match(svg, /the-last/);
    assert.match(long, /441 requests that earned nothing are left out of the picture/);
    assert.match(long, /pods p499/);
  });

  /** The text of the page of a view. */
  const words = (view: Partial<FeedbackView>): string =>
    renderFeedback({ ...feedback, ...view })
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('counts hints only where there are several, and shows none of a check that passed', () => {
    const one = words({ checks: [check('one', 0, { hints: ['the only nudge'] })] });
    assert.match(one, /Hint for “Title of one” the only nudge/);
    assert.match(text(), /Hint 1 of 2 for “Title of listed” a nudge .* Hint 2 of 2 for “Title of listed” nearly/);
    const passed = renderFeedback({ ...feedback, checks: [check('done', 2, { hints: ['of no use'] })] });
    assert.doesNotMatch(passed, /of no use|<details><summary>Hint|<tr class="with-hints">/);
    assert.match(page(), /<tr class="with-hints"><th scope="row">Title of listed/);
  });

  it('says of hidden checks together whether they passed, and nothing where there are none', () => {
    const hidden = (...points: number[]): string =>
      words({ checks: points.map((of, i) => check(`h${i}`, of, { visibility: 'hidden' })) });
    assert.match(hidden(2, 2), /Further checks \(2\) passed 4 of 4/);
    assert.match(hidden(1), /Further checks \(1\) partly 1 of 2/);
    assert.match(hidden(0, 0, 0), /Further checks \(3\) not passed 0 of 6/);
    assert.doesNotMatch(words({ checks: [check('shown', 1)] }), /Further checks/);
  });

  it('says what was taken off, and by hidden deductions the sum alone', () => {
    const taken = (points: number, visibility: 'shown' | 'hidden') =>
      ({ id: 'x', title: 'Too loud', visibility, points, seen: 'it was loud' }) as const;
    const off = (...deductions: FeedbackView['deductions']): string | undefined =>
      /Points taken off (.*?) (?:From your teacher|What the API server saw)/.exec(
        words({ deductions, marks: [] }),
      )?.[1];
    assert.equal(off(taken(1, 'shown'), taken(-2, 'shown')), 'Too loud (−1): it was loud Too loud (−2): it was loud');
    assert.equal(off(taken(0.5, 'hidden'), taken(1, 'hidden')), 'Further: −1.5');
    assert.equal(off(taken(1, 'shown'), taken(2, 'hidden')), 'Too loud (−1): it was loud Further: −2');
    assert.doesNotMatch(words({ deductions: [] }), /Points taken off/);
  });

  it('says nothing of a record, warnings and notes that there are not', () => {
    const plain = words({ byOwnRecord: false, warnings: [], marks: [] });
    assert.doesNotMatch(plain, /By your own record|From your teacher|ended early|undefined|false/);
    assert.match(plain, /3\.5 of 8 points Checks What was asked for/);
    assert.match(words({ requests: [] }), /The API server saw no request\./);
    const mark = { kind: 'points' as const, points: 1, check: 'made' };
    assert.match(words({ marks: [mark] }), /what was seen of made From your teacher: \+1 Title of read/);
  });

  it('places the marks of requests on the lanes of who sent them, and says all in each title', () => {
    const [first, second] = feedback.requests;
    assert.ok(first && second);
    const other = { ...second, user: 'token-user', what: 'pods', checks: [] };
    const svg = (...requests: FeedbackView['requests']): string => {
      const html = renderFeedback({ ...feedback, requests });
      return html.slice(html.indexOf('<svg'), html.indexOf('</svg>'));
    };
    const drawn = svg(first, other, { ...first, status: 404, checks: [] }, { ...first, status: 0, checks: [] });
    // four marks of 26 and a margin are 130; the label of a lane is wider
    assert.match(drawn, /viewBox="0 0 203 94" width="203" height="94"/);
    assert.deepEqual(
      [...drawn.matchAll(/<line class="lane" x1="0" x2="(\d+)" y1="(\d+)" y2="(\d+)"/g)].map(([, ...at]) => at),
      [
        ['203', '31', '31'],
        ['203', '71', '71'],
      ],
    );
    assert.deepEqual(
      [...drawn.matchAll(/<text x="0" y="(\d+)">([^<]*)</g)].map(([, y, lane]) => [y, lane]),
      [
        ['14', 'minikube-user (certificate)'],
        ['54', 'token-user (token)'],
      ],
    );
    assert.match(
      drawn,
      /<circle class="done" cx="13" cy="31" r="6"\/><circle class="counts" cx="13" cy="31" r="10"\/>/,
    );
    assert.match(drawn, /<path class="refused" d="M39 64l7 7-7 7-7-7z"\/>/);
    assert.match(drawn, /<path class="other" d="M60 26h10v10h-10z"\/>/);
    assert.deepEqual(
      [...drawn.matchAll(/<g><title>([^<]*)</g)].map(([, title]) => title),
      [
        '1. minikube-user (certificate): create namespaces x: 201',
        '2. token-user (token): list pods (3 times): 403',
        '3. minikube-user (certificate): create namespaces x: 404',
        '4. minikube-user (certificate): create namespaces x: no answer',
      ],
    );
    const wide = svg(...Array.from({ length: 20 }, () => first));
    assert.match(wide, /viewBox="0 0 546 54"/);
    const statuses = [199, 200, 299, 300, 401, 402, 403, 404].map((status) => ({ ...first, status, checks: [] }));
    assert.deepEqual(
      [...svg(...statuses).matchAll(/class="(done|refused|other)"/g)].map(([, kind]) => kind),
      ['other', 'done', 'done', 'other', 'refused', 'other', 'refused', 'other'],
    );
  });

  it('says why a submission was not graded, and nothing else', () => {
    const refused = renderFeedback({ ...feedback, reason: 'the notebook <is> empty' });
    assert.match(refused, /Not graded/);
    assert.match(refused, /the notebook &lt;is&gt; empty/);
    assert.doesNotMatch(refused, /Title of made/);
  });
});
