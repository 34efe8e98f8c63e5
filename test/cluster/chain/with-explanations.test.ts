import assert from 'node:assert/strict';
import { type ApiRequest, type ApiResponse, reach } from '../../../src/cluster/chain/handler.js';
import { withExplanations } from '../../../src/cluster/chain/with-explanations.js';
import { type Explanation, explanationPath, type StageFinding } from '../../../src/kube/explanation.js';
import { ApiError, isApiError } from '../../../src/kube/status.js';
import { apiRequest } from '../../helpers/api-request.js';

const pods = '/api/v1/namespaces/lab/pods';
const answer = (status: number): ApiResponse => ({ status, headers: {}, body: '' });
const refusal = (code: number, message: string): ApiError =>
  new ApiError({ code, reason: code === 403 ? 'Forbidden' : 'Invalid', message });

/** What is told of a request that `handle` answers. */
async function told(
  handle: (request: ApiRequest) => ApiResponse | Promise<ApiResponse>,
  asked = apiRequest('GET', `${pods}/web`),
): Promise<StageFinding[]> {
  const handler = withExplanations(handle);
  await (async () => handler(asked))().catch(() => {});
  return findings(await handler(apiRequest('GET', explanationPath(asked.auditID))));
}

const findings = ({ body = '' }: ApiResponse): StageFinding[] => (JSON.parse(String(body)) as Explanation).findings;

/** `STAGE OUTCOME: DETAIL` of each. */
const lines = (found: readonly StageFinding[]): string[] =>
  found.map(({ stage, outcome, detail }) => `${stage} ${outcome}: ${detail}`);

const readStages = ['authentication', 'authorization', 'routing', 'decoding', 'storage'] as const;
const writeStages = [
  'authentication',
  'authorization',
  'routing',
  'decoding',
  'admission',
  'validation',
  'storage',
] as const;

