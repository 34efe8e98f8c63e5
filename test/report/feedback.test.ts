import assert from 'node:assert/strict';
import { renderFeedback } from '../../src/report/feedback.js';
import { check, feedback } from './hand-made.js';

describe('report/feedback', () => {
  const page = renderFeedback(feedback);
  const text = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

  it('shows each shown check with its points, what was seen, and hints where points are missing', () => {
    assert.match(text, /Title of made passed 2 of 2 what was seen of made/);
    assert.match(text, /Title of listed not passed 0 of 2 what was seen of listed Hint 1 of 2 .* a nudge for listed/);
    assert.match(text, /Title of blocked waits 0 of 2/);
    assert.doesNotMatch(text, /nudge for made/);
  });

  it('shows of hidden checks and deductions only totals', () => {
    assert.match(text, /Further checks \(2\) partly 2 of 4/);
    assert.match(text, /Further: −0\.5/);
    for (const secret of ['secret-one', 'secret-two', 'hidden sight', 'hidden hint', 'sly']) {
      assert.doesNotMatch(page, new RegExp(secret));
    }
  });

  it('tells whose record it is, and what a teacher changed', () => {
    assert.match(text, /By your own record/);
    assert.match(text, /Points: \+1 \(well asked/);
    assert.match(text, /Handed in late: −0\.5/);
    assert.match(text, /The run was ended early/);
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
    const tags = [...page.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)];
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
      [...page.matchAll(/(?:src|href)="([^"]*)"/g)]
        .map(([, url]) => url)
        .filter((url) => !/^data:image\/png;base64,/.test(url ?? '')),
      [],
    );
    assert.match(
      page,
      /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
  });

  it('draws the requests, and says the same in a table', () => {
    assert.match(page, /<svg role="img" aria-label="Timeline of 4 requests by minikube-user \(certificate\)/);
    assert.match(text, /1 minikube-user certificate create namespaces x 201 Title of made/);
    assert.match(text, /\(3 times\) 403/);
    assert.match(text, /watch pods – –/);
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
    assert.match(page, /with a ring: it earned points\./);
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

  it('says why a submission was not graded, and nothing else', () => {
    const refused = renderFeedback({ ...feedback, reason: 'the notebook <is> empty' });
    assert.match(refused, /Not graded/);
    assert.match(refused, /the notebook &lt;is&gt; empty/);
    assert.doesNotMatch(refused, /Title of made/);
  });
});
