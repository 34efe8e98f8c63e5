/**
 * Attacks on a grading, beside those of a notebook's own code, which are in `hostile.test.ts`.
 *
 * | attack | what it would gain | what stops it | needs the sandbox | test |
 * |---|---|---|---|---|
 * | S1 descriptors that the teacher's shell left open | files of the host | they are closed before anything starts | no | sandbox/inherited-descriptors |
 * | S2 text that takes the grader for ever | the whole class waits | linear redaction; processes with a limit | no | redact-text, grading/work-processes |
 * | S3 a full disk | others lose marks | tmpfs of the sandbox; no evidence, no mark | yes | grading/full-disk |
 * | S4 folders called as others | another's row | the first folder below the class says whose it is | no | cli/hand-in |
 * | names and times that a platform would have given (`x_1_2_a.ipynb`, `timestamp.txt`, times in a zip), in a learner's own folder or zip | never to be late | they count where the platform writes them alone | no | grading/lateness, grading/whose, grading/nbgrader-times |
 * | a zip that takes all that may be unpacked | others are not graded | limits for each learner | no | grading/unpack |
 * | S5 the teacher's keyring | keys, a channel between submissions | the filter of system calls, /proc/keys is covered | yes | sandbox/seccomp, sandbox/bubblewrap |
 * | S6 names that cannot be read | nobody is graded | told for that submission | no | cli/hand-in |
 * | S7 memory that is in no process | the machine stands still | no memfd; what is held is counted | yes | sandbox/seccomp, sandbox/watch-processes |
 * | S8, S9 deep folders, many files | a rest that stays, a stall | limits of depth, files and inodes | yes | grading/full-disk, sandbox/bubblewrap |
 * | S10 two hundred busy processes | neighbours wait | they are put last | yes | sandbox/watch-processes |
 * | S11 fields of two subjects taken together | a check for a wrong binding | fields of one item are met by one item | no | grader/object |
 * | S12 the files of a cluster's store | Secrets, for other local users | folders of mode 0700 | no | cluster/data-directory |
 * | S13 requests whose answer was another | points, no deduction | what was answered counts | no | grader/request, grader/ways |
 * | S14 endless updates of displays, reasons without end | the grader's memory | limits | no | notebook/outputs, cli/class-book |
 * | S15 formulas in names | a command on the teacher's machine | quoting, formulas are text | no | grading/results |
 * | S16 the API server, which reads a learner's bytes | the grader's user | a sandbox of its own | yes | sandbox/bubblewrap |
 * | a changed evidence or record in the folder of results | a mark | a seal by the machine's key on the record, which holds the hash of its evidence | no | here, grading/judge-again |
 * | lines of the audit log that a notebook forges | a mark | the log is outside of the sandbox | yes | grading/hostile |
 * | a component's name on a real cluster | to hide a request that costs points | a component goes by a credential that it had before | no | grading/learner-events |
 * | the sockets of a kernel, for other local users | to run code as a learner, or as the teacher | Unix sockets in a folder of mode 0700, a key of 256 bits in a file of mode 0600 | no | here |
 * | `exec:` in a kubeconfig that the cluster's process or a notebook writes | a program of theirs, run by the grader | the grader writes its own kubeconfig, from PEM texts alone | no | none: `cluster-process.ts` reads nothing else |
 * | `exec:` in the teacher's own kubeconfig | a program that runs where the learner is | what the plugin gave is handed on, never the plugin | no | here |
 * | rights beyond the task that no question of the rubric is about | "nothing else" that is not so | `only` holds all rights against the task | no | grader/only |
 * | a subject more in a binding that Kubernetes brings along | no deduction | what the learner changed is theirs | no | grader/was-written |
 * | custom resources called `RoleBinding`, or in another version of a group | rights that nobody has; objects that are not seen | the grader's list of what it reads | no | grading/run-submission, grader/access |
 * | a front proxy that says which certificate its user came with | a request that passes for a certificate's | it is not believed | no | grader/ways |
 * | pods with large templates, made by a controller | an audit log that ends the run, and no mark | the control plane is not written down | no | grading/run-submission |
 * | a sparse file of a terabyte as notebook | the class waits for hours | its size is looked at before its hash | no | grading/grade-one |
 * | proxy variables, `NODE_OPTIONS`, `NODE_EXTRA_CA_CERTS` of the teacher | requests of the grader go astray; secrets in the learner's environment | connections go by the address in the kubeconfig; an environment from nothing | yes | here |
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnerAccess } from '../../../src/course/grading/learner-kubeconfig.js';
import type { Results } from '../../../src/course/grading/results.js';
import { makeConnection } from '../../../src/notebook/connection.js';
import { formatNotebook } from '../../../src/notebook/format.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { makeHome, runKubelab } from '../../helpers/command.js';
import { skip } from '../../helpers/skip.js';
import { code, smallCourse } from '../../helpers/small-course.js';

const rubric = {
  exercise: 'small',
  title: 'A small lesson',
  checks: [
    {
      ...{ id: 'made', title: 'It is created', task: 'task-1', points: 4, hints: ['Create it.'] },
      request: { verb: 'create', resource: 'configmaps', namespace: 'default', name: 'answer' },
    },
  ],
};
const honest = `import { connect } from 'kubelab';
await (await connect()).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'answer', namespace: 'default' } });
console.log('environment: ' + JSON.stringify(process.env));
`;

describe('attacks on a grading', () => {
  const { home, remove } = makeHome();
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-attacks-'));
  const submitted = join(folder, 'in');
  const out = join(folder, 'out');
  let course = '';
  let proxy: Server;
  let connections = 0;

  before(async () => {
    mkdirSync(submitted);
    mkdirSync(join(folder, 'course'));
    course = smallCourse(join(folder, 'course'), [code('task-1', '// TODO', 'task')], rubric);
    proxy = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  });
  after(() => {
    proxy.close();
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const handIn = (learner: string, source: string): void =>
    writeFileSync(
      join(submitted, `${learner}_00-small.ipynb`),
      formatNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [code('task-1', source, 'task')] }),
    );
  const grade = async (
    more: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; stdout: string; points: Record<string, number> }> => {
    const args = ['grade', submitted, '--course', course, '--exercise', 'small', '--out', out, ...more];
    const { code, stdout, stderr } = await runKubelab(home, args, { cwd: folder, env });
    assert.notEqual(code, 3, stderr);
    const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    return { code, stdout, points: Object.fromEntries(results.map(({ learner, points }) => [learner, points])) };
  };
  const recordOf = (learner: string): string => {
    const name = readdirSync(join(out, 'log')).find((one) => one.startsWith(`${learner}.`) && one.endsWith('.json'));
    assert.ok(name);
    return join(out, 'log', name);
  };

  it("proxies and options of the teacher's environment neither see a request nor reach the learner", async function () {
    if (findSandbox('auto').kind !== 'bwrap') return skip(this, 'no bubblewrap here');
    const loaded = join(folder, 'loaded');
    const preload = join(folder, 'preload.cjs');
    writeFileSync(
      preload,
      `require('node:fs').appendFileSync(${JSON.stringify(loaded)}, process.argv.join(' ') + '\\n');`,
    );
    handIn('ada', honest);
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy'];
    const { points } = await grade([], {
      ...Object.fromEntries(proxies.map((name) => [name, address])),
      NO_PROXY: '',
      NODE_USE_ENV_PROXY: '1',
      NODE_OPTIONS: `--require ${preload}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'none.pem'),
    });
    assert.deepEqual(points, { ada: 4 });
    assert.equal(connections, 0);
    const started = readFileSync(loaded, 'utf8');
    assert.match(started, /bin\.js grade/, "the teacher's own process goes by them");
    assert.doesNotMatch(started, /cluster-host|inside\.js|launch/);
    const seen = readFileSync(recordOf('ada'), 'utf8');
    assert.match(seen, /environment: /);
    assert.doesNotMatch(seen, /_proxy|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|preload/i);
  });

  it('--resume: a record of another notebook, a changed one, and one whose evidence was changed give no mark', async () => {
    handIn('bob', '// TODO');
    handIn('ada', honest);
    assert.deepEqual((await grade()).points, { ada: 4, bob: 0 });
    // what a copy of somebody else's record, under one's own name, would give
    const stolen = readFileSync(recordOf('ada'), 'utf8').replaceAll('"ada"', '"bob"');
    writeFileSync(recordOf('bob'), stolen);
    const after = await grade(['--resume']);
    assert.deepEqual(after.points, { ada: 4, bob: 0 }, after.stdout);
    // and what a changed one would: its notebook and its rubric are still the same
    const record = JSON.parse(readFileSync(recordOf('bob'), 'utf8')) as { result: { points: number } };
    record.result.points = 4;
    writeFileSync(recordOf('bob'), JSON.stringify(record));
    const again = await grade(['--resume']);
    assert.deepEqual(again.points, { ada: 4, bob: 0 }, again.stdout);
    assert.match(again.stdout, /its record was changed, or is of another machine/);
    const evidence = join(out, 'evidence');
    const [own = '', others = ''] = ['bob', 'ada'].map((learner) =>
      join(evidence, readdirSync(evidence).find((name) => name.startsWith(`${learner}.`)) ?? ''),
    );
    writeFileSync(own, readFileSync(others));
    writeFileSync(
      course.replace('course.yaml', 'rubrics/00-small.yaml'),
      JSON.stringify({ ...rubric, title: 'Changed' }),
    );
    const changed = await grade(['--resume']);
    assert.deepEqual(changed.points, { ada: 4, bob: 0 }, changed.stdout);
  });

  it("the kubeconfig of a learner holds what the teacher's plugin gave, and no program", async () => {
    const ran = join(folder, 'plugin-ran');
    const file = join(folder, 'exec.yaml');
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'given' },
    };
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', 'insecure-skip-tls-verify': true } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        users: [
          {
            name: 'u',
            user: {
              exec: {
                apiVersion: 'client.authentication.k8s.io/v1',
                interactiveMode: 'Never',
                command: 'sh',
                args: ['-c', `echo once >> ${ran}; echo '${JSON.stringify(credential)}'`],
              },
            },
          },
        ],
      }),
    );
    const { kubeconfig } = await learnerAccess(file, true);
    assert.doesNotMatch(kubeconfig, /exec|"sh"|plugin-ran/);
    assert.match(kubeconfig, /"token": "given"/);
    assert.equal(readFileSync(ran, 'utf8'), 'once\n');
  });

  it('a kernel listens at no port: its sockets lie in a folder that no other user enters, its key in a file of mode 0600', async function () {
    if (process.platform === 'win32') return skip(this, 'there are no Unix sockets for ZeroMQ');
    const { info, file, remove: removeConnection } = await makeConnection({ parent: folder });
    try {
      assert.equal(info.transport, 'ipc');
      assert.match(info.key, /^[0-9a-f]{64}$/);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
      assert.ok(info.ip.startsWith(join(file, '..')));
    } finally {
      removeConnection();
    }
  });
});
