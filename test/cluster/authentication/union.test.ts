import assert from 'node:assert/strict';
import type { AuthenticationResult } from '../../../src/cluster/authentication/authenticator.js';
import { unionAuthenticator } from '../../../src/cluster/authentication/union.js';

const authenticated = (...groups: string[]): AuthenticationResult => ({
  outcome: 'authenticated',
  method: 'test',
  user: { username: 'jane', groups },
});
const none: AuthenticationResult = { outcome: 'none' };
const refused = (reason: string, remedy?: string): AuthenticationResult => ({ outcome: 'refused', reason, remedy });

function asked(...results: (AuthenticationResult | Promise<AuthenticationResult>)[]) {
  const methods = results.map((result, place) => ({ name: `m${place}`, authenticate: () => result }));
  return unionAuthenticator(methods)({ headers: {}, clientCertificates: [] });
}

describe('several ways to authenticate', () => {
  it('make everybody a member of system:authenticated, once', async () => {
    for (const groups of [['dev'], ['dev', 'system:authenticated']]) {
      const { result } = await asked(none, authenticated(...groups));
      assert.equal(result.outcome, 'authenticated');
      if (result.outcome !== 'authenticated') return;
      assert.deepEqual(result.user, { username: 'jane', groups: ['dev', 'system:authenticated'] });
    }
  });

  it('take the first success, whatever failed before it', async () => {
    const { result, refusals } = await asked(refused('bad', 'Ask again.'), Promise.resolve(authenticated('dev')));
    assert.equal(result.outcome, 'authenticated');
    assert.deepEqual(refusals, [{ method: 'm0', reason: 'bad', remedy: 'Ask again.' }]);
  });

  it('refuse when a credential was bad, and say each reason', async () => {
    const one = await asked(none, refused('bad'), none);
    assert.deepEqual(one, {
      result: { outcome: 'refused', reason: 'bad' },
      refusals: [{ method: 'm1', reason: 'bad' }],
    });
    const { result } = await asked(refused('bad'), refused('worse'));
    assert.deepEqual(result, { outcome: 'refused', reason: '[bad, worse]' });
  });

  it('take whoever shows no credential as anonymous, and no member of system:authenticated', async () => {
    assert.deepEqual(await asked(none, none), {
      result: {
        outcome: 'authenticated',
        method: 'anonymous',
        user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
      },
      refusals: [],
    });
  });

  it('leave those alone that a credential names as nobody', async () => {
    for (const user of [
      { username: 'system:anonymous', groups: ['dev'] },
      { username: 'jane', groups: ['system:unauthenticated'] },
    ]) {
      const { result } = await asked({ outcome: 'authenticated', method: 'test', user });
      assert.deepEqual(result.outcome === 'authenticated' && result.user, user);
    }
  });
});
