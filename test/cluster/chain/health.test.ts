import assert from 'node:assert/strict';
import { health, healthPaths } from '../../../src/cluster/chain/health.js';
import { apiRequest } from '../../helpers/api-request.js';

const body = (url: string): string | undefined => {
  const answer = health(apiRequest('GET', url));
  assert.ok(answer === undefined || answer.status === 200, url);
  return answer && String(answer.body);
};

describe('the health of the server', () => {
  it('is ok in one word', () => {
    for (const path of [
      '/healthz',
      '/livez',
      '/readyz',
      '/livez/ping',
      '/readyz/shutdown',
      '/livez/poststarthook/rbac/bootstrap-roles',
    ])
      assert.equal(body(path), 'ok', path);
  });

  it('is told check by check where that is asked for', () => {
    const lines = body('/readyz?verbose')?.split('\n') ?? [];
    assert.equal(lines[0], '[+]ping ok');
    assert.deepEqual(lines.slice(-3), ['[+]shutdown ok', 'readyz check passed', '']);
    assert.ok(lines.slice(0, -2).every((line) => /^\[\+\]\S+ ok$/.test(line)));
    assert.match(body('/livez?verbose=0') ?? '', /\nlivez check passed\n$/);
    assert.ok(!body('/livez?verbose')?.includes('shutdown'));
  });

  it('leaves checks out, and warns of those that are not there', () => {
    const said = body('/livez?verbose&exclude=etcd&exclude=nothing&exclude=a%22b') ?? '';
    assert.match(said, /^\[\+\]etcd excluded: ok$/m);
    assert.match(said, /^\[\+\]ping ok$/m);
    assert.match(
      said,
      /\nwarn: some health checks cannot be excluded: no matches for "a\\"b","nothing"\nlivez check passed\n$/,
    );
    assert.equal(body('/livez?exclude=nothing'), 'ok');
  });

  it('is under no other path', () => {
    for (const path of ['/livez/shutdown', '/healthz/nothing', '/livez/', '/health', '/readyz/ping/x', '/x/livez'])
      assert.equal(body(path), undefined, path);
  });

  it('has a path for each check', () => {
    for (const path of ['/healthz', '/healthz/ping', '/readyz/informer-sync']) assert.ok(healthPaths().includes(path));
    for (const path of healthPaths()) assert.equal(body(path), 'ok', path);
  });
});
