import assert from 'node:assert/strict';
import { type ContainerNews, pullImage } from '../../../src/cluster/controllers/image-pull.js';
import { type Managed, manage } from '../../../src/cluster/controllers/managed-container.js';

const start = 1_000_000;
const container = (image: string, imagePullPolicy: string): Managed =>
  manage({ name: 'c', image, imagePullPolicy }, 'containers', 'ContainerCreating', () => true, new Date(start));

/** What is told while the image is asked for, and whether it is there. */
const pulled = (managed: Managed, now: number): { told: string[]; isThere: boolean } => {
  const told: string[] = [];
  const news: ContainerNews = {
    note: (_managed, reason) => told.push(`Normal ${reason}`),
    warn: (_managed, reason) => told.push(`Warning ${reason}`),
    seldom: (_what, tell) => tell(),
  };
  return { isThere: pullImage(managed, now, news), told };
};
const reasonOf = ({ state }: Managed): unknown => state.waiting?.reason;

describe('the image of a container', () => {
  it('is there, or is pulled each time', () => {
    const present = pulled(container('nginx:1.27', 'IfNotPresent'), start);
    assert.deepEqual(present, { isThere: true, told: ['Normal Pulled'] });
    const always = pulled(container('nginx:1.27', 'Always'), start);
    assert.deepEqual(always, { isThere: true, told: ['Normal Pulling', 'Normal Pulled'] });
  });

  it('that may never be pulled is used when it is there', () => {
    assert.deepEqual(pulled(container('nginx:1.27', 'Never'), start), { isThere: true, told: ['Normal Pulled'] });
  });

  it('whose name is none is looked at again after ten seconds', () => {
    const managed = container('NGINX', 'Always');
    assert.deepEqual(pulled(managed, start), { isThere: false, told: ['Warning InspectFailed', 'Warning Failed'] });
    assert.deepEqual([reasonOf(managed), managed.retryAt], ['InvalidImageName', start + 10_000]);
    assert.match(managed.state.waiting?.message ?? '', /repository name \(library\/NGINX\) must be lowercase/);
  });

  it('that may never be pulled and is not there is looked for again after ten seconds', () => {
    const managed = container('registry.invalid/web:v1', 'Never');
    assert.deepEqual(pulled(managed, start), { isThere: false, told: ['Warning ErrImageNeverPull', 'Warning Failed'] });
    assert.deepEqual(
      [managed.state.waiting, managed.retryAt],
      [
        {
          reason: 'ErrImageNeverPull',
          message: 'Container image "registry.invalid/web:v1" is not present with pull policy of Never',
        },
        start + 10_000,
      ],
    );
  });

  it('that cannot be pulled is tried again after pauses that double up to five minutes', () => {
    const managed = container('registry.invalid/web:v1', 'IfNotPresent');
    const pauses: number[] = [];
    let now = start;
    for (let i = 0; i < 7; i++) {
      const failed = pulled(managed, now);
      assert.deepEqual(failed, { isThere: false, told: ['Normal Pulling', 'Warning Failed', 'Warning Failed'] });
      assert.deepEqual([reasonOf(managed), managed.retryAt], ['ErrImagePull', now + 1000]);
      const begun = now;
      now = managed.retryAt ?? 0;
      assert.deepEqual(pulled(managed, now), { isThere: false, told: ['Normal BackOff', 'Warning Failed'] });
      assert.equal(reasonOf(managed), 'ImagePullBackOff');
      now = managed.retryAt ?? 0;
      pauses.push((now - begun) / 1000);
    }
    assert.deepEqual(pauses, [10, 20, 40, 80, 160, 300, 300]);
  });
});
