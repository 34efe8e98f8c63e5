import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditLog, fileAuditLog } from '../../../src/cluster/audit/audit-log.js';
import { auditDecision, defaultAuditPolicy } from '../../../src/cluster/audit/policy.js';
import { auditUnauthorized, withAudit } from '../../../src/cluster/audit/with-audit.js';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { manualClock } from '../../../src/cluster/clock.js';
import { withoutSecrets } from '../../../src/cluster/kinds/without-secrets.js';
import type { AuditEvent } from '../../../src/kube/audit-event.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import { ApiError, notFound, unauthorized } from '../../../src/kube/status.js';
import { openFiles } from '../../helpers/open-files.js';
import { until } from '../../helpers/until.js';

const start = new Date('2026-11-25T00:00:00.123Z');
const jane = { username: 'jane', groups: ['developers', 'system:authenticated'] };

function requestFor(method: string, url: string, more: Partial<ApiRequest> = {}): ApiRequest {
  return {
    auditID: 'id-1',
    method,
    url,
    query: new URLSearchParams(),
    headers: { 'user-agent': 'curl/8.14.1' },
    info: requestInfo(method, url),
    body: async () => Buffer.alloc(0),
    clientCertificates: [],
    sourceIPs: ['127.0.0.1'],
    receivedAt: start,
    signal: new AbortController().signal,
    user: jane,
    audit: { annotations: {} },
    findings: [],
    reached: [],
    ...more,
  };
}

function recorder(): { events: AuditEvent[]; log: AuditLog } {
  const events: AuditEvent[] = [];
  // a sink is what the stage is given; the file is another one
  return { events, log: { write: (e) => events.push(e), flush: async () => {}, close: async () => {} } };
}

