/** The workshop on a real practice cluster: each case fails as it should, and counts once it was named and mended. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { gatherEvidence } from '../../src/check/gather-evidence.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { Rubric } from '../../src/grader/rubric.js';
import type { Verdict } from '../../src/grader/verdict.js';
import { fromBase64 } from '../../src/inspect/base64.js';
import { connect } from '../../src/print/connect.js';
import { ownView } from '../../src/print/shows-itself.js';
import { renderText } from '../../src/print/text.js';
import type { Client } from '../../src/request/api.js';
import type { Workshop, WorkshopCase } from '../../src/workshop/api.js';
import { type Deal, dealOf } from '../../src/workshop/deal.js';
import { workshopRubric } from '../../src/workshop/rubric.js';
import { openWorkshop } from '../../src/workshop/workshop.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { mends } from './solutions.js';

type Cell = (...args: unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => Cell;

/** A client whose warning about an unchecked server is kept from the test's output. */
const quietly = (make: () => Client): Client => {
  const { warn } = console;
  console.warn = () => {};
  try {
    return make();
  } finally {
    console.warn = warn;
  }
};

describe('the workshop', function () {
  this.timeout(300_000);
  this.slow(20_000);
  let stage: LessonCluster;
  let admin: Client;
  let since: number;
  before(async () => {
    stage = await lessonCluster();
    admin = await connect({ kubeconfig: stage.cluster.adminKubeconfig() });
  });
  after(async () => {
    await admin?.close();
    await stage?.stop();
  });
  beforeEach(() => {
    since = Date.now();
  });

  const rubricOf = (deal: Deal): Rubric => parseRubric(stringify(workshopRubric(deal)), 'the deal');
  async function verdict(rubric: Rubric): Promise<Verdict> {
    const auditLog = join(stage.env.KUBELAB_HOME ?? '', 'audit.log');
    return judge(rubric, await gatherEvidence({ client: admin, rubric, since, auditLog }));
  }
  const passed = ({ checks }: Verdict): string[] =>
    checks.filter(({ status }) => status === 'passed').map(({ id }) => id);
  const letterOf = (deal: Deal, id: string): string => {
    const dealt = deal.cases.find((one) => one.id === id);
    return dealt?.choices.find((choice) => choice.fault === dealt.fault)?.letter ?? '';
  };

  async function mend(workshop: Workshop, deal: Deal, made: WorkshopCase): Promise<void> {
    const fault = deal.cases.find(({ id }) => id === made.id)?.fault.id ?? '';
    const it = made.id.replace('-', '');
    const cell = new AsyncFunction('admin', 'workshop', 'fromBase64', it, mends[fault]?.(it) ?? '');
    await cell(admin, workshop, fromBase64, made);
  }

  for (const name of ['lesson', 'random:one']) {
    it(`J3: of the deal ${name} counts each case alone, named and mended, and none by another's cure`, async () => {
      const deal = dealOf({ KUBELAB_CASES: name });
      const rubric = rubricOf(deal);
      const workshop = await openWorkshop(admin, { KUBELAB_CASES: name });
      const made: WorkshopCase[] = [];
      for (const id of workshop.cases) made.push(await workshop.open(id));
      assert.equal(made.length, 33);
      for (const { id, answer } of made) {
        const shows = deal.cases.find((one) => one.id === id)?.fault.shows;
        assert.equal(looksLike(answer), shows, id);
      }
      assert.deepEqual(passed(await verdict(rubric)), []);
      const solved: string[] = [];
      for (const one of made) {
        await mend(workshop, deal, one);
        const wrong = one.choices.find(({ letter }) => letter !== letterOf(deal, one.id));
        assert.match(String(await one.name(wrong?.letter ?? '')), /^Not that one: /);
        // mended and not rightly named is nothing yet
        assert.deepEqual(passed(await verdict(rubric)), solved, one.id);
        assert.match(String(await one.name(letterOf(deal, one.id))), /^Yes: /);
        solved.push(`${one.id}-named`, `${one.id}-mended`);
        assert.deepEqual(passed(await verdict(rubric)), solved, one.id);
      }
    });
  }

  it('J3: shows what shall work, what is said and the raw answer, and neither the fault nor a diagnosis', async () => {
    const deal = dealOf({});
    const workshop = await openWorkshop(admin, {});
    for (const { id, fault, says } of deal.cases) {
      const made = await workshop.open(id);
      for (const answer of [made.answer, await made.send()]) {
        if (!answer || answer.ok) continue;
        const shown = `${answer}${inspect(answer)}${renderText(ownView(answer) ?? [], { color: false })}`;
        assert.match(shown, /The answer as it came|In the words of programs/, id);
        assert.doesNotMatch(shown, /stopped at|what would change it|expired on|next:/, id);
      }
      const [text = ''] = String(made).replace(/\s+/g, ' ').split('Which fault is it?');
      assert.ok(text.includes(says.slice(0, 20)), text);
      assert.match(text, /shall work .*(HTTP\/1\.1 \d{3} |No answer\. In the words of programs)/);
      assert.ok(!text.includes(fault.id) && !text.includes(fault.sign), `${id} says ${fault.id}`);
      assert.doesNotMatch(text, /eyJ[\w-]{8}|-----BEGIN|remedy|hint/);
    }
  });

  it('J3: tells of a cure that is too wide, and does not count it', async () => {
    const deal = dealOf({});
    const workshop = await openWorkshop(admin, {});
    const rubric = rubricOf(deal);
    const faultless = deal.cases.filter(({ fault }) => fault.part === 'rbac' && fault.shows === 'forbidden');
    for (const { id, fault } of faultless) {
      const made = await workshop.open(id);
      await made.name(letterOf(deal, id));
      const [, namespace = '', who = ''] =
        /^system:serviceaccount:([^:]+):(.+)$/.exec((await made.client.whoami()).user?.username ?? '') ?? [];
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
      const subjects = [{ kind: 'ServiceAccount', name: who, namespace }];
      const metadata = { name: `lesson-debug-${id}-all` };
      const wide = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef,
        subjects,
      };
      await admin.must.create(wide);
      assert.ok((await made.send()).ok, fault.id);
      const seen = (await verdict(rubric)).checks.find((check) => check.id === `${id}-mended`);
      assert.equal(seen?.status, 'failed', fault.id);
      assert.match(seen?.seen ?? '', /" may (also do anything to|delete|list|update|create|impersonate) /, fault.id);
      await admin.must.delete(`/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${metadata.name}`);
    }
    const noRule = deal.cases.find(({ fault }) => fault.id === 'no-rule')?.id ?? '';
    const starred = await workshop.open(noRule);
    await starred.name(letterOf(deal, noRule));
    await workshop.allow(noRule, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], workshop.account(starred.who));
    assert.ok((await starred.send()).ok);
    assert.ok(!passed(await verdict(rubric)).includes(`${noRule}-mended`));
    const { fault, names } = deal.cases.find(({ id }) => id === noRule) ?? {};
    assert.ok(fault && names);
    const [{ request }] = (fault.mended(names) as { all: [{ request: { resource: string } }] }).all;
    await workshop.allow(
      noRule,
      [{ apiGroups: ['', 'apps'], resources: [request.resource.split('.')[0], 'events'], verbs: ['list'] }],
      workshop.account(starred.who),
    );
    assert.ok((await starred.send()).ok);
    assert.ok(!passed(await verdict(rubric)).includes(`${noRule}-mended`));
  });

  it('J3: tells of a request whose server was not checked, and does not count it', async () => {
    const deal = dealOf({});
    const workshop = await openWorkshop(admin, {});
    for (const fault of ['other-ca', 'old-ca', 'wrong-name']) {
      const id = deal.cases.find((one) => one.fault.id === fault)?.id ?? '';
      const made = await workshop.open(id);
      await made.name(letterOf(deal, id));
      const answer = await made.send(quietly(() => made.client.with({ insecure: true })));
      assert.equal(answer.status, 200);
      const seen = (await verdict(rubricOf(deal))).checks.find((check) => check.id === `${id}-mended`);
      assert.equal(seen?.status, 'failed');
      assert.match(seen?.seen ?? '', /the server's certificate was not checked/);
    }
  });

  it('J17: deletes nothing before it is closed, and can be opened again afterwards', async () => {
    const workshop = await openWorkshop(admin, {});
    await workshop.open('case-03');
    assert.match(await workshop.close(), /^200, 200$/);
    const again = await openWorkshop(admin, {});
    assert.equal((await again.open('case-03')).answer?.status, 403);
    await again.close();
  });

  it('begins anew after another deal, whose grants would count for accounts of the same name', async () => {
    const first = await openWorkshop(admin, {});
    const wide = dealOf({}).cases.find(({ fault }) => fault.id === 'too-wide')?.id ?? '';
    await first.open(wide);
    const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    assert.equal((await admin.get(`${bindings}/lesson-debug-${wide}`)).status, 200);
    await openWorkshop(admin, {});
    assert.equal((await admin.get(`${bindings}/lesson-debug-${wide}`)).status, 200, 'the same deal goes on');
    await openWorkshop(admin, { KUBELAB_CASES: 'random:other' });
    assert.equal((await admin.get(`${bindings}/lesson-debug-${wide}`)).status, 404);
  });

  it('J3: takes two wrong names, and no more before the case is opened anew', async () => {
    const deal = dealOf({});
    const workshop = await openWorkshop(admin, {});
    const made = await workshop.open('case-04');
    const right = letterOf(deal, 'case-04');
    const [first = '', second = ''] = made.choices.map(({ letter }) => letter).filter((letter) => letter !== right);
    assert.match(String(await made.name(first)), /^Not that one: /);
    // the cell that names it is run again with what follows in it
    assert.match(String(await made.name(first)), /^Not that one: /);
    assert.match(String(await made.name('?')), /^Not named yet: /);
    assert.match(String(await made.name(second)), /^Not that one: /);
    assert.match(String(await made.name(right)), /this is guessing\. Run the first cell/);
    assert.deepEqual(passed(await verdict(rubricOf(deal))), []);
    assert.match(String(await (await workshop.open('case-04')).name(right)), /^Yes: /);
    assert.deepEqual(passed(await verdict(rubricOf(deal))), ['case-04-named']);
  });

  it('tells by allow() whose binding was replaced, and of an account that is not there', async () => {
    const deal = dealOf({});
    const workshop = await openWorkshop(admin, {});
    const id = deal.cases.find(({ fault }) => fault.id === 'impersonation')?.id ?? '';
    const { who } = await workshop.open(id);
    const told: string[] = [];
    const { log } = console;
    console.log = (text: string) => told.push(text);
    try {
      await workshop.allow(id, [], workshop.account(who));
      await workshop.allow(id, [], workshop.account(who));
      await workshop.allow('another', [], workshop.account('nobody'));
    } finally {
      console.log = log;
    }
    assert.deepEqual(told, [
      `The RoleBinding ${id} in lesson-debug was for User ${who}-owner; it is for ServiceAccount ${who} of lesson-debug now.`,
      'There is no ServiceAccount nobody of lesson-debug: this binding gives nobody anything.',
    ]);
  });

  it('keeps what it takes away for a case out of the evidence', async () => {
    const workshop = await openWorkshop(admin, {});
    await workshop.open('case-32');
    await workshop.close();
    const auditLog = join(stage.env.KUBELAB_HOME ?? '', 'audit.log');
    const rubric = rubricOf(dealOf({}));
    const { audit } = await gatherEvidence({ client: admin, rubric, since, auditLog });
    assert.ok(audit.length > 0);
    assert.deepEqual(
      audit.filter(({ verb }) => verb === 'delete').map(({ requestURI }) => requestURI),
      [],
    );
  });

  it('says so where the cluster does not allow it, and its cells run on', async () => {
    const nobody = admin.with({ anonymous: true });
    const workshop = await openWorkshop(nobody, {});
    assert.match(String(workshop), /You may not make the namespace lesson-debug here/);
    const made = await workshop.open('case-01');
    assert.match(String(made), /Not possible here: /);
    assert.match(String(await made.name('?')), /Not named yet/);
    assert.match(String(await made.name('a')), /could not be kept/);
    assert.match(String(await made.explain()), /Nothing was sent/);
    assert.equal((await made.send()).status, 403);
  });

  it('names its cases when one is asked for that it does not have', async () => {
    const workshop = await openWorkshop(admin, {});
    await assert.rejects(workshop.open('case-99'), { code: 'ARGUMENT_INVALID', hint: /case-01 to case-33/ });
  });
});

function looksLike(answer: WorkshopCase['answer']): string {
  if (!answer || answer.failure) return 'no answer';
  if (answer.status !== 403) return String(answer.status);
  return /User "system:anonymous"/.test(answer.body.message) ? 'anonymous' : 'forbidden';
}
