import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Result, Results } from '../../src/course/grading/results.js';
import { courseFile, handIn, learners, notebookOf } from '../fixtures/class/class.js';
import { bin, type End, inTerminal, kubelab, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { mountSmallDisk } from '../helpers/small-disk.js';

const validate = new Ajv2020().compile(
  JSON.parse(readFileSync('src/course/grading/results.schema.json', 'utf8')) as object,
);

describe('kubelab grade', function () {
  this.timeout(300_000);
  const { home, remove } = makeHome();
  let root = '';
  let submitted = '';

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-grade-test-'));
    submitted = join(root, 'submitted');
    handIn(submitted);
    undisturbed = await graded([submitted], 'undisturbed', ['--jobs', '2']);
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });

  let undisturbed: Grading;

  interface Grading extends End {
    out: string;
    stdout: string;
    stderr: string;
  }

  const commandLine = (paths: readonly string[], out: string, more: readonly string[]): string[] => [
    'grade',
    ...paths,
    '--out',
    join(root, out),
    ...(more.includes('--course') ? [] : ['--course', courseFile]),
    ...more,
  ];
  async function graded(paths: readonly string[], out: string, more: readonly string[] = []): Promise<Grading> {
    const end = await runKubelab(home, commandLine(paths, out, more));
    return { ...end, out: join(root, out) };
  }
  const starting = (paths: readonly string[], out: string, more: readonly string[] = []): Running =>
    kubelab(home, commandLine(paths, out, more));

  const read = (out: string): Result[] => {
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    assert.ok(validate(results), JSON.stringify(validate.errors));
    return results.results;
  };
  const text = (out: string, name = 'results.json'): string => readFileSync(join(out, name), 'utf8');
  const only = (results: Result[], learner: string): Result => {
    const found = results.find((result) => result.learner === learner);
    assert.ok(found, `nothing of ${learner}`);
    return found;
  };

  it('grades by what the server saw, whatever cells print, and sums up', () => {
    const { code, stdout, out } = undisturbed;
    assert.equal(code, 0, undisturbed.stderr);
    assert.deepEqual(
      read(out).map(({ learner, points, status }) => [learner, points, status]),
      Object.entries(learners).map(([learner, { points }]) => [learner, points, 'graded']),
    );
    assert.match(stdout, /ada +4 of 4 {2}✔✔✔/);
    assert.match(stdout, /Two ConfigMaps: 5 graded; mean 2\.2, median 2 of 4/);
    assert.match(stdout, /80 % +4 of 5 {2}made: The ConfigMap is there/);
    assert.match(stdout, /Most got wrong: listed/);
    assert.ok(!stdout.includes('\u001b'));
  });

  it('writes a table, JUnit, a page for each learner and one for the teacher', () => {
    const { out } = undisturbed;
    assert.match(text(out, 'results.csv'), /^ada,,,,small,4,4,graded,/m);
    assert.match(text(out, 'results.xml'), /<testsuite name="eve small" tests="3" failures="3" errors="0">/);
    assert.deepEqual(
      readdirSync(join(out, 'feedback')).sort(),
      Object.keys(learners).map((id) => `${id}.html`),
    );
    const page = text(out, 'feedback/dan.html');
    assert.match(page, /configmaps\/answer was read by ("|&quot;)kubelab-admin\1/);
    assert.match(page, /Error: &lt;script&gt;alert\(1\)/);
    assert.doesNotMatch(page, /<script|ConfigMaps were listed|tslab\/dist/);
    assert.match(text(out, 'report.html'), /Class report: Two ConfigMaps/);
  });

  it('with --resume runs nothing again, and writes the same', async () => {
    const out = copyOf('undisturbed', 'resumed');
    const again = await graded([submitted], 'resumed', ['--resume']);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stdout.match(/as before/g)?.length, 5);
    for (const name of ['results.json', 'results.csv', 'results.xml', 'report.html', 'feedback/ada.html']) {
      assert.equal(text(out, name), text(undisturbed.out, name), name);
    }
  });

  it('takes the folders of results beside what was handed in for no learners, and says so', async () => {
    const out = copyOf('undisturbed', 'beside');
    const again = await graded([root], 'beside', ['--resume']);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(text(out), text(undisturbed.out));
    assert.match(
      again.stderr,
      /^warning: not taken for submissions, since a grading wrote them: .*\bbeside, .*\bundisturbed$/m,
    );
  });

  it('killed at several moments, it leaves whole files, loses only what ran, and goes on to the same results', async () => {
    const out = join(root, 'killed');
    for (const moment of [/^ada /m, /^bob .*\n(?:.*\n)?cleo |^cleo /m]) {
      const running = starting([submitted], 'killed', ['--jobs', '1', '--resume']);
      await running.sees(moment, 120_000);
      running.child.kill('SIGKILL');
      assert.equal((await running.ended).signal, 'SIGKILL');
      for (const result of read(out)) assert.deepEqual(result, only(read(undisturbed.out), result.learner));
      assert.ok(read(out).some(({ learner }) => learner === (moment.source.includes('cleo') ? 'cleo' : 'ada')));
    }
    const end = await graded([submitted], 'killed', ['--resume']);
    assert.equal(end.code, 0, end.stderr);
    assert.ok((end.stdout.match(/as before/g)?.length ?? 0) >= 3, end.stdout);
    assert.equal(text(out), text(undisturbed.out));
    assert.equal(text(out, 'results.csv'), text(undisturbed.out, 'results.csv'));
  });

  it('interrupted, it ends with 130, whole results and a word on how to go on', async () => {
    const running = starting([submitted], 'interrupted', ['--jobs', '1']);
    await running.sees(/^ada /m, 120_000);
    running.child.kill('SIGINT');
    const { code } = await running.ended;
    assert.equal(code, 130, running.stderr());
    assert.match(running.stdout(), /The grading was interrupted; \d submissions left\. Go on with --resume\./);
    const out = join(root, 'interrupted');
    assert.deepEqual(only(read(out), 'ada'), only(read(undisturbed.out), 'ada'));
    assert.ok(existsSync(join(out, 'report.html')));
    const end = await graded([submitted], 'interrupted', ['--resume']);
    assert.equal(end.code, 0, end.stderr);
    assert.equal(text(out), text(undisturbed.out));
  });

  it('with a corrected rubric and a changed notebook, says whose marks changed and why', async () => {
    const class2 = join(root, 'class2');
    const course = copyOfCourse('course2');
    handIn(class2, ['ada', 'cleo']);
    await graded([class2], 'corrected', ['--course', course]);
    const rubric = join(dirname(course), 'rubrics', '01-small.yaml');
    writeFileSync(rubric, text(dirname(rubric), '01-small.yaml').replace('points: 2', 'points: 3'));
    writeFileSync(join(class2, 'cleo/small/01-small.ipynb'), notebookOf(learners.bob ?? {}));
    const again = await graded([class2], 'corrected', ['--course', course, '--resume']);
    assert.equal(again.code, 0, again.stderr);
    const end = again.stdout.slice(again.stdout.indexOf('Marks that changed'));
    assert.match(end, /ada small: 4 of 4 → 5 of 5 \(another rubric\)\n +made: 2 of 2 → 3 of 3: ConfigMap "answer"/);
    assert.match(end, /cleo small: 2 of 4 → 4 of 5 \(another notebook, another rubric\)/);
    assert.match(end, /read: 0 of 1 → 1 of 1: configmaps\/answer was read/);
  });

  it('merges marks.yaml from the folder of results, without running anything', async () => {
    const out = copyOf('undisturbed', 'marked');
    writeFileSync(
      join(out, 'marks.yaml'),
      [
        '- { learner: ada, late: 50%, comment: two days }',
        '- { learner: bob, check: listed, mark: 1, comment: shown in class }',
        '- { learner: cleo, cell: make, points: 0.5, comment: well named }\n',
      ].join('\n'),
    );
    const end = await graded([submitted], 'marked', ['--resume']);
    assert.equal(end.code, 0, end.stderr);
    const ada = only(read(out), 'ada');
    assert.deepEqual([ada.points, ada.marks], [2, [{ kind: 'late', points: -2, comment: 'two days' }]]);
    assert.match(text(out, 'feedback/ada.html'), /Handed in late: −2 \(two days/);
    const bob = only(read(out), 'bob');
    assert.deepEqual([bob.points, bob.checks.at(-1)?.points], [4, 1]);
    assert.match(text(out, 'results.csv'), /bob,[^\n]*listed: shown in class/);
    const cleo = text(out, 'feedback/cleo.html');
    assert.match(
      cleo,
      /api\.create[^<]*<\/code><\/pre>\s*<p class="note"><strong>From your teacher:<\/strong> \+0\.5 \(well named\)/,
    );
    assert.ok(validate(JSON.parse(text(out, 'results.json'))), JSON.stringify(validate.errors));
  });

  it('refuses marks for a learner, a check or a cell that there is not, before anything is run', async () => {
    const wrong: [string, RegExp][] = [
      ['- { learner: adda, points: 1 }', /marks\.yaml:1:14\n {2}next: did you mean ada\?/],
      ['- { learner: ada, check: lsted, points: 1 }', /did you mean listed\?/],
      ['- { learner: ada, cell: mak, points: 1 }', /did you mean make\?/],
    ];
    const out = copyOf('undisturbed', 'mistaken');
    for (const [line, message] of wrong) {
      writeFileSync(join(out, 'marks.yaml'), `${line}\n`);
      const end = await graded([submitted], 'mistaken', ['--resume']);
      assert.deepEqual([end.code, end.stdout], [2, '']);
      assert.match(end.stderr, message);
    }
  });

  it('--anonymous names nobody in anything that it writes', async () => {
    const folder = join(root, 'named');
    mkdirSync(join(folder, 'jane.roe'), { recursive: true });
    writeFileSync(
      join(folder, 'jane.roe/01-small.ipynb'),
      notebookOf({ make: "console.log('I am Jane Roe, jane.roe')" }),
    );
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken/01-small.ipynb'), '{');
    const roster = join(root, 'roster.csv');
    writeFileSync(roster, 'id,first_name,last_name\njane.roe,Jane,Roe\nbroken,John,Doe\nabsent,Max,Moe\n');
    const { code, out, stdout, stderr } = await graded([folder], 'anonymous', ['--anonymous', '--roster', roster]);
    assert.equal(code, 1, stderr);
    const written = filesIn(out).map((file) => `${file}\n${textIn(file)}`);
    assert.ok(written.length >= 6);
    for (const one of [...written.map((all) => all.replaceAll(root, '')), stdout]) {
      assert.doesNotMatch(one, /jane|\broe\b|\bjohn\b|\bdoe\b|absent|\bmoe\b|broken\b/i);
    }
    assert.match(text(out), /"learner": "learner-[0-9a-f]{8}"/);
  });

  it('no token and no key is in anything that it writes', async () => {
    const folder = join(root, 'leaks');
    mkdirSync(join(folder, 'ada'), { recursive: true });
    const make = `
import { readFileSync } from 'node:fs';
const issued = await api.post('/api/v1/namespaces/default/serviceaccounts/default/token', { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
const token = issued.body.status.token;
console.log('TOKEN:' + token.length, token, 'Bearer ' + token);
console.log(readFileSync(process.env.KUBECONFIG, 'utf8'));
throw new Error(token);`;
    writeFileSync(join(folder, 'ada/01-small.ipynb'), notebookOf({ make }));
    const { code, out, stdout } = await graded([folder], 'leaks-out');
    assert.equal(code, 0);
    assert.match(text(out, 'feedback/ada.html'), /redacted/);
    for (const one of [...filesIn(out).map(textIn), stdout]) {
      assert.doesNotMatch(
        one,
        /eyJ[\w-]+\.eyJ|PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}|client-key-data: [A-Za-z0-9+/]{20}/,
      );
    }
  });

  it('bad notebooks are told of one by one, and the rest is graded', async () => {
    const folder = join(root, 'bad');
    const put = (learner: string, notebook: string, name = '01-small.ipynb'): void => {
      mkdirSync(join(folder, learner), { recursive: true });
      writeFileSync(join(folder, learner, name), notebook);
    };
    const good = notebookOf(learners.cleo ?? {});
    put('corrupt', good.slice(0, 200));
    put('empty', '');
    put('foreign', good.replaceAll('"typescript"', '"python"').replaceAll('"tslab"', '"python3"'));
    put('ancient', JSON.stringify({ nbformat: 3, nbformat_minor: 0, metadata: {}, worksheets: [] }));
    put('twice', good, '01-small-a.ipynb');
    put('twice', good, '01-small-b.ipynb');
    put('unknown', good, 'homework.ipynb');
    put('unwritten', notebookOf({}), '02-ungraded.ipynb');
    put('zoe', good);
    const { code, out, stdout } = await graded([folder], 'bad-out');
    assert.equal(code, 1);
    const reasons = Object.fromEntries(read(out).map(({ learner, reason }) => [learner, reason ?? '']));
    assert.match(reasons.corrupt ?? '', /is not JSON/);
    assert.match(reasons.empty ?? '', /is empty/);
    assert.match(reasons.foreign ?? '', /for the kernel "python3"/);
    assert.match(reasons.ancient ?? '', /nbformat 3\.0/);
    assert.match(reasons.twice ?? '', /2 notebooks of twice/);
    assert.match(reasons.unknown ?? '', /which exercise/);
    assert.match(reasons.unwritten ?? '', /there is no rubric for An exercise without a rubric/);
    assert.equal(only(read(out), 'zoe').points, 2);
    assert.match(stdout, /7 submissions not graded\n +ancient: /);
    const again = `grade ${folder} --out ${out} --resume`;
    assert.ok(stdout.includes(`To grade what is mended or handed in anew: node dist/bin.js ${again}\n`), stdout);
    const one = await graded([folder], 'bad-out', ['--only', 'corrupt']);
    assert.ok(one.stdout.includes(`${again.replace('--resume', '--only corrupt')}\n`), one.stdout);
  });

  it('learners of the roster who handed in nothing are listed, and are no failure', async () => {
    const roster = join(root, 'roster2.csv');
    writeFileSync(
      roster,
      `id,first_name,last_name\n${Object.keys(learners)
        .map((id) => `${id},F,L\n`)
        .join('')}zoe,=Zoe,Last\n`,
    );
    const out = copyOf('undisturbed', 'rostered');
    const { code, stderr } = await graded([submitted], 'rostered', ['--resume', '--roster', roster]);
    assert.equal(code, 0, stderr);
    assert.equal(only(read(out), 'zoe').reason, 'nothing was handed in');
    assert.match(text(out, 'results.csv'), /^zoe,Last,'=Zoe,,small,,4,not graded,/m);
  });

  it('a full disk ends no more than what cannot be written; nothing already graded is lost', async function () {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    const unmount = mountSmallDisk(this, disk, '512k');
    try {
      const running = starting([submitted], 'disk/out', ['--jobs', '1']);
      await running.sees(/^ada /m, 120_000);
      fill(join(disk, 'filler'));
      const { code } = await running.ended;
      assert.equal(code, 3, running.stdout());
      assert.match(running.stdout(), /not graded: .*ENOSPC/);
      assert.match(running.stderr(), /cannot be written/);
      const out = join(disk, 'out');
      assert.deepEqual(only(read(out), 'ada'), only(read(undisturbed.out), 'ada'));
      rmSync(join(disk, 'filler'));
      const end = await graded([submitted], 'disk/out', ['--resume']);
      assert.equal(end.code, 0, end.stderr);
      assert.equal(text(out), text(undisturbed.out));
    } finally {
      unmount();
    }
  });

  it('a kernel that cannot start ends the grading with 3 and a reason', async () => {
    const { code, stdout, stderr, out } = await graded([submitted], 'no-kernel', ['--memory', '1', '--jobs', '1']);
    assert.equal(code, 3, stdout);
    assert.match(stderr, /error: the kernel/);
    assert.match(stdout, /4 submissions left/);
    assert.match(only(read(out), 'ada').reason ?? '', /kernel/);
  });

  const usage: [string, string[], RegExp][] = [
    ['a path that is not there', ['nowhere'], /there is no such notebook, zip or folder/],
    ['an unknown exercise', ['SUBMITTED', '--exercise', 'smal'], /there is no such lesson: "smal"/],
    ['an exercise without a rubric', ['SUBMITTED', '--exercise', 'ungraded'], /there is no notebook for An exercise/],
    ['a roster that is not there', ['SUBMITTED', '--roster', 'nowhere.csv'], /the roster cannot be read/],
    ['marks that are not there', ['SUBMITTED', '--marks', 'nowhere.yaml'], /the marks cannot be read/],
    ['a kubeconfig without an audit log', ['SUBMITTED', '--kubeconfig', 'x'], /add --audit-log FILE/],
    ['no jobs at all', ['SUBMITTED', '--jobs', '0'], /Give a number from 1/],
    ['another sandbox', ['SUBMITTED', '--sandbox', 'docker'], /Allowed choices are auto, bwrap, none/],
    ['no path', [], /missing required argument 'path'/],
  ];
  for (const [what, args, message] of usage) {
    it(`refuses ${what} with 2`, async () => {
      const paths = args.map((arg) => (arg === 'SUBMITTED' ? submitted : arg));
      const { code, stderr } = await graded(paths, 'usage');
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('refuses a rubric that is wrong with 2, its place and a caret', async () => {
    const course = copyOfCourse('course3');
    appendFileSync(join(dirname(course), 'rubrics', '01-small.yaml'), '  - id: x\n    pionts: 1\n');
    const { code, stderr } = await graded([submitted], 'usage', ['--course', course]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /pionts is no known entry[\s\S]*\^[\s\S]*01-small\.yaml:\d+:\d+[\s\S]*did you mean points\?/);
  });

  it('shows a table that moves on a terminal, and takes it away at the end', async () => {
    const out = join(root, 'in-terminal');
    const line = commandLine([join(submitted, 'ada')], 'in-terminal', []);
    const running = inTerminal(home, [process.execPath, bin, ...line]);
    await running.sees(/ada +cell \d of \d/, 120_000);
    await running.sees(/0 of 1 submission/);
    await running.sees(/Two ConfigMaps: 1 graded/, 120_000);
    assert.equal((await running.ended).code, 0);
    assert.deepEqual(only(read(out), 'ada'), only(read(undisturbed.out), 'ada'));
  });

  function copyOf(from: string, to: string): string {
    cpSync(join(root, from), join(root, to), { recursive: true });
    return join(root, to);
  }
  function copyOfCourse(name: string): string {
    cpSync(dirname(courseFile), join(root, name), { recursive: true });
    return join(root, name, 'course.yaml');
  }
});

/** Evidence is compressed. */
function textIn(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Writes until nothing more goes onto the disk. */
function fill(file: string): void {
  for (const size of [4096, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
}