describe('audit events', () => {
  const clock = manualClock(start);
  const policy = defaultAuditPolicy;
  const takesStatus = (): boolean => true;

  it('hold what Kubernetes writes, in its order', async () => {
    const { events, log } = recorder();
    const request = requestFor('POST', '/apis/apps/v1/namespaces/lab/deployments?fieldValidation=Strict');
    await withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async (r) => {
      r.audit.requestObject = { kind: 'Deployment' };
      r.audit.responseObject = { kind: 'Deployment', metadata: { uid: 'u' } };
      r.audit.sent = { name: 'web' };
      r.audit.annotations['b/reason'] = 'because';
      r.audit.annotations['a/decision'] = 'allow';
      return { status: 201, headers: {}, body: '{}' };
    })(request);
    assert.equal(
      JSON.stringify(events),
      JSON.stringify([
        {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          level: 'RequestResponse',
          auditID: 'id-1',
          stage: 'ResponseComplete',
          requestURI: '/apis/apps/v1/namespaces/lab/deployments?fieldValidation=Strict',
          verb: 'create',
          user: { username: 'jane', groups: ['developers', 'system:authenticated'] },
          sourceIPs: ['127.0.0.1'],
          userAgent: 'curl/8.14.1',
          objectRef: { resource: 'deployments', namespace: 'lab', name: 'web', apiGroup: 'apps', apiVersion: 'v1' },
          responseStatus: { metadata: {}, code: 201 },
          requestObject: { kind: 'Deployment' },
          responseObject: { kind: 'Deployment', metadata: { uid: 'u' } },
          requestReceivedTimestamp: '2026-11-25T00:00:00.123000Z',
          stageTimestamp: '2026-11-25T00:00:00.123000Z',
          annotations: { 'a/decision': 'allow', 'b/reason': 'because' },
        },
      ]),
    );
  });

  it('name the object as it was sent, and the user as far as known', async () => {
    const { events, log } = recorder();
    const handle = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async (r) => {
      r.audit.sent = { name: 'sent', namespace: 'sent', uid: 'u', resourceVersion: '7' };
      return { status: 200, headers: {}, body: '' };
    });
    const user = { username: 'ann', uid: '1', groups: [], extra: { a: ['b'] } };
    await handle(requestFor('PUT', '/api/v1/namespaces/lab/pods/web/status', { user }));
    await handle(requestFor('POST', '/api/v1/pods', { user: { ...user, uid: '', extra: {} }, headers: {} }));
    await handle(requestFor('GET', '/openapi/v2'));
    assert.deepEqual(
      events.map(({ objectRef }) => objectRef && Object.entries(objectRef).map((entry) => entry.join('='))),
      [
        [
          'resource=pods',
          'namespace=lab',
          'name=web',
          'uid=u',
          'apiVersion=v1',
          'resourceVersion=7',
          'subresource=status',
        ],
        ['resource=pods', 'namespace=sent', 'name=sent', 'uid=u', 'apiVersion=v1', 'resourceVersion=7'],
        undefined,
      ],
    );
    assert.deepEqual(events[0]?.user, { username: 'ann', uid: '1', extra: { a: ['b'] } });
    assert.deepEqual([events[1]?.user, events[1]?.userAgent], [{ username: 'ann' }, undefined]);
  });

  it('hold bodies by their level, and managed fields only of patches as they were sent', async () => {
    const bodies = async (
      level: 'Metadata' | 'Request' | 'RequestResponse',
      method: string,
      omitManagedFields = false,
    ) => {
      const { events, log } = recorder();
      const handle = withAudit(
        { log, policy: { rules: [{ level, omitManagedFields }] }, clock, takesStatus, withoutSecrets },
        async (r) => {
          r.audit.requestObject = { metadata: { managedFields: [] } };
          r.audit.responseObject = { metadata: { managedFields: [] } };
          return { status: 200, headers: {}, body: '' };
        },
      );
      await handle(requestFor(method, '/api/v1/namespaces/lab/pods/web'));
      const event = events.at(-1);
      return [event?.requestObject, event?.responseObject].map((body) => body && JSON.stringify(body));
    };
    const [whole, bare] = ['{"metadata":{"managedFields":[]}}', '{"metadata":{}}'];
    assert.deepEqual(await bodies('Metadata', 'PUT'), [undefined, undefined]);
    assert.deepEqual(await bodies('Request', 'PUT'), [whole, undefined]);
    assert.deepEqual(await bodies('RequestResponse', 'PUT'), [whole, whole]);
    assert.deepEqual(await bodies('RequestResponse', 'PUT', true), [bare, bare]);
    assert.deepEqual(await bodies('RequestResponse', 'PATCH', true), [whole, bare]);
  });

  it('tell both users of an impersonation and what allowed it', async () => {
    const { events, log } = recorder();
    const handle = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, (r) => {
      r.impersonator = jane;
      r.user = { username: 'joe', groups: ['system:authenticated'] };
      r.audit.impersonationConstraint = 'impersonate:user-info';
      throw notFound({ group: '', resource: 'pods' }, 'x');
    });
    assert.throws(() => handle(requestFor('GET', '/api/v1/namespaces/lab/pods/x')), /pods "x" not found/);
    const [event] = events;
    assert.equal(event?.user.username, 'jane');
    assert.deepEqual(event?.impersonatedUser, { username: 'joe', groups: ['system:authenticated'] });
    assert.deepEqual(event?.authenticationMetadata, { impersonationConstraint: 'impersonate:user-info' });
    assert.deepEqual(event?.responseStatus, {
      metadata: {},
      status: 'Failure',
      message: 'pods "x" not found',
      reason: 'NotFound',
      details: { name: 'x', kind: 'pods' },
      code: 404,
    });
  });

  it('tell a Status that was answered in full, in any form', async () => {
    const { events, log } = recorder();
    await withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async (r) => {
      r.audit.responseObject = {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'x' },
      };
      return { status: 200, headers: { 'content-type': 'application/yaml' }, body: 'kind: Status\n' };
    })(requestFor('DELETE', '/api/v1/namespaces/lab/pods/x'));
    assert.deepEqual(events[0]?.responseStatus, { metadata: {}, status: 'Success', details: { name: 'x' }, code: 200 });
  });

  it('hold the Status of a refusal as the answer, where answers are asked for', async () => {
    const { events, log } = recorder();
    const kind = { group: '', resource: 'pods' };
    const all = { rules: [{ level: 'RequestResponse' as const }], omitStages: [] };
    const handle = withAudit({ log, policy: all, clock, takesStatus, withoutSecrets }, async () => {
      throw notFound(kind, 'x');
    });
    await assert.rejects(async () => handle(requestFor('GET', '/api/v1/namespaces/lab/pods/x')));
    const { responseObject } = events.at(-1) as { responseObject?: { kind: string; code: number } };
    assert.deepEqual([responseObject?.kind, responseObject?.code], ['Status', 404]);
  });

  it('say only the code of an answer in a form that the client cannot read', async () => {
    const { events, log } = recorder();
    const handle = withAudit({ log, policy, clock, takesStatus: () => false, withoutSecrets }, async () => {
      throw new ApiError({ code: 406, reason: 'NotAcceptable', message: 'only JSON', details: {} });
    });
    await assert.rejects(async () => handle(requestFor('GET', '/api/v1/pods')));
    assert.deepEqual(events[0]?.responseStatus, { metadata: {}, code: 406 });
  });

  it('cut a user agent that is too long, and say so', async () => {
    const { events, log } = recorder();
    const headers = { 'user-agent': 'x'.repeat(1025) };
    await withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async () => ({
      status: 200,
      headers: {},
      body: '',
    }))(requestFor('GET', '/api/v1/pods', { headers }));
    assert.equal(events[0]?.userAgent, `${'x'.repeat(1024)}...TRUNCATED`);
    const longest = { 'user-agent': 'x'.repeat(1024) };
    await withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async () => ({
      status: 200,
      headers: {},
      body: '',
    }))(requestFor('GET', '/api/v1/pods', { headers: longest }));
    assert.equal(events[1]?.userAgent, 'x'.repeat(1024));
  });

  it('of a 401 come at the stage ResponseStarted, without a user', () => {
    const { events, log } = recorder();
    auditUnauthorized(
      { log, policy, clock, takesStatus, withoutSecrets },
      requestFor('POST', '/api/v1/namespaces', { user: undefined }),
      unauthorized(),
    );
    assert.equal(events[0]?.stage, 'ResponseStarted');
    assert.deepEqual(events[0]?.user, {});
    assert.equal(events[0]?.responseStatus?.code, 401);
  });

  it('of a watch come when it begins and when its reader goes', async () => {
    const { events, log } = recorder();
    async function* chunks(): AsyncGenerator<string> {
      yield 'one';
      yield 'two';
    }
    const response = await withAudit(
      { log, policy, clock, takesStatus, withoutSecrets },
      async (): Promise<ApiResponse> => ({ status: 200, headers: {}, stream: chunks() }),
    )(requestFor('GET', '/api/v1/pods?watch=true'));
    assert.deepEqual(
      events.map((e) => e.stage),
      ['ResponseStarted'],
    );
    for await (const chunk of response.stream ?? []) if (chunk === 'one') break;
    assert.deepEqual(
      events.map((e) => e.stage),
      ['ResponseStarted', 'ResponseComplete'],
    );
    assert.ok(events.every((e) => e.verb === 'watch' && e.responseStatus?.code === 200));
  });

  it('of a connection that was taken over come when it begins and when it is over, however it ends', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const { events, log } = recorder();
      const ending: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
      const upgraded = new Promise<void>((resolve, reject) => Object.assign(ending, { resolve, reject }));
      const handle = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async () => ({
        status: 101,
        headers: {},
        upgraded,
      }));
      await handle(requestFor('GET', '/api/v1/namespaces/lab/pods/x/exec?command=ls'));
      const told = (): string[] => events.map((e) => `${e.stage} ${e.responseStatus?.code}`);
      assert.deepEqual(told(), ['ResponseStarted 101']);
      ending[end](new Error('cut off'));
      await until('the end', () => events.length === 2);
      assert.deepEqual(told(), ['ResponseStarted 101', 'ResponseComplete 101']);
    }
  });

  it('of a refused watch are two, as of one that runs', async () => {
    const { events, log } = recorder();
    const handle = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async () => {
      throw notFound({ group: '', resource: 'pods' }, 'x');
    });
    await assert.rejects(async () => handle(requestFor('GET', '/api/v1/pods?watch=true')));
    assert.deepEqual(
      events.map((e) => `${e.stage} ${e.responseStatus?.code}`),
      ['ResponseStarted 404', 'ResponseComplete 404'],
    );
  });

  it('tell of a fault of the server', async () => {
    const { events, log } = recorder();
    const broken = async (): Promise<never> => {
      throw new Error('bug');
    };
    const handle = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, broken);
    await assert.rejects(async () => handle(requestFor('POST', '/api/v1/namespaces')), /bug/);
    assert.equal(events[0]?.stage, 'Panic');
    const { status, reason, code } = events[0]?.responseStatus ?? {};
    assert.deepEqual([status, reason, code], ['Failure', 'InternalError', 500]);
  });

  it('come when a request is received, too, where the policy does not leave that out', async () => {
    const { events, log } = recorder();
    const every = { rules: [{ level: 'Metadata' as const }] };
    const moving = manualClock(start);
    const handle = withAudit({ log, policy: every, clock: moving, takesStatus, withoutSecrets }, async (r) => {
      assert.equal(r.audit.level, 'Metadata');
      moving.advance(1000);
      return { status: 200, headers: {}, body: '' };
    });
    await handle(requestFor('GET', '/api/v1/pods', { user: undefined }));
    assert.deepEqual(
      events.map(({ stage, responseStatus, user }) => [stage, responseStatus?.code, user]),
      [
        ['RequestReceived', undefined, {}],
        ['ResponseComplete', 200, {}],
      ],
    );
    const times = events.flatMap((event) => [event.requestReceivedTimestamp, event.stageTimestamp]);
    const [then, later] = ['2026-11-25T00:00:00.123000Z', '2026-11-25T00:00:01.123000Z'];
    assert.deepEqual(times, [then, then, then, later]);
  });

  it('are none of what the policy leaves out, with a credential or without', async () => {
    const { events, log } = recorder();
    const none = { rules: [{ level: 'None' as const }] };
    const options = { log, policy: none, clock, takesStatus, withoutSecrets };
    const request = requestFor('GET', '/api/v1/pods');
    await withAudit(options, async () => ({ status: 200, headers: {}, body: '' }))(request);
    const unknown = requestFor('GET', '/api/v1/pods', { user: undefined });
    auditUnauthorized(options, unknown, unauthorized());
    assert.deepEqual([events, request.audit.level, unknown.audit.level], [[], 'None', 'None']);
  });

  it('have their annotations by key, and no field for what is not there', async () => {
    const { events, log } = recorder();
    const answered = withAudit({ log, policy, clock, takesStatus, withoutSecrets }, async (r) => {
      r.audit.responseObject = { kind: 'Pod', status: { phase: 'Failed' }, reason: 'Evicted' };
      return { status: 200, headers: {}, body: '' };
    });
    const lists: string[][] = [[], ['a'], ['a', 'b', 'c'], ['b', 'c', 'a']];
    for (const keys of lists) {
      const annotations = Object.fromEntries(keys.map((key) => [key, `of ${key}`]));
      await answered(requestFor('GET', '/api/v1/pods', { headers: {}, audit: { annotations } }));
    }
    assert.deepEqual(
      events.map((event) => event.annotations && Object.entries(event.annotations).flat().join(' ')),
      [undefined, 'a of a', 'a of a b of b c of c', 'a of a b of b c of c'],
    );
    assert.deepEqual(
      JSON.parse(JSON.stringify(events[0], ['userAgent', 'objectRef', 'resource', 'apiVersion', 'name', 'uid'])),
      { apiVersion: 'audit.k8s.io/v1', objectRef: { resource: 'pods', apiVersion: 'v1' } },
    );
    assert.deepEqual(Object.keys(events[0]?.objectRef ?? {}), ['resource', 'apiVersion']);
    assert.deepEqual(events[0]?.responseStatus, { metadata: {}, code: 200 });
    const twice = await answered(requestFor('GET', '/api/v1/pods', { headers: { 'user-agent': ['first', 'second'] } }));
    assert.deepEqual([twice.status, events[4]?.userAgent], [200, 'first']);
  });
});

