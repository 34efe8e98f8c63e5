/**
 * Submissions that attack. Whatever they try: no point more than their honest part earns, no secret read, nothing changed,
 * nothing left running, and the next submission is run as if nothing had been.
 *
 * | attack | needs the sandbox |
 * |---|---|
 * | read the rubric, the solution, another submission, the audit log, the host's environment | yes |
 * | write to them | yes |
 * | forge lines of the audit log | yes |
 * | kill, stop or look into the grader and the cluster | yes |
 * | open the network | yes |
 * | fork bomb | yes: root has no limit on processes, and another user shares it with all that is theirs |
 * | daemons that hide (an empty environment, a session of their own) | yes |
 * | daemons that do not | no |
 * | ten gigabytes of output, through the kernel and past it | no |
 * | take all memory | no |
 * | endless loop; ignore every signal | no |
 * | print results; patch the helper, Node and JSON; markup | no |
 * | another learner's token; impersonation and a look-alike certificate | no |
 * | get out of a pod, exhaust it | no |
 * | exhaust the cluster: objects, watches, bodies | no |
 * | a notebook of 200 MB; one of a million cells | no |
 *
 * Those that need none are run without one.
 */
import assert from 'node:assert/strict';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runSubmission, type SubmissionRun } from '../../../src/course/grading/run-submission.js';
import { prepareSlot, type Slot } from '../../../src/course/grading/slot.js';
import { openWorkProcesses } from '../../../src/course/grading/work-processes.js';
import { judge } from '../../../src/grader/judge.js';
import { parseRubric } from '../../../src/grader/parse-rubric.js';
import type { Verdict } from '../../../src/grader/verdict.js';
import { doubtKernelSnapshot, makeKernelSnapshot } from '../../../src/kernel/make-snapshot.js';
import { kernelSnapshot } from '../../../src/kernel/snapshot.js';
import type { Cell, Notebook } from '../../../src/notebook/document.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { writeNotebook } from '../../../src/notebook/format.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import * as attacks from '../../fixtures/hostile/attacks.js';
import { practiceCluster, send } from '../../helpers/practice-cluster.js';
import { commandOf, processIds } from '../../helpers/processes.js';
import { until } from '../../helpers/until.js';

const root = resolve(import.meta.dirname, '../../..');
const rubricFile = join(root, 'notebooks/rubrics/04-activity.yaml');
const solutionFile = join(root, 'notebooks/solutions/04-activity.ipynb');
const rubric = parseRubric(readFileSync(rubricFile, 'utf8'), rubricFile);
const sandbox = findSandbox('auto');
const linux = process.platform === 'linux';

/** Long enough for each attack to begin, and short for those that never end. */
const CELL_MS = 5000;
/** A run, and a cell that comes to an end by itself, have time on a busy machine, too. */
const RUN_MS = 60_000;
/** A run ends by its own limit; on a busy machine all around it takes longer. */
const RUN_LIMIT = 180_000;

interface Outcome {
  result: SubmissionRun;
  verdict: Verdict;
  /** What the cell of that number printed. */
  text(cell?: number): string;
}

