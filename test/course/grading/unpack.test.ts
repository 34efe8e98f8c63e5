import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { filesAt } from '../../../src/course/grading/handed-in-files.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { type FindOptions, findSubmissions, type Submission } from '../../../src/course/grading/submissions.js';
import { makeUnpacker, type Unpacker } from '../../../src/course/grading/unpack.js';
import { courseFile } from '../../fixtures/class/class.js';
import { type MadeEntry, makeZip } from '../../helpers/make-zip.js';

describe('course/grading/unpack', () => {
  const course = readCourse(courseFile);
  const roster = parseRoster('id,first_name,last_name\nada,Ada,Lovelace\nbob,Bob,Smith\nzoë,Zoë,Z\n', 'r');
  let root = '';
  let unpacker: Unpacker;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-zips-'));
    unpacker = makeUnpacker(course);
  });
  afterEach(() => {
    unpacker.remove();
    rmSync(root, { recursive: true, force: true });
  });

  const put = (file: string, content: string | Buffer = '{}'): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  const found = async (path: string, more: Partial<FindOptions> = {}): Promise<Submission[]> => {
    const place = await unpacker.unpack(filesAt(join(root, path)));
    return findSubmissions({ places: [place], course, ...more }).submissions;
  };
  /** A line for each: who, which exercise, and why not or the notebook's text. */
  const told = async (path: string, more: Partial<FindOptions> = {}): Promise<string[]> =>
    (await found(path, more)).map(({ learner, lesson, refusal, file }) =>
      [learner, lesson?.id ?? '?', refusal ?? readFileSync(file, 'utf8')].join(' | ').replaceAll(`${root}/`, ''),
    );
  const notebook = (text: string, name: string | Buffer = '01-small.ipynb'): MadeEntry => ({ name, content: text });
  const link = (name: string): MadeEntry => ({ name, content: '/etc/passwd', mode: 0o120777 });

  const layouts: [string, string, MadeEntry[], string[], Partial<FindOptions>?][] = [
    [
      "Moodle's download of a class, with folders",
      'all.zip',
      [
        notebook('a', 'Ada Lovelace_12_assignsubmission_file/01-small.ipynb'),
        { name: 'Bob_13_assignsubmission_file/abgabe.zip', content: makeZip([notebook('b', 'work/01-small.ipynb')]) },
      ],
      ['Ada Lovelace | small | a', 'Bob | small | b'],
    ],
    [
      "Moodle's download without folders",
      'all.zip',
      [
        notebook('a', 'Ada Lovelace_12_assignsubmission_file_01-small.ipynb'),
        { name: 'Bob Smith_13_assignsubmission_file_x.zip', content: makeZip([notebook('b')]) },
      ],
      ['ada | small | a', 'bob | small | b'],
      { roster },
    ],
    [
      "Canvas' download",
      'submissions.zip',
      [notebook('a', 'ada_LATE_12_345_01-small.ipynb'), notebook('b', 'bob_12_345_01-small-1.ipynb')],
      ['ada | small | a', 'bob | small | b'],
    ],
    [
      'a folder of the same name around it',
      'Class.zip',
      [notebook('a', 'class/ada/01-small.ipynb'), notebook('b', 'class/bob/01-small.ipynb')],
      ['ada | small | a', 'bob | small | b'],
    ],
    ["a learner's own, named by hand", 'ada.zip', [notebook('a')], ['ada | small | a']],
    ["a learner's own in the folder of the learner", 'ada/abgabe.zip', [notebook('a')], ['ada | small | a']],
    ["a learner's own that says the exercise", 'small-bob.zip', [notebook('b')], ['bob | small | b']],
    [
      'what a Mac and Jupyter put beside it',
      'ada.zip',
      [notebook('a'), notebook('x', '__MACOSX/._01-small.ipynb'), notebook('x', '.ipynb_checkpoints/01-small.ipynb')],
      ['ada | small | a'],
    ],
  ];
  for (const [what, file, entries, expected, more] of layouts) {
    it(`G6: takes a zip: ${what}`, async () => {
      put(file, makeZip(entries));
      assert.deepEqual(await told(file, more), expected);
    });
  }

  it("G6: takes learners' zips in a folder, in zips in each other, too", async () => {
    put('s/ada/abgabe.zip', makeZip([{ name: 'again.zip', content: makeZip([notebook('a')]) }]));
    put('s/bob_01-small.zip', makeZip([notebook('b', 'whatever/01-small.ipynb')]));
    put('s/cleo_LATE_12_345_x.zip', makeZip([notebook('c')]));
    assert.deepEqual(await told('s'), ['ada | small | a', 'bob | small | b', 'cleo | small | c']);
  });

  it("says of a platform's download that lies in a folder how it is graded, and takes nobody's word in it", async () => {
    const all = [notebook('a', 'Ada Lovelace_1_assignsubmission_file/01-small.ipynb')];
    all.push(notebook('b', 'Bob Smith_2_assignsubmission_file/01-small.ipynb'));
    put('s/Course 7.zip', makeZip(all));
    const [rostered] = await found('s', { roster });
    assert.match(rostered?.refusal ?? '', /no learner of the roster fits .*; is Course 7\.zip the download of a whole/);
    const [told, ...others] = await found('s');
    assert.deepEqual([told?.learner, others], ['Course 7', []]);
    assert.match(told?.refusal ?? '', /2 notebooks of Course 7: .*; is Course 7\.zip the download of a whole class/);
  });

  it('G6: names what was handed in and is no notebook, and calls none of them absent', async () => {
    put('s/ada/abgabe.zip', makeZip([{ name: 'main.ts', content: 'x' }]));
    put('s/bob/small/solution.ts');
    put('s/bob/small/notes.txt');
    put('s/Cleo_3_assignsubmission_onlinetext/onlinetext.html');
    put('s/dan_12_345_thesis.pdf');
    put('s/eve/01-small.ipynb', 'e');
    put('s/eve/data.csv');
    assert.deepEqual(await told('s'), [
      'Cleo | small | handed in onlinetext.html: no notebook',
      'ada | small | handed in abgabe.zip: no notebook in it',
      'bob | small | handed in notes.txt, solution.ts: no notebook',
      'dan | small | handed in dan_12_345_thesis.pdf: no notebook',
      'eve | small | e',
    ]);
    put('t/ada/abgabe.zip', makeZip([]));
    assert.deepEqual(await told('t', { roster }), ['ada | ? | handed in abgabe.zip: no notebook in it']);
  });

  it('G6: sets aside what nobody handed in', async () => {
    put('s/ada/01-small.ipynb');
    put('s/class.csv');
    put('s/images/logo.png');
    const place = await unpacker.unpack(filesAt(join(root, 's')));
    const { submissions, aside } = findSubmissions({ places: [place], course });
    assert.deepEqual(
      [submissions.length, aside.map((file) => file.replace(/.*\/s\//, ''))],
      [1, ['class.csv', 'images/logo.png']],
    );
  });

  const bomb = 'a'.repeat(8 * 1024 * 1024);
  const hostile: [string, MadeEntry[] | Buffer, RegExp][] = [
    ['what is no zip', Buffer.from('PK but no zip'), /abgabe\.zip cannot be read: /],
    ['the first half of one', makeZip([notebook('a')]).subarray(0, 60), /abgabe\.zip cannot be read: /],
    ['a path that climbs', [notebook('a', '../bob/01-small.ipynb')], /its path leads out of the zip/],
    [
      'a path that climbs with backslashes',
      [notebook('a', '..\\bob\\01-small.ipynb')],
      /its path leads out of the zip/,
    ],
    ['an absolute path', [notebook('a', '/etc/01-small.ipynb')], /its path leads out of the zip/],
    ['a drive of Windows', [notebook('a', 'C:\\01-small.ipynb')], /its path leads out of the zip/],
    ['a link', [link('01-small.ipynb')], /it is a link or a device/],
    ['an encrypted notebook', [{ ...notebook('a'), flags: 0x801 }], /it is encrypted/],
    ['a method of packing that is not read', [{ ...notebook('a'), method: 14 }], /packed by a method/],
    ['a wrong checksum', [{ ...notebook('a'), crc: 1 }], /its checksum is another one/],
    ['less than it says', [{ ...notebook('a'), size: 100 }], /01-small\.ipynb cannot be read: /],
    ['more than it says', [{ ...notebook(bomb), size: 100 }], /01-small\.ipynb cannot be read: /],
    ['a bomb', [notebook(bomb)], /grows to more than 250 times its size/],
    [
      'a large notebook',
      [{ ...notebook(''), content: Buffer.alloc(22_000_000), method: 0 }],
      /the notebook has 21 MB; at most 20 are read/,
    ],
    [
      'names that are said to be UTF-8 and are none',
      [notebook('a', Buffer.from('\u00fc.ipynb', 'latin1'))],
      /its name is not in the UTF-8/,
    ],
    ['too many files', Array.from({ length: 5001 }, (_, i) => notebook('a', `${i}.txt`)), /more than 5000 files/],
    [
      'too many notebooks',
      Array.from({ length: 120 }, (_, i) => notebook('a', `01-small-x${i}.ipynb`)),
      /there are 120 notebooks of ada: .* and 117 more; leave one/,
    ],
    ['deep folders', [notebook('a', `${'d/'.repeat(40)}01-small.ipynb`)], /its folders are more than 32 deep/],
    [
      'zips in zips in zips in zips',
      [
        {
          name: 'a.zip',
          content: makeZip([
            { name: 'b.zip', content: makeZip([{ name: 'c.zip', content: makeZip([notebook('a')]) }]) },
          ]),
        },
      ],
      /it lies in a zip in a zip in a zip/,
    ],
    ['two notebooks of one name', [notebook('a'), notebook('b')], /there are 2 notebooks of ada/],
  ];
  for (const [what, zip, reason] of hostile) {
    it(`S6: a learner's zip with ${what} ends nobody else's grading`, async () => {
      put('s/ada/abgabe.zip', Buffer.isBuffer(zip) ? zip : makeZip(zip));
      put('s/bob/01-small.ipynb', 'b');
      const all = await told('s', { roster });
      assert.ok(all.includes('bob | small | b'), all.join('\n'));
      assert.equal(all.filter((line) => line.startsWith('bob')).length, 1);
      const own = all.filter((line) => line.startsWith('ada'));
      assert.equal(own.length, 1, all.join('\n'));
      assert.match(own[0] ?? '', reason);
      assert.ok(!existsSync(join(root, 's/bob/bob')));
    });
  }

  const faultsIn = async (path: string, from = unpacker): Promise<(string | undefined)[]> => {
    const { files } = await from.unpack(filesAt(join(root, path)));
    return files.map(({ fault }) => fault);
  };

  it("unpacks a hundred notebooks and zips of one learner, and a zip's two hundred are too many to be named", async () => {
    const many = (count: number): MadeEntry[] => Array.from({ length: count }, (_, i) => notebook('a', `n${i}.ipynb`));
    put('s/ada/abgabe.zip', makeZip(many(101)));
    put('s/bob/abgabe.zip', makeZip(many(100)));
    const faults = await faultsIn('s');
    const tooMany = 'more than 100 notebooks and zips are not unpacked';
    assert.deepEqual(faults, [
      ...Array<undefined>(100).fill(undefined),
      tooMany,
      ...Array<undefined>(100).fill(undefined),
    ]);
    put('t/ada/abgabe.zip', makeZip(many(200)));
    assert.equal((await faultsIn('t')).length, 200);
    put('t/ada/abgabe.zip', makeZip(many(201)));
    assert.deepEqual(await faultsIn('t'), ['it holds too many notebooks and zips']);
  });

  it("counts for each learner of a class, in whatever folders the learners' lie", async () => {
    const refused = async (path: string): Promise<number> => {
      const own = makeUnpacker(course);
      const faults = await faultsIn(path, own);
      own.remove();
      return faults.filter(Boolean).length;
    };
    const many = Array.from({ length: 51 }, (_, i) => `x${i}.ipynb`);
    const own = makeZip(many.map((name) => notebook('a', name)));
    for (const learner of ['ada', 'bob']) put(`submitted/${learner}/small/abgabe.zip`, own);
    assert.equal(await refused('.'), 0);
    const ofClass = (folder: string): MadeEntry[] =>
      ['ada', 'bob'].flatMap((learner) => many.map((name) => notebook('a', `${folder}${learner}/small/${name}`)));
    for (const folder of ['submitted/', 'Class/']) {
      put('class.zip', makeZip(ofClass(folder)));
      assert.equal(await refused('class.zip'), 0, folder);
    }
    // one learner has no more for lying there in two folders or zips
    put('submitted/ada/small/again.zip', own);
    assert.equal(await refused('submitted'), 2);
    put(
      'class.zip',
      makeZip(['small', 'big'].flatMap((folder) => many.map((name) => notebook('a', `ada/${folder}/${name}`)))),
    );
    assert.equal(await refused('class.zip'), 2);
  });

  it('counts for each zip that was named itself', async () => {
    const many = Array.from({ length: 51 }, (_, i) => notebook('a', `small/01-small (${i}).ipynb`));
    for (const learner of ['ada', 'bob']) {
      put(`${learner}.zip`, makeZip(many));
      assert.deepEqual((await faultsIn(`${learner}.zip`)).filter(Boolean), []);
    }
  });

  it('takes a notebook of 20 MB, and a zip of more', async () => {
    const large = (bytes: number): MadeEntry => ({
      name: '01-small.ipynb',
      content: Buffer.alloc(bytes, 'kubelab'),
      method: 0,
    });
    put('s/ada/abgabe.zip', makeZip([large(20 * 1024 * 1024)]));
    assert.deepEqual(await faultsIn('s'), [undefined]);
    const inner = makeZip([notebook('a'), { name: 'noise', content: Buffer.alloc(21 * 1024 * 1024), method: 0 }]);
    put('s/ada/abgabe.zip', makeZip([{ name: 'x.zip', content: inner, method: 0 }]));
    assert.deepEqual(await told('s'), ['ada | small | a']);
  });

  it('takes a zip in a zip in a zip, and files 32 deep', async () => {
    const inner = makeZip([{ name: 'c.zip', content: makeZip([notebook('a')]) }]);
    put('s/ada/abgabe.zip', makeZip([{ name: 'b.zip', content: inner }]));
    assert.deepEqual(await told('s'), ['ada | small | a']);
    // the folder of the learner and the zip are two of them
    put('t/ada/abgabe.zip', makeZip([notebook('a', `${'d/'.repeat(29)}01-small.ipynb`)]));
    assert.deepEqual(await told('t'), ['ada | small | a']);
  });

  it("has the files of a class's zip with its times, all of them, and the notebooks of a learner's alone", async () => {
    const modified = new Date('2026-11-01T12:00:00Z');
    const own = makeZip([
      { name: 'notes.txt', modified },
      { ...notebook('b'), modified },
      { ...notebook('x', '__MACOSX/x.ipynb') },
    ]);
    put(
      'all.zip',
      makeZip([
        { name: 'ada/a.txt', modified },
        { name: 'bob/x.zip', content: own, modified: new Date('2026-12-01T12:00:00Z') },
      ]),
    );
    const { files, isFile, zip } = await unpacker.unpack(filesAt(join(root, 'all.zip')));
    assert.deepEqual([isFile, zip], [false, 'all.zip']);
    assert.deepEqual(
      files.map(({ kind, names, time }) => [kind, names.join('/'), time?.clock, time?.at.toISOString()]),
      [
        ['other', 'ada/a.txt', 'zip', '2026-11-01T12:00:00.000Z'],
        ['notebook', 'bob/x.zip/01-small.ipynb', 'zip', '2026-12-01T12:00:00.000Z'],
      ],
    );
    // what is no notebook is not unpacked
    assert.equal(files[0]?.file, join(root, 'all.zip'));
    assert.match(files[1]?.shown ?? '', /all\.zip: bob\/x\.zip: 01-small\.ipynb$/);
    assert.match(files[1]?.file ?? '', /\/\d+\.ipynb$/);
  });

  it('takes the folder of its own name off a zip, where everything lies in it and it is no file', async () => {
    put('ada.zip', makeZip([notebook('a', 'Ada/01-small.ipynb'), notebook('b', 'bob/01-small.ipynb')]));
    assert.deepEqual(await told('ada.zip'), ['Ada | small | a', 'bob | small | b']);
    put('CLASS.zip', makeZip([notebook('a', 'class/ada/01-small.ipynb')]));
    assert.deepEqual(await told('CLASS.zip'), ['ada | small | a']);
    // a Mac puts files of its own beside that folder
    const ofMac = ['__MACOSX/class/ada/._01-small.ipynb', '.DS_Store'].map((name) => notebook('m', name));
    put('Class.zip', makeZip([...ofMac, notebook('a', 'Class/ada/01-small.ipynb')]));
    assert.deepEqual(await told('Class.zip'), ['ada | small | a']);
    put('x.ipynb.zip', makeZip([notebook('a', 'x.ipynb')]));
    const { files } = await unpacker.unpack(filesAt(join(root, 'x.ipynb.zip')));
    assert.deepEqual(files[0]?.names, ['x.ipynb']);
  });

  it('names a file in a zip that has no name, and one with a long name, on one short line', async () => {
    put(
      's/ada/abgabe.zip',
      makeZip([notebook('a', '../x.ipynb'), { ...notebook('b', `${'n'.repeat(300)}.ipynb`), crc: 1 }]),
    );
    const { files } = await unpacker.unpack(filesAt(join(root, 's')));
    const shown = files.map((file) => file.shown.replace(/^.*abgabe\.zip/, ''));
    assert.deepEqual(shown, [': a file', `: ${'n'.repeat(160)}`]);
  });

  it('leaves a link and a notebook that were named as they are', async () => {
    put('x.ipynb', 'x');
    const place = filesAt(join(root, 'x.ipynb'));
    assert.deepEqual(await unpacker.unpack(place), place);
    const faulty = {
      ...place,
      isFile: false,
      files: place.files.map((file) => ({ ...file, kind: 'zip' as const, fault: 'no' })),
    };
    assert.deepEqual(await unpacker.unpack(faulty), faulty);
    const none = { ...place, files: [] };
    assert.deepEqual(await unpacker.unpack(none), none);
  });

  it('unpacks nothing more after the signal', async () => {
    const controller = new AbortController();
    const own = makeUnpacker(course, controller.signal);
    put('s/ada/abgabe.zip', makeZip([notebook('a')]));
    put('all.zip', makeZip([notebook('a', 'ada/01-small.ipynb')]));
    controller.abort(new Error('Ctrl-C'));
    await assert.rejects(faultsIn('s', own), { message: 'Ctrl-C' });
    assert.deepEqual(await faultsIn('all.zip', own), ['it was interrupted']);
    own.remove();
  });

  it('unpacks no more than 64 MB of one learner', async () => {
    const noise = Buffer.alloc(15 * 1024 * 1024, 'kubelab');
    const entries = Array.from({ length: 6 }, (_, i) => ({
      ...notebook('', `n${i}.ipynb`),
      content: noise,
      method: 0,
    }));
    put('s/ada/abgabe.zip', makeZip(entries));
    const { files } = await unpacker.unpack(filesAt(join(root, 's')));
    const faults = files.map(({ fault }) => fault);
    const tooMuch = 'more than 64 MB are not unpacked';
    assert.deepEqual(faults, [undefined, undefined, undefined, undefined, tooMuch, tooMuch]);
  });

  it('S4: in a zip, too, the first folder says who, and neither of two that claim one learner is taken', async () => {
    const entries = [
      notebook('m', 'bob/activity/ada/01-small.ipynb'),
      { name: 'ada/x.zip', content: makeZip([notebook('a', 'bob/01-small.ipynb')]) },
    ];
    put('all.zip', makeZip(entries));
    assert.deepEqual(await told('all.zip', { roster }), ['ada | small | a', 'bob | small | m']);
    put('two.zip', makeZip([...entries, notebook('c', 'Ada Lovelace/01-small.ipynb')]));
    assert.match((await told('two.zip', { roster }))[0] ?? '', /^ada \| small \| there are 2 notebooks of ada/);
    // S16: names that differ by a space alone
    put('spaces.zip', makeZip([notebook('a', 'ann/01-small.ipynb'), notebook('b', 'ann /01-small.ipynb')]));
    assert.match((await told('spaces.zip'))[0] ?? '', /there are 2 notebooks of ann/);
  });

  it('reads names in UTF-8 without the mark of a Mac, and in the code page of DOS', async () => {
    put('mac.zip', makeZip([{ ...notebook('z', 'zoë/01-small.ipynb'), flags: 0 }]));
    put('dos.zip', makeZip([{ ...notebook('z', Buffer.from('zo\u0089/01-small.ipynb', 'latin1')), flags: 0 }]));
    assert.deepEqual(await told('mac.zip', { roster }), ['zoë | small | z']);
    assert.deepEqual(await told('dos.zip', { roster }), ['zoë | small | z']);
  });

  it('refuses a named zip that cannot be read or whose paths climb, with a sentence', async () => {
    put('all.zip', 'nothing');
    await assert.rejects(found('all.zip'), { code: 'ARGUMENT_INVALID', message: /^the zip cannot be read: / });
    put('climbs.zip', makeZip([notebook('a', 'ada/../bob/01-small.ipynb')]));
    await assert.rejects(found('climbs.zip'), { code: 'ARGUMENT_INVALID', message: /leads out of the zip/ });
    put('none.zip', makeZip([{ name: 'readme.md', content: '' }]));
    await assert.rejects(found('none.zip'), { code: 'ARGUMENT_INVALID', message: 'there is no notebook' });
  });

  it('says of a name only what a terminal may be shown', async () => {
    put('all.zip', makeZip([notebook('a', 'a\u001b[31mb/01-small.ipynb'), notebook('b', 'bob/\u001b[31m.ipynb')]));
    for (const line of await told('all.zip')) assert.ok(!line.includes('\u001b'));
  });

  it('leaves nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith(`kubelab-grade-${process.pid}-`));
    put('s/ada/abgabe.zip', makeZip([notebook('a')]));
    const [ada] = await found('s');
    assert.ok(ada && existsSync(ada.file));
    unpacker.remove();
    assert.ok(!existsSync(ada.file));
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith(`kubelab-grade-${process.pid}-`));
    assert.deepEqual(after, before);
  });
});