describe('the default audit policy', () => {
  const level = (method: string, url: string, user: object = jane): string =>
    auditDecision(defaultAuditPolicy, { user, info: requestInfo(method, url) }).level;

  it('keeps the bodies of writes, and of reads and secrets only the facts', () => {
    assert.equal(level('POST', '/api/v1/namespaces/lab/pods'), 'RequestResponse');
    assert.equal(level('POST', '/api/v1/namespaces/lab/serviceaccounts/robot/token'), 'RequestResponse');
    assert.equal(level('DELETE', '/api/v1/namespaces/lab'), 'RequestResponse');
    assert.equal(level('GET', '/api/v1/namespaces/lab/pods'), 'Metadata');
    assert.equal(level('POST', '/api/v1/namespaces/lab/secrets'), 'Metadata');
    assert.equal(level('POST', '/apis/authentication.k8s.io/v1/tokenreviews'), 'Metadata');
    assert.equal(level('GET', '/openapi/v2'), 'Metadata');
  });

  it('leaves out health checks and what the control plane only reads', () => {
    const controller = {
      username: 'system:serviceaccount:kube-system:x',
      groups: ['system:serviceaccounts:kube-system'],
    };
    assert.equal(level('GET', '/readyz?verbose'), 'None');
    const nobody = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    assert.equal(level('GET', '/readyz?verbose', nobody), 'Metadata');
    assert.equal(level('GET', '/api/v1/pods?watch=true', controller), 'None');
    assert.equal(level('GET', '/api/v1/pods', { username: 'system:kube-scheduler' }), 'None');
    assert.equal(level('POST', '/api/v1/namespaces/lab/pods', controller), 'RequestResponse');
  });

  it('never writes the data of a Secret or a token, whatever the policy', () => {
    const secret = {
      kind: 'Secret',
      metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 's3cret', note: 'n' } },
      data: { a: 's3cret' },
      stringData: { b: 's3cret' },
      type: 'Opaque',
    };
    const objects = [
      secret,
      { kind: 'SecretList', items: [secret] },
      { kind: 'TokenRequest', spec: {}, status: { token: 's3cret' } },
      { kind: 'TokenReview', spec: { token: 's3cret' } },
    ];
    for (const object of objects) assert.ok(!JSON.stringify(withoutSecrets(object)).includes('s3cret'), object.kind);
    assert.deepEqual(withoutSecrets(secret), {
      kind: 'Secret',
      metadata: { name: 's', annotations: { note: 'n' } },
      type: 'Opaque',
    });
    assert.equal(secret.data.a, 's3cret');
  });
});

