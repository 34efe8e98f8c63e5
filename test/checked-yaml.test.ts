import assert from 'node:assert/strict';
import * as z from 'zod';
import { checkYaml, nearest } from '../src/checked-yaml.js';
import { isKubelabError } from '../src/errors.js';

const schema = z.strictObject({
  title: z.string(),
  checks: z.array(z.strictObject({ points: z.number() }).optional()).default([]),
});

const check = (text: string): ReturnType<typeof checkYaml<typeof schema>> =>
  checkYaml({ text, file: 'f.yaml', what: 'the rubric', code: 'COURSE_INVALID', hint: 'see the README' }, schema);

function fault(text: string): { message: string; hint: string; at: string } {
  try {
    check(text);
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    const { file, line, column } = error.place ?? {};
    return { message: error.message, hint: error.hint, at: `${file}:${line}:${column}` };
  }
  return assert.fail('nothing was found wrong');
}

describe('YAML held against a schema', () => {
  it('gives the value, with defaults', () => {
    assert.deepEqual(check('title: One').value, { title: 'One', checks: [] });
  });

  it('points at an unknown key and names the nearest known one, however deep', () => {
    assert.deepEqual(fault('title: One\nchecks:\n  - pionts: 3\n'), {
      message: 'checks[0].pionts is no known entry\n  3 |   - pionts: 3\n          ^',
      hint: 'did you mean points?',
      at: 'f.yaml:3:5',
    });
    assert.equal(fault('title: One\nauthor: me\n').hint, 'remove it, or mend its spelling');
  });

  it('points at a value of the wrong type, at what lacks an entry, and at what is no YAML', () => {
    const typed = fault('title: One\nchecks:\n  - points: many\n');
    assert.match(typed.message, /^checks\[0\].points is wrong: /);
    assert.equal(typed.at, 'f.yaml:3:13');
    assert.match(fault('checks: []\n').message, /^title is missing\n/);
    assert.match(fault('title: "One\n').message, /^the rubric is not YAML: /);
    assert.match(fault('a: *b\n').message, /^the rubric (is not YAML|cannot be read): /);
  });

  it('points at what nests too deeply, and shows of a long line what is around it', () => {
    const { message, at } = fault(`title: ${'['.repeat(100_000)}`);
    assert.match(
      message,
      /^the rubric cannot be read: lists and mappings nest more than 200 deep\n {2}1 \| …\[{161}…\n {87}\^$/,
    );
    assert.match(at, /^f\.yaml:1:20\d$/);
  });

  it('points at the entry of a text that has too many, instead of running out of memory', () => {
    const keys = Array.from({ length: 10_002 }, (_, index) => `k${index}: 1`);
    for (const wide of [keys.join('\n'), `{ ${keys.join(', ')} }`]) {
      assert.match(fault(wide).message, /^the rubric cannot be read: a mapping has more than 10000 keys\n/);
    }
    assert.equal(fault(keys.join('\n')).at, 'f.yaml:10001:1');
    for (const wide of ['- 1\n'.repeat(160_000), `[${'1,'.repeat(310_000)}]`]) {
      assert.match(fault(wide).message, /^the rubric cannot be read: it has too many entries: /);
    }
  });

  it('points at a second document', () => {
    const { message, at } = fault('title: One\n---\ntitle: Two\n');
    assert.match(message, /^the rubric holds several documents\n/);
    assert.equal(at, 'f.yaml:2:1');
  });

  it('points at what the caller finds wrong', () => {
    const { failAt } = check('title: One\nchecks: [{points: 1}, {points: 2}]\n');
    assert.throws(
      () => failAt(['checks', 1, 'points'], 'is too many', 'take fewer'),
      (error: unknown) => isKubelabError(error) && error.place?.column === 32 && /is too many/.test(error.message),
    );
  });

  it('finds the word that was meant, or none', () => {
    assert.equal(nearest('Titel', ['title', 'points']), 'title');
    assert.equal(nearest('colour', ['title', 'points']), undefined);
    assert.equal(nearest('x', []), undefined);
  });
});
