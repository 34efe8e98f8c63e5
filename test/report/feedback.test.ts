import assert from 'node:assert/strict';
import { renderFeedback } from '../../src/report/feedback.js';
import { feedback } from './hand-made.js';

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
    assert.match(text, /Points: \+1\. well asked/);
    assert.match(text, /Handed in late: −0\.5/);
    assert.match(text, /The run was ended early/);
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

  it('leaves out of a long run’s picture only what no check rests on', () => {
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
    assert.match(long, /441 requests that no check rests on are left out of the picture/);
    assert.match(long, /pods p499/);
  });

  it('says why a submission was not graded, and nothing else', () => {
    const refused = renderFeedback({ ...feedback, reason: 'the notebook <is> empty' });
    assert.match(refused, /Not graded/);
    assert.match(refused, /the notebook &lt;is&gt; empty/);
    assert.doesNotMatch(refused, /Title of made/);
  });
});
