import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { kubelabHome, readRunning } from '../../src/home.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { axeFaults } from '../helpers/axe.js';
import { launchChromium } from '../helpers/chromium.js';
import { type LessonSite, lessonSite } from '../helpers/lesson-site.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';
import { code, text } from '../helpers/small-course.js';

const rbac = 'rbac.authorization.k8s.io';

describe('the column of the cluster, in Chromium', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let site: LessonSite;
  let admin: Client;
  let page: Page;
  let second: TestCluster | undefined;
  const faults: string[] = [];
  before(async function () {
    browser = await launchChromium();
    if (!browser) return skip(this, 'there is no Chromium');
    site = await lessonSite([text('title', '# Small'), code('sum', '2 + 2')]);
    admin = await connect({}, { env: site.cluster.env });
    const metadata = { namespace: 'lab' };
    await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } });
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, name: 'robot' } });
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { ...metadata, name: 'reader' } },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    });
    page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(site.server.newAddress());
    await page.locator('#cell-sum').waitFor();
  });
  after(async () => {
    await admin?.close();
    await browser?.close();
    await site?.stop();
    await second?.stop();
  });

  const column = () => page.getByRole('complementary', { name: 'The cluster' });
  const pill = () => page.getByRole('button', { name: /^Cluster:/ });

  it('shows requests as they come, with who, the status and the stage, and behind each its exchange', async () => {
    const { token } = await admin.must.token('robot', { namespace: 'lab' });
    await admin.with({ token }).list('pods', { namespace: 'lab' });
    const row = column().getByRole('button', { name: /403 list pods in lab lab:robot, token · authorization/ });
    await row.click();
    const detail = column().locator('.detail');
    await detail.getByText('403 Forbidden').waitFor();
    assert.match(
      await detail.textContent().then(String),
      /as system:serviceaccount:lab:robot, by a token[\s\S]*authorization[\s\S]*stopped at authorization: No role/,
    );
    await row.click();
    await detail.waitFor({ state: 'detached' });
  });

  it('shows no secret of a request', async () => {
    await admin.must.create({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'keys' } },
      data: { key: '-----BEGIN PRIVATE KEY-----\nZ2VoZWltZ2VoZWlt\n-----END PRIVATE KEY-----' },
    });
    const row = column().getByRole('button', { name: /201 create configmaps\/keys/ });
    await row.click();
    const detail = column().locator('.detail');
    await detail.getByText('The body that was sent').click();
    assert.match(await detail.textContent().then(String), /<redacted, \d+ bytes>/);
    assert.doesNotMatch(await page.content(), /Z2VoZWlt/);
    await row.click();
  });

  it('shows a namespace as it changes, the rules behind a binding, and who may do what', async () => {
    await column().getByLabel('Namespace', { exact: true }).selectOption('lab');
    await column().getByText('default, robot').waitFor();
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'robot-reads', namespace: 'lab' } },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }],
    });
    const binding = column().getByRole('button', { name: /^robot-reads Role reader to lab:robot/ });
    await binding.click();
    await column().locator('.detail').getByText('pods (core)').waitFor();
    const access = column().locator('.access');
    await access.getByText('Who may do what in lab: 2 roles, 2 bindings').waitFor();
    assert.match(await access.textContent().then(String), /robot[\s\S]*robot-reads[\s\S]*reader[\s\S]*list: pods/);
    await admin.must.create({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'lab' } },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    });
    await column().getByText('1 running').waitFor();
  });

  it('stands beside the lesson on a small laptop, and hides nothing of it', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await column().waitFor({ state: 'detached' });
    await pill().click();
    await column().waitFor();
    const [lesson, cluster] = [await page.getByRole('main').boundingBox(), await column().boundingBox()];
    await page.setViewportSize({ width: 1400, height: 900 });
    await column().waitFor();
    assert.ok(lesson && cluster && lesson.width > 560, JSON.stringify(lesson));
    assert.ok(lesson.x + lesson.width <= cluster.x, JSON.stringify([lesson, cluster]));
  });

  it('is folded and opened by keys, and keeps the choice', async () => {
    await pill().focus();
    await page.keyboard.press('Enter');
    await column().waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('#cell-sum').waitFor();
    assert.equal(await column().count(), 0);
    await pill().focus();
    await page.keyboard.press('Enter');
    await column().locator('.row').first().waitFor();
    await column().getByRole('button', { name: 'Fold', exact: true }).focus();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
    await page.keyboard.press('Enter');
    await column().locator('.detail').getByText('audit id').waitFor();
    await page.keyboard.press('Escape');
    await column().waitFor({ state: 'detached' });
    assert.match(String(await page.evaluate('document.activeElement.className')), /cluster/);
    await page.keyboard.press('Enter');
    await column().waitFor();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe finds no fault in it, and it fits, in ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      for (const width of [400, 800, 1400]) {
        await page.setViewportSize({ width, height: 900 });
        // where there is room it opens by itself
        if (width < 1000) {
          await column().waitFor({ state: 'detached' });
          await pill().click();
        }
        await column().waitFor();
        await column()
          .getByRole('button', { name: /^\d+ create/ })
          .first()
          .click();
        await column().locator('.detail').getByText('audit id').waitFor();
        assert.deepEqual(await axeFaults(page, 'aside'), [], `${width}`);
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, `${width}`);
        const head = await page.evaluate<number>("document.querySelector('header').scrollWidth");
        assert.ok(head <= width, `the head at ${width}: ${head}`);
        await pill().click();
        await column().waitFor({ state: 'detached' });
      }
      await pill().click();
      await column().waitFor();
    });
  }

  it('says that the cluster is gone, and finds the next one', async () => {
    const { env, cluster } = site.cluster;
    await column().getByText('201').first().waitFor();
    await cluster.stop();
    await column().getByRole('status').getByText('The cluster does not answer').waitFor();
    second = await practiceCluster();
    const home = kubelabHome(env);
    const { record } = readRunning(home) ?? {};
    writeFileSync(home.running, JSON.stringify({ ...record, server: second.server }), { mode: 0o600 });
    writeFileSync(String(env.KUBECONFIG), second.adminKubeconfig(), { mode: 0o600 });
    await column().getByRole('status').waitFor({ state: 'detached' });
    await column().locator('.bindings').getByText('robot-reads').waitFor({ state: 'detached' });
    await column().locator('.bindings').getByText('cluster-admin').first().waitFor();
  });

  it('had no fault in its scripts', () => {
    assert.deepEqual(faults, []);
  });
});