describe('the explanation of a request', () => {
  it('says of a read which stages it passed, and of the others that they were not asked', async () => {
    const found = await told((request) => {
      for (const stage of readStages) reach(request, stage);
      return answer(200);
    });
    assert.deepEqual(lines(found), [
      'tls not asked: The request has nothing for it.',
      'authentication passed: Nothing stood against it.',
      'authorization passed: Nothing stood against it.',
      'routing passed: The path leads to pods of v1, the method means get.',
      'decoding passed: Parameters and body could be read.',
      'admission not asked: Plug-ins look at writes alone.',
      'validation not asked: Only an object that is written is held against the rules of its kind.',
      'storage passed: Answered.',
    ]);
  });

  it('says of a write that it was created, and where its path leads', async () => {
    const asked = apiRequest('POST', '/apis/apps/v1/namespaces/lab/deployments');
    const found = await told(async (request) => {
      for (const stage of writeStages) reach(request, stage);
      return answer(201);
    }, asked);
    assert.equal(lines(found)[0], 'tls not asked: The request has nothing for it.');
    assert.deepEqual(lines(found).slice(3), [
      'routing passed: The path leads to deployments of apps/v1, the method means create.',
      'decoding passed: Parameters and body could be read.',
      'admission passed: Nothing stood against it.',
      'validation passed: No field is wrong.',
      'storage passed: Created.',
    ]);
  });

  it('names a sub-resource, and a path that is no resource', async () => {
    const reached = (request: ApiRequest): ApiResponse => {
      reach(request, 'routing');
      return answer(200);
    };
    const routing = async (asked: ApiRequest): Promise<string> => lines(await told(reached, asked))[3] ?? '';
    assert.equal(
      await routing(apiRequest('GET', `${pods}/web/log`)),
      'routing passed: The path leads to pods/log of v1, the method means get.',
    );
    assert.equal(await routing(apiRequest('GET', '/version')), 'routing passed: /version is a path of this server.');
    const storage = lines(await told(reached, apiRequest('GET', '/version'))).at(-1);
    assert.equal(storage, 'storage not asked: The answer comes from no stored object.');
  });

  it('tells a refusal at the stage that it had come to, and that later ones were not reached', async () => {
    const asked = apiRequest('POST', pods);
    const found = await told((request) => {
      for (const stage of ['authentication', 'authorization'] as const) reach(request, stage);
      throw refusal(403, 'you may not');
    }, asked);
    assert.deepEqual(lines(found), [
      'tls not reached: The request was answered at authorization.',
      'authentication passed: Nothing stood against it.',
      'authorization refused: you may not',
      ...['routing', 'decoding', 'admission', 'validation', 'storage'].map(
        (stage) => `${stage} not reached: The request was answered at authorization.`,
      ),
    ]);
  });

  it('of a refused read says of the stages before that they were not asked', async () => {
    const found = await told((request) => {
      for (const stage of ['authentication', 'authorization', 'routing', 'decoding', 'storage'] as const) {
        reach(request, stage);
      }
      throw refusal(404, 'pods "web" not found');
    });
    assert.deepEqual(lines(found).slice(5), [
      'admission not asked: Plug-ins look at writes alone.',
      'validation not asked: Only an object that is written is held against the rules of its kind.',
      'storage refused: pods "web" not found',
    ]);
  });

  it('of a read that is refused says of the stages behind that they were not reached', async () => {
    for (const asked of [
      apiRequest('GET', `${pods}/web`),
      apiRequest('GET', pods),
      apiRequest('GET', `${pods}?watch=1`),
    ]) {
      const found = await told((request) => {
        reach(request, 'authentication');
        reach(request, 'authorization');
        throw refusal(403, 'you may not');
      }, asked);
      const [tls, ...rest] = lines(found);
      assert.equal(tls, 'tls not asked: The request has nothing for it.');
      assert.deepEqual(
        rest.slice(2),
        ['routing', 'decoding', 'admission', 'validation', 'storage'].map(
          (stage) => `${stage} not reached: The request was answered at authorization.`,
        ),
      );
    }
  });

  it('keeps findings that are the same but for their stage or outcome', async () => {
    const same = { detail: 'a quota' };
    const own: StageFinding[] = [
      { ...same, stage: 'admission', outcome: 'passed' },
      { ...same, stage: 'admission', outcome: 'not asked' },
      { ...same, stage: 'storage', outcome: 'passed' },
    ];
    const found = await told((request) => {
      request.findings.push(...own);
      return answer(200);
    });
    assert.deepEqual(
      found.filter(({ detail }) => detail === 'a quota'),
      own,
    );
  });

  it('takes the word of a stage for its own, once, and a refusal of a stage before the last reached', async () => {
    const own: StageFinding = {
      stage: 'authorization',
      outcome: 'refused',
      detail: 'no role allows it',
      remedy: 'bind one',
    };
    const other: StageFinding = { stage: 'authorization', outcome: 'passed', detail: 'may impersonate' };
    const found = await told(
      (request) => {
        request.findings.push(other, own, { ...own }, { ...own, detail: 'no group either' });
        reach(request, 'authentication');
        reach(request, 'authorization');
        reach(request, 'routing');
        throw refusal(403, 'forbidden');
      },
      apiRequest('POST', pods),
    );
    assert.deepEqual(
      found.filter(({ stage }) => stage === 'authorization'),
      [other, own, { ...own, detail: 'no group either' }],
    );
    assert.equal(found.find(({ stage }) => stage === 'storage')?.outcome, 'not reached');
  });

  it('of a request that came to no stage says that TLS refused it', async () => {
    const found = await told(() => {
      throw refusal(422, 'wrong');
    });
    assert.deepEqual(lines(found)[0], 'tls refused: wrong');
    const answered = await told(() => answer(400));
    assert.deepEqual(lines(answered)[0], 'tls refused: The answer is 400.');
    const broken = await told(() => {
      throw new Error('inside');
    });
    assert.deepEqual(lines(broken)[0], 'tls refused: inside');
    const odd = await told(() => {
      throw 'a text';
    });
    assert.deepEqual(lines(odd)[0], 'tls refused: a text');
  });

  it('is there for GET alone, for an id that is known, and for the latest thousand requests', async () => {
    const handler = withExplanations(() => answer(200));
    const isKnown = async (auditID: string, method = 'GET'): Promise<boolean> => {
      try {
        return (await handler(apiRequest(method, explanationPath(auditID)))).status === 200;
      } catch (error) {
        assert.ok(isApiError(error, 'NotFound'));
        assert.equal(error.message, `explanations "${auditID}" not found`);
        return false;
      }
    };
    for (let i = 0; i < 1000; i++) await handler(apiRequest('GET', pods, { auditID: `id-${i}` }));
    assert.deepEqual([await isKnown('id-0'), await isKnown('id-999'), await isKnown('other')], [true, true, false]);
    assert.equal(await isKnown('id-0', 'POST'), false);
    await handler(apiRequest('GET', pods, { auditID: 'id-1000' }));
    assert.deepEqual([await isKnown('id-0'), await isKnown('id-1'), await isKnown('id-1000')], [false, true, true]);
  });

  it('of an id that comes again stays that of the first request', async () => {
    const handler = withExplanations(({ method }) => answer(method === 'GET' ? 200 : 201));
    await handler(apiRequest('GET', pods, { auditID: 'same' }));
    await handler(apiRequest('POST', pods, { auditID: 'same' }));
    const found = findings(await handler(apiRequest('GET', explanationPath('same'))));
    assert.equal(found.find(({ stage }) => stage === 'admission')?.outcome, 'not asked');
    // the oldest of a full ring stands behind its newest
    for (let i = 0; i < 999; i++) await handler(apiRequest('GET', pods, { auditID: `id-${i}` }));
    await handler(apiRequest('POST', pods, { auditID: 'id-5' }));
    assert.equal((await handler(apiRequest('GET', explanationPath('id-5')))).status, 200);
  });

  it('goes on with the answer, and with the error', async () => {
    const given = answer(200);
    assert.equal(await withExplanations(() => given)(apiRequest('GET', pods)), given);
    const error = refusal(403, 'no');
    const failing = withExplanations(async () => {
      throw error;
    });
    await assert.rejects(async () => failing(apiRequest('GET', pods)), error);
  });
});