describe('the audit log file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-audit-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const event = (auditID: string): AuditEvent => ({ auditID }) as AuditEvent; // the log does not look inside
  const ids = (file: string): string[] =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditEvent).auditID);

  it('holds one line an event in their order, for its owner alone', async () => {
    const path = join(folder, 'sub', 'audit.log');
    const log = fileAuditLog({ path, clock: manualClock(start), onError: assert.fail });
    const wanted = Array.from({ length: 500 }, (_, i) => `e${i}`);
    for (const [i, id] of wanted.entries()) {
      log.write(event(id));
      if (i % 100 === 0) await log.flush();
    }
    await log.close();
    assert.deepEqual(ids(path), wanted);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('goes on in a file that is there, and begins a new one when it is full', async () => {
    const path = join(folder, 'audit.log');
    for (const id of ['a', 'b']) {
      const log = fileAuditLog({ path, clock: manualClock(start), onError: assert.fail });
      log.write(event(id));
      await log.close();
    }
    assert.deepEqual(ids(path), ['a', 'b']);
    const log = fileAuditLog({ path, clock: manualClock(start), maxBytes: 40, onError: assert.fail });
    log.write(event('c'));
    await log.close();
    assert.deepEqual(ids(path), ['c']);
    assert.deepEqual(readdirSync(folder).sort(), ['audit-2026-11-25T00-00-00-123Z.log', 'audit.log']);
  });

  it('takes events up to its limit, and one that is larger where it is empty', async () => {
    const path = join(folder, 'audit.log');
    const line = `${JSON.stringify(event('a'))}\n`.length;
    const clock = manualClock(start);
    const log = fileAuditLog({ path, clock, maxBytes: 2 * line, onError: assert.fail });
    const files = (): string[][] =>
      readdirSync(folder)
        .sort()
        .map((name) => ids(join(folder, name)));
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      clock.advance(1);
      log.write(event(id));
      await log.flush();
      if (id === 'b') assert.deepEqual(files(), [['a', 'b']]);
    }
    assert.deepEqual(files(), [['a', 'b'], ['c', 'd'], ['e']]);
    const open = (): string[] => openFiles().filter((file) => file.startsWith(folder));
    assert.deepEqual(open(), [path]);
    await log.close();
    assert.deepEqual(open(), []);
    const small = join(folder, 'small', 'audit.log');
    const smallest = fileAuditLog({ path: small, clock: manualClock(start), maxBytes: 1, onError: assert.fail });
    smallest.write(event('larger'));
    await smallest.close();
    assert.deepEqual(readdirSync(join(folder, 'small')), ['audit.log']);
  });

  it('is written at the end of the turn, and soon after where events come thick and fast', async () => {
    const path = join(folder, 'audit.log');
    const log = fileAuditLog({ path, clock: manualClock(start), onError: assert.fail });
    log.write(event('a'));
    await new Promise(setImmediate);
    assert.deepEqual(ids(path), ['a']);
    log.write(event('b'));
    log.write(event('c'));
    await until('the later events', () => ids(path).length === 3);
    assert.deepEqual(ids(path), ['a', 'b', 'c']);
    await log.close();
  });

  it('says that a disk is full, and takes nothing after its end', async () => {
    const errors: unknown[] = [];
    const path = join(folder, 'audit.log');
    // a link, since a fault of this code could rename what it writes to
    symlinkSync('/dev/full', path);
    const full = fileAuditLog({ path, clock: manualClock(start), onError: (error) => errors.push(error) });
    for (const id of ['a', 'b']) {
      full.write(event(id));
      await full.flush();
    }
    await full.close();
    full.write(event('c'));
    await full.flush();
    assert.deepEqual(
      errors.map((error) => (error as NodeJS.ErrnoException).code),
      ['ENOSPC', 'ENOSPC'],
    );
  });

  it('cannot be opened where nothing can be written', () => {
    assert.throws(() =>
      fileAuditLog({ path: '/proc/none/audit.log', clock: manualClock(start), onError: assert.fail }),
    );
  });
});