/** A notebook with these cells, all of which are tasks. */
function notebookOf(sources: readonly string[]): Notebook {
  const cells = sources.map(
    (source, index): Cell => ({
      cell_type: 'code',
      id: `attack-${index}`,
      metadata: { tags: ['task'] },
      source,
      execution_count: null,
      outputs: [],
    }),
  );
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

describe('hostile submissions', function () {
  const work = openWorkProcesses({ processes: 1 });
  this.timeout(RUN_LIMIT);
  const secret = `secret-of-this-test-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-hostile-'));
  // copies, as a sandbox that leaks must not cost anybody the originals
  const other = join(folder, 'other-learner.ipynb');
  const guarded = [other, join(folder, 'rubric.yaml'), join(folder, 'solution.ipynb')];
  const submission = join(folder, 'submission.ipynb');
  // an argument of a harmless program by which it is found again
  const sleep = `86400.${process.pid}`;
  let listener: Server;
  let connections = 0;
  let next: { kind: string; slot: Promise<Slot> } | undefined;

  before(async () => {
    process.env.KUBELAB_TEST_SECRET = secret;
    for (const file of guarded) writeFileSync(file, secret);
    listener = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((listening) => listener.listen(0, listening));
  });

  after(async () => {
    await work.close();
    delete process.env.KUBELAB_TEST_SECRET;
    listener.close();
    await (await next?.slot)?.close();
    rmSync(folder, { recursive: true, force: true });
    await ended();
  });
  // what was killed is gone a moment later
  const ended = (): Promise<unknown> => until('nothing of the run runs', () => processesWith(sleep).length === 0);

  const slotFor = (kind: 'bwrap' | 'none'): Promise<Slot> => {
    const slot = prepareSlot({
      sandbox: kind === 'bwrap' ? sandbox : { kind: 'none', warnings: [] },
      memoryMb: 700,
      timeoutMs: RUN_MS,
    });
    slot.catch(() => {});
    return slot;
  };

  /** Runs the cells as one submission, while the place for the next one is prepared. */
  async function attack(
    kind: 'bwrap' | 'none',
    sources: readonly string[],
    { nextKind = kind, cellMs = CELL_MS }: { nextKind?: 'bwrap' | 'none'; cellMs?: number } = {},
  ): Promise<Outcome> {
    const slot = await (next?.kind === kind ? next.slot : slotFor(kind));
    next = { kind: nextKind, slot: slotFor(nextKind) };
    const files = [...guarded, join(slot.folder.own, 'audit.log')];
    const known: Record<string, string> = {
      FILES: JSON.stringify(files),
      ORIGINALS: JSON.stringify([rubricFile, solutionFile, '/etc/shadow']),
      FILES_IN_SHELL: files.join(' '),
      SECRET: secret,
      SECRET_FILE: other,
      ROOT: root,
      AUDIT: join(slot.folder.own, 'audit.log'),
      PID: String(process.pid),
      CLUSTER_PID: String(slot.cluster.pid ?? 1),
      HOST: hostname(),
      PORT: String((listener.address() as AddressInfo).port),
      SLEEP: sleep,
    };
    const notebook = notebookOf(
      sources.map((text) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => known[name] ?? '')),
    );
    writeNotebook(submission, notebook);
    const result = await runSubmission({ work, file: submission, release: notebook, slot, timeoutCellMs: cellMs });
    for (const file of guarded) assert.equal(readFileSync(file, 'utf8'), secret);
    await ended();
    assert.ok(!readdirSync(tmpdir()).includes(slot.folder.root.split('/').at(-1) ?? ''), 'its folder is gone');
    const text = (cell = 0): string => result.evidence.cells[cell]?.text ?? '';
    return { result, verdict: judge(rubric, result.evidence), text };
  }

  function tried({ text, result }: Outcome, cell = 0): void {
    assert.match(
      text(cell),
      /tried/,
      `the attack did not begin: ${JSON.stringify(result.evidence.cells[cell])} ${result.reason} ${result.stopped}`,
    );
  }

  describe(`in the sandbox${sandbox.kind === 'none' ? ` (skipped: ${sandbox.warnings.join(' ')})` : ''}`, () => {
    let outcome: Outcome;

    before(async function () {
      if (sandbox.kind === 'none') this.skip(); // the title below says why
      const { readSecrets, writeFiles, forgeAudit, killOthers, openNetwork, daemonsInDisguise } = attacks;
      const sources = [readSecrets, writeFiles, forgeAudit, killOthers, openNetwork, daemonsInDisguise];
      outcome = await attack('bwrap', sources, { cellMs: RUN_MS });
    });

    it('reading the rubric, the solution, another submission, the audit log and the environment gives nothing', () => {
      tried(outcome, 0);
      assert.doesNotMatch(outcome.text(0), /READ|secret-of-this-test/);
      assert.match(outcome.text(0), /"HOME":"\/home\/learner"/);
    });

    it('writing to them changes nothing', () => {
      tried(outcome, 1);
      assert.doesNotMatch(outcome.text(1), /CHANGED/);
    });

    it('forged audit lines are not evidence', () => {
      tried(outcome, 2);
      assert.doesNotMatch(outcome.text(2), /^FORGED/m);
      assert.deepEqual(outcome.result.evidence.audit, []);
    });

    it('neither the grader nor the cluster can be killed, stopped or looked into', () => {
      tried(outcome, 3);
      assert.doesNotMatch(outcome.text(3), /SENT|OPENED|ENVIRON/);
    });

    it('no network is there but the way to the cluster', () => {
      tried(outcome, 4);
      assert.doesNotMatch(outcome.text(4), /CONNECTED|RESOLVED/);
      assert.equal(connections, 0);
    });

    it('daemons that hide end with the run', async () => {
      tried(outcome, 5);
      await ended();
    });

    it('none of it earns a point', () => {
      assert.equal(outcome.result.status, 'ran');
      assert.equal(outcome.verdict.points, 0);
    });

    it('a fork bomb stays in its sandbox', async () => {
      const bombed = await attack('bwrap', [attacks.forkBomb], { nextKind: 'none' });
      tried(bombed);
      assert.equal(bombed.verdict.points, 0);
    });
  });

  describe(`without a sandbox${linux ? '' : ' (skipped: the limits of processes are those of Linux)'}`, () => {
    before(function () {
      if (!linux) this.skip();
    });

    it('what a notebook prints, patches or dresses up earns nothing', async () => {
      const { fakeResults, markup, patches } = attacks;
      const outcome = await attack('none', [fakeResults, markup, patches], { cellMs: RUN_MS });
      for (const cell of [0, 1, 2]) tried(outcome, cell);
      assert.equal(outcome.result.status, 'ran');
      assert.equal(outcome.verdict.points, 0);
      assert.match(outcome.text(1), /<script>/, 'markup is text in the evidence');
      const requests = outcome.result.evidence.audit.map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
      assert.ok(requests.includes('create configmaps'), requests.join());
    });

    it('a kernel that its cell crashes leaves the start-up snapshot to others', async () => {
      await makeKernelSnapshot({});
      const snapshot = kernelSnapshot({});
      assert.ok(snapshot);
      await attack('none', ['process.abort();']);
      // joins the trial that the crash began
      await doubtKernelSnapshot(snapshot, {});
      assert.deepEqual(kernelSnapshot({}), snapshot);
    });

    it("another learner's token is nobody's here", async () => {
      const elsewhere = await practiceCluster();
      try {
        const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
        const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
        const { certPem: cert, keyPem: key } = elsewhere.admin;
        const answer = await send(elsewhere, path, { method: 'POST', body, cert, key });
        const { token } = answer.json<{ status: { token: string } }>().status;
        const outcome = await attack('none', [attacks.replayedToken.replace('{{TOKEN}}', token)], { cellMs: RUN_MS });
        tried(outcome);
        assert.match(outcome.text(), /REPLAYED 401/);
        assert.equal(outcome.verdict.points, 0);
      } finally {
        await elsewhere.stop();
      }
    });

    it('impersonation and a look-alike certificate do not pass for the token', async () => {
      const outcome = await attack('none', [attacks.lookAlike], { cellMs: RUN_MS });
      tried(outcome);
      assert.match(outcome.text(), /acting as 201/);
      assert.match(outcome.text(), /double is system:serviceaccount:activity-example:activity-sa/);
      assert.match(outcome.text(), /double creates 201/);
      const asked = ['token', 'deployment', 'deployment-as-asked', 'pods', 'pods-of-deployment', 'end'];
      const earned = outcome.verdict.checks.filter(({ id, points }) => asked.includes(id) && points > 0);
      assert.deepEqual(earned, []);
      const honest = outcome.verdict.checks.filter(({ points }) => points > 0).map(({ id }) => id);
      assert.deepEqual(honest.slice(0, 3), ['namespace', 'account', 'binding']);
    });

    it('ten gigabytes of output end the run', async () => {
      const outcome = await attack('none', [attacks.outputFlood, attacks.rawOutputFlood]);
      tried(outcome);
      assert.equal(outcome.verdict.points, 0);
      assert.ok(JSON.stringify(outcome.result.run?.notebook).length < 2_000_000);
    });

    it('some of the memory that a submission may use is there for it', async () => {
      const sources = ['const some = Buffer.alloc(200 * 1024 * 1024, 1);', 'some.length'];
      const { result, text } = await attack('none', sources, { cellMs: RUN_MS });
      assert.equal(result.status, 'ran');
      assert.equal(result.stopped, undefined);
      assert.equal(text(1).trim(), String(200 * 1024 * 1024));
    });

    it('a memory hog is ended', async () => {
      const outcome = await attack('none', [attacks.memoryHog]);
      tried(outcome);
      assert.equal(outcome.verdict.points, 0);
      assert.match(outcome.result.stopped ?? '', /memory/);
    });

    it('endless loops, deaf processes and daemons end with their time', async () => {
      const outcome = await attack('none', [attacks.daemons, attacks.endlessLoop, attacks.ignoreSignals]);
      for (const cell of [0, 1, 2]) tried(outcome, cell);
      assert.equal(outcome.verdict.points, 0);
      const ends = outcome.result.run?.cells.map(({ status }) => status);
      assert.deepEqual(ends, ['ok', 'timeout', 'timeout']);
    });

    it('a pod holds nothing of the host, and leads nowhere', async () => {
      const outcome = await attack('none', [attacks.podEscape], { cellMs: RUN_MS });
      tried(outcome);
      assert.equal(outcome.result.status, 'ran');
      assert.match(outcome.text(), /exec/);
      assert.doesNotMatch(outcome.text(), new RegExp(secret));
      assert.equal(connections, 0);
    });

    for (const [what, text] of [
      ['work without an end in a pod', attacks.podExhaustion],
      ['a million objects', attacks.objectFlood],
      ['thousands of watches', attacks.watchFlood],
      ['huge bodies', attacks.bodyFlood],
    ] as const) {
      it(`${what} harm at most the cluster of the submission`, async () => {
        const outcome = await attack('none', [text], { nextKind: text === attacks.bodyFlood ? 'bwrap' : 'none' });
        tried(outcome);
        assert.equal(outcome.verdict.points, 0);
        if (outcome.result.status !== 'ran') assert.match(outcome.result.reason ?? '', /cluster|more requests/);
      });
    }

    it('a notebook of 200 MB is not read', async () => {
      const file = join(folder, 'large.ipynb');
      const descriptor = openSync(file, 'w');
      ftruncateSync(descriptor, 200 * 1024 * 1024);
      closeSync(descriptor);
      const { status, reason } = await runSubmission({ work, file, release: notebookOf(['']) });
      assert.equal(status, 'not gradable');
      assert.match(reason ?? '', /200 MB; at most/);
    });

    it('a notebook of a million cells is not run', async () => {
      const file = join(folder, 'many.ipynb');
      const cells = Array(1_000_000).fill('{"cell_type":"raw","metadata":{},"source":""}').join();
      writeFileSync(file, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[${cells}]}`);
      const { status, reason } = await runSubmission({ work, file, release: notebookOf(['']) });
      assert.equal(status, 'not gradable');
      assert.match(reason ?? '', /MB; at most|cells; at most/);
      const fewer = Array(200_000).fill('{"cell_type":"raw","metadata":{},"source":""}').join();
      writeFileSync(file, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[${fewer}]}`);
      assert.match(
        (await runSubmission({ work, file, release: notebookOf(['']) })).reason ?? '',
        /200000 cells; at most/,
      );
    });
  });

  describe('afterwards', () => {
    it('an honest submission after all of them gets its marks', async () => {
      const release = readNotebook(join(root, 'notebooks/04-activity.ipynb'));
      const kind = sandbox.kind;
      const slot = await (next?.kind === kind ? next.slot : slotFor(kind));
      next = undefined;
      const result = await runSubmission({ work, file: solutionFile, release, slot });
      assert.equal(result.status, 'ran', result.reason);
      const { points, maxPoints } = judge(rubric, result.evidence);
      assert.equal(points, maxPoints);
    });
  });
});

/** Ids of the processes of this machine with this word among their arguments. */
function processesWith(word: string): number[] {
  return linux ? processIds().filter((pid) => commandOf(pid).split('\0').includes(word)) : [];
}
