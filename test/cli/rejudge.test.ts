/** `kubelab rejudge`, `--resume` where only the rubric changed, and `kubelab explain`, on a class that was graded once. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Result, Results } from '../../src/course/grading/results.js';
import { courseFile, handIn, notebookOf } from '../fixtures/class/class.js';
import { bin, type End, makeHome, runKubelab, start } from '../helpers/command.js';

const published = ['results.json', 'results.csv', 'results.xml', 'report.html'];

describe('kubelab rejudge and kubelab explain', function () {
  this.timeout(300_000);
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-rejudge-'));
  const out = join(root, 'out');
  const submitted = join(root, 'submitted');
  const course = join(root, 'course', 'course.yaml');
  const rubricFile = join(root, 'course', 'rubrics', '01-small.yaml');
  const roster = join(root, 'roster.csv');
  const rubricAtFirst = readFileSync(join(dirname(courseFile), 'rubrics', '01-small.yaml'), 'utf8');
  let first: Ended;

  type Ended = End & { stdout: string; stderr: string };
  const grade = (into: string, more: string[] = []): Promise<Ended> =>
    runKubelab(home, ['grade', submitted, '--out', into, '--course', course, '--roster', roster, ...more]);
  const rejudge = (folder: string, more: string[] = []): Promise<Ended> =>
    runKubelab(home, ['rejudge', folder, ...more]);
  const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
  const resultsIn = (folder: string): Result[] => (JSON.parse(text(folder, 'results.json')) as Results).results;
  const pointsIn = (folder: string): unknown[] =>
    resultsIn(folder).map(({ learner, points, maxPoints }) => [learner, points, maxPoints]);
  const copy = (name: string): string => {
    cpSync(out, join(root, name), { recursive: true });
    return join(root, name);
  };
  const evidenceOf = (folder: string, learner: string): string => {
    const name = readdirSync(join(folder, 'evidence')).find((one) => one.startsWith(`${learner}.`));
    return join(folder, 'evidence', name ?? '');
  };
  const withRubric = (change: (rubric: string) => string): void => writeFileSync(rubricFile, change(rubricAtFirst));

  before(async () => {
    cpSync(dirname(courseFile), dirname(course), { recursive: true });
    handIn(submitted, ['ada', 'bob', 'dan']);
    mkdirSync(join(submitted, 'cleo'));
    writeFileSync(join(submitted, 'cleo', '01-small.ipynb'), '{');
    mkdirSync(join(submitted, 'fay'));
    const kept =
      "{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'answer', namespace: 'default' }, data: { value: '42', token: issued.body.status.token } }";
    const make = `const issued = await api.post('/api/v1/namespaces/default/serviceaccounts/default/token', { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
await api.create(${kept});`;
    writeFileSync(join(submitted, 'fay', '01-small.ipynb'), notebookOf({ make }));
    const names = [
      ['ada', 'Ada,Lovelace'],
      ['bob', 'Bob,<b>Roe</b>'],
      ['cleo', 'Cleo,C'],
      ['dan', 'Dan,D'],
      ['fay', 'Fay,F'],
      ['zoe', 'Zoe,Z'],
    ];
    writeFileSync(roster, `id,first_name,last_name\n${names.map((row) => `${row.join(',')}\n`).join('')}`);
    // whatever the umask: everybody may read, and write
    const line = [bin, 'grade', submitted, '--out', out, '--course', course, '--roster', roster].map(
      (word) => `'${word}'`,
    );
    const running = start('sh', ['-c', `umask 0; exec '${process.execPath}' ${line.join(' ')}`], {
      env: { ...process.env, KUBELAB_HOME: home },
    });
    running.child.stdin?.end();
    first = { ...(await running.ended), stdout: running.stdout(), stderr: running.stderr() };
  });
  beforeEach(() => withRubric((rubric) => rubric));
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });

  it('G18: what is graded has mode 0600, its folders 0700, whatever the umask', () => {
    assert.equal(first.code, 1, first.stderr);
    const entries = readdirSync(out, { recursive: true, encoding: 'utf8' });
    assert.ok(entries.includes(join('feedback', 'ada.html')) && entries.includes(join('report', 'ada.html')));
    for (const entry of ['', ...entries]) {
      const { mode } = statSync(join(out, entry));
      const isFolder = statSync(join(out, entry)).isDirectory();
      assert.equal((mode & 0o777).toString(8), isFolder ? '700' : '600', entry);
    }
  });

  it('G18: the numbers of what was not graded agree', () => {
    assert.match(first.stdout, /Two ConfigMaps: 4 graded, 1 not graded, 1 handed in nothing; mean/);
    assert.match(first.stdout, /1 submission not graded\n +cleo: /);
    assert.match(text(out, 'report.html'), /4 graded, 1 not graded, 1 handed in nothing</);
  });

  it('gives the same, to the byte, by the same rubric', async () => {
    const folder = copy('same');
    const { code, stdout, stderr } = await rejudge(folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Judged again from the evidence: 4\n/);
    assert.doesNotMatch(stdout, /Marks that changed/);
    for (const name of [...published, 'feedback/ada.html', 'report/ada.html', 'log/class.json']) {
      assert.equal(text(folder, name), text(out, name), name);
    }
  });

  it('judges the evidence of a record that was changed or is of another machine, says so, and --resume runs it again', async () => {
    const folder = copy('foreign');
    const record = join(folder, 'log', readdirSync(join(folder, 'log')).find((name) => name.startsWith('bob.')) ?? '');
    const kept = JSON.parse(readFileSync(record, 'utf8')) as { result: Result };
    kept.result.points = 4;
    writeFileSync(record, JSON.stringify(kept));
    const { code, stdout } = await rejudge(folder);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Judged again from the evidence: 4 \(its record was changed, or is of another machine: 1\)/);
    assert.deepEqual(pointsIn(folder), pointsIn(out));
    const resumed = await grade(folder, ['--resume']);
    assert.match(resumed.stdout, /its record was changed, or is of another machine/);
    assert.deepEqual(pointsIn(folder), pointsIn(out));
  });

  it('gives by a changed rubric and marks what a grading gives, and says whose marks changed, once', async () => {
    const folder = copy('changed');
    withRubric((rubric) =>
      rubric
        .replace('points: 2', 'points: 5')
        .replace('verb: get, resource: configmaps, namespace: default, name: answer', 'verb: list, resource: secrets')
        .replace("data.value: '42'", "data.value: '~^4'"),
    );
    const again = join(root, 'again');
    mkdirSync(again);
    for (const one of [folder, again]) writeFileSync(join(one, 'marks.yaml'), '- { learner: bob, points: 1 }\n');
    const { code, stdout, stderr } = await rejudge(folder);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/Marks that changed/g)?.length, 1);
    assert.equal(stdout.match(/bob small: 3 of 4 → 6 of 7 \(another rubric, marks\.yaml\)/g)?.length, 1);
    assert.match(stdout, /dan small: 2 of 4 → 5 of 7 \(another rubric\)/);
    assert.match(stdout, /Judged again from the evidence: 4 \(another rubric\)/);
    assert.equal((await grade(again)).code, 1);
    for (const name of published) assert.equal(text(folder, name), text(again, name), name);
  });

  it('merges marks.yaml alone, and says so', async () => {
    const folder = copy('marked');
    writeFileSync(
      join(folder, 'marks.yaml'),
      '- { learner: ada, late: 50%, exercise: small }\n- { learner: cleo, mark: 2 }\n',
    );
    const { code, stdout } = await rejudge(folder);
    assert.equal(code, 0);
    assert.match(stdout, /ada small: 4 of 4 → 2 of 4 \(marks\.yaml\)\n +lateness: 0 → -2/);
    assert.match(stdout, /cleo small: 0 of 4 → 2 of 4 \(marks\.yaml\)/);
    assert.match(text(folder, 'report/ada.html'), /Your marks[\s\S]*Handed in late: −2/);
  });

  it('G18: refuses an exercise in marks.yaml that the course does not have, with its place', async () => {
    const folder = copy('stray');
    writeFileSync(
      join(folder, 'marks.yaml'),
      '- { learner: ada, points: 1 }\n- { learner: ada, exercise: smal, points: 1 }\n',
    );
    const { code, stderr } = await rejudge(folder);
    assert.equal(code, 2);
    assert.match(stderr, /is no exercise of the course\n[\s\S]*\^[\s\S]*marks\.yaml:2:29[\s\S]*did you mean small\?/);
    assert.equal(text(folder, 'results.json'), text(out, 'results.json'));
  });

  it('refuses evidence that was changed, is of somebody else or gone; the marks stay, with the reason', async () => {
    const folder = copy('tampered');
    const bytes = readFileSync(evidenceOf(folder, 'ada'));
    writeFileSync(evidenceOf(folder, 'ada'), Buffer.concat([bytes, Buffer.from('x')]));
    cpSync(evidenceOf(out, 'ada'), evidenceOf(folder, 'bob'));
    rmSync(evidenceOf(folder, 'dan'));
    withRubric((rubric) => rubric.replace('points: 2', 'points: 3'));
    const { code, stdout } = await rejudge(folder);
    assert.equal(code, 1);
    assert.match(stdout, /3 submissions must be run again; the earlier marks stay/);
    for (const learner of ['ada', 'bob']) {
      assert.match(stdout, new RegExp(`${learner}: its evidence was changed, or is that of another grading`));
    }
    assert.match(stdout, /dan: its evidence is gone/);
    assert.match(stdout, /fay small: 2 of 4 → 3 of 5/);
    assert.deepEqual(pointsIn(folder).slice(0, 2), [
      ['ada', 4, 4],
      ['bob', 3, 4],
    ]);
  });

  it('--resume judges again what needs no run, runs what does, and says which and why', async () => {
    const folder = copy('resumed');
    withRubric((rubric) => rubric.replace("data.value: '42'", "data.token: '~^eyJ'"));
    writeFileSync(join(submitted, 'bob', 'small', '01-small.ipynb'), notebookOf({ make: '1' }));
    const { code, stdout, stderr } = await grade(folder, ['--resume']);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /ada +2 of 4 .*judged again/);
    assert.match(stdout, /Judged again from the evidence: 2 \(another rubric\)/);
    assert.match(
      stdout,
      /Run: 2 \((?=.*another notebook, another rubric: 1)(?=.*another rubric, the rubric looks at what was cut out of the evidence \(objects\.\d+\.data\.token\): 1)/,
    );
    // the token is there, and only a run sees it
    assert.deepEqual(pointsIn(folder), [
      ['ada', 2, 4],
      ['bob', 0, 4],
      ['cleo', 0, 4],
      ['dan', 0, 4],
      ['fay', 2, 4],
      ['zoe', 0, 4],
    ]);
  });

  it('names the files that it was graded with when they are gone, and a folder that holds no grading', async () => {
    const nothing = await rejudge(root);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /holds no grading of this version[\s\S]*--out/);
    const other = await rejudge(copy('moved'), ['--roster', join(root, 'nowhere.csv')]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /the roster cannot be read[\s\S]*--roster/);
  });

  it('G15: explains each check, hidden ones too, with what it rests on, in 100 columns and without colours', async () => {
    const { code, stdout } = await runKubelab(home, ['explain', out, 'dan']);
    assert.equal(code, 0);
    assert.match(stdout, /^Dan D \(dan\), small: 2 of 4 points/);
    assert.match(
      stdout,
      /✔ read: 1 of 1\. It was read\n +Seen: configmaps\/answer was read by "kubelab-admin"\n +It rests on\n +get configmaps default\/answer: 200, by kubelab-admin \(certificate\)/,
    );
    assert.match(stdout, /✘ listed: 0 of 1, hidden\. ConfigMaps were listed\n +Seen: nothing that does this was seen/);
    assert.match(stdout, /− deleted: −1\. A Secret was asked for\n +Seen: secrets were listed/);
    assert.ok(!stdout.includes('\u001b'));
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
  });

  it('explains one check, of a learner by name, and why there is nothing to explain', async () => {
    const one = await runKubelab(home, ['explain', out, 'Ada Lovelace', 'listed']);
    assert.match(one.stdout, /^Ada Lovelace \(ada\)[\s\S]*✔ listed[\s\S]*list configmaps default: 200/);
    assert.doesNotMatch(one.stdout, /made:/);
    const refused = await runKubelab(home, ['explain', out, 'cleo']);
    assert.match(refused.stdout, /Cleo C \(cleo\), small: not graded\n +the notebook is not JSON/);
  });

  for (const [what, args, message] of [
    ['learner', ['adda'], /there is no learner "adda"[\s\S]*did you mean ada\?/],
    ['check', ['ada', 'lsted'], /there is no check "lsted"[\s\S]*did you mean listed\?/],
    ['exercise', ['ada', '--exercise', 'big'], /there is no exercise "big"[\s\S]*name one of small/],
  ] as const) {
    it(`refuses an unknown ${what} with 2 and the nearest`, async () => {
      const { code, stderr } = await runKubelab(home, ['explain', out, ...args]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  it('G15, G16: a page for teachers shows hidden checks and names, the page for learners does not show the former', () => {
    const report = text(out, 'report/dan.html');
    for (const part of [/Dan D \(dan\)/, /ConfigMaps were listed/, /hidden from learners/, /A Secret was asked for/]) {
      assert.match(report, part);
    }
    assert.match(report, /Rests on 1 request/);
    const feedback = text(out, 'feedback/dan.html');
    assert.match(feedback, /Dan D \(dan\)/);
    assert.doesNotMatch(feedback, /ConfigMaps were listed|hidden from learners/);
    const all = text(out, 'report.html');
    assert.match(all, /<a href="report\/ada\.html">Ada Lovelace \(ada\)<\/a>[\s\S]*<a href="feedback\/ada\.html">/);
    assert.match(all, /Bob &lt;b&gt;Roe/);
    assert.match(all, /Zoe Z \(zoe\)/);
  });
});
