/** An audit event: as a row (request, user, credential, the stage that refused it) and as a view like that of an exchange. */
import type { AuditEvent } from '../kube/audit-event.js';
import type { StageFinding } from '../kube/explanation.js';
import { anonymousUser, credentialIdKey, parseServiceAccountUsername } from '../kube/user.js';
import { redactText } from '../redact-text.js';
import { redactBody } from '../request/redact.js';
import { cut, shortened, yaml } from './exchange-body.js';
import { inferredStage, messageOf } from './inferred-stage.js';
import { stageName, stagesBlock } from './journey.js';
import { readRefusal, refusalSentences } from './refusal.js';
import type { Block, View } from './view.js';

/** A request in a few words. */
export interface AuditRow {
  /** The HTTP status; 0 for a request that is not answered yet. */
  status: number;
  /** `list pods`, `create token of serviceaccounts/default`, `get /version`. */
  what: string;
  /** `in lab`; empty at the cluster scope. */
  where: string;
  /** `default:robot`, `jane by kubelab-admin`. */
  who: string;
  /** `certificate`, `token`, `no credential`; empty where the log does not tell. */
  credential: string;
  /** The stage that refused it; undefined when it passed. */
  stage: string | undefined;
}

const METHODS: Record<string, string> = {
  ...{ get: 'GET', list: 'GET', watch: 'GET', create: 'POST', update: 'PUT', patch: 'PATCH' },
  ...{ delete: 'DELETE', deletecollection: 'DELETE', head: 'HEAD', post: 'POST', put: 'PUT' },
};

/** The row of an event. */
export function auditRow(event: AuditEvent): AuditRow {
  const { verb, objectRef, requestURI } = event;
  const status = event.responseStatus?.code ?? 0;
  const { resource = '', subresource, name, namespace = '' } = objectRef ?? {};
  const object = [resource, name].filter(Boolean).join('/');
  const what = !objectRef
    ? `${verb} ${(requestURI.split('?')[0] ?? '').slice(0, 200)}`
    : `${verb} ${subresource ? `${subresource} of ${object}` : object}`;
  return {
    ...{ status, what: redactText(what), where: namespace && resource !== 'namespaces' ? `in ${namespace}` : '' },
    ...{ who: whoOf(event), credential: credentialOf(event), stage: stageOf(event, status) },
  };
}

/** The event as a view; `findings` are those of the practice cluster about this request, where it still knows them. */
export function auditView(event: AuditEvent, findings: readonly StageFinding[] | undefined): View {
  const { requestURI, verb, user, responseStatus, annotations = {}, userAgent } = event;
  const status = responseStatus?.code ?? 0;
  const row = auditRow(event);
  const took = Date.parse(event.stageTimestamp) - Date.parse(event.requestReceivedTimestamp);
  const by = row.credential ? `, ${credentialWords[row.credential] ?? row.credential}` : '';
  const reason = annotations['authorization.k8s.io/reason'];
  const decision = annotations['authorization.k8s.io/decision'];
  const groups = (event.impersonatedUser ?? user).groups ?? [];
  return [
    {
      type: 'headline',
      text: redactText(`${METHODS[verb] ?? verb.toUpperCase()} ${requestURI}`),
      answer: answerOf(event),
      notes: Number.isFinite(took) ? [`${Math.round(took)} ms`] : [],
    },
    { type: 'text', text: `as ${fullWho(event)}${by}` },
    ...(findings ? [stagesBlock(findings)] : []),
    ...refusedBlocks(event, row.stage, findings),
    {
      type: 'facts',
      rows: [
        ...(decision
          ? [
              {
                name: 'authorization',
                value: {
                  text: decision === 'allow' ? `allowed${reason ? `: ${reason}` : ''}` : 'refused',
                  tone: decision === 'allow' ? ('good' as const) : ('bad' as const),
                },
              },
            ]
          : []),
        ...(groups.length > 0 ? [{ name: 'groups', value: groups.join(', ') }] : []),
        ...(userAgent ? [{ name: 'client', value: redactText(userAgent) }] : []),
        { name: 'at', value: event.requestReceivedTimestamp.replace(/\.(\d{3})\d*Z$/, '.$1Z') },
        { name: 'audit id', value: event.auditID },
      ],
    },
    ...bodyBlocks(event, status),
  ];
}

function refusedBlocks(
  event: AuditEvent,
  stage: string | undefined,
  findings: readonly StageFinding[] | undefined,
): Block[] {
  if (stage === undefined) return [];
  const found = findings?.find(({ outcome }) => outcome === 'refused');
  const message = messageOf({ body: event.responseStatus });
  const refusal = readRefusal(message);
  const next = found?.remedy ?? (refusal && refusalSentences(refusal)[0]);
  const where = stage === 'unknown' ? 'stopped, and the log does not tell where' : `stopped at ${stageName(stage)}`;
  return [
    {
      type: 'aside',
      tone: 'bad',
      blocks: [
        {
          type: 'text',
          tone: 'bad',
          text: redactText(`${where}: ${found?.detail || message || 'no reason is given'}`),
        },
        ...(next ? [{ type: 'text' as const, text: redactText(next) }] : []),
      ],
    },
  ];
}

function bodyBlocks(event: AuditEvent, status: number): Block[] {
  const { requestObject, responseObject, objectRef, level } = event;
  const bodies: [string, unknown][] = [
    ['The body that was sent', requestObject],
    ['The body of the answer', status < 400 ? responseObject : undefined],
  ];
  const blocks = bodies.flatMap(([summary, body]): Block[] =>
    body === undefined
      ? []
      : [
          {
            type: 'details',
            summary,
            blocks: [{ type: 'code', text: cut(yaml(shortened(redactBody(body, objectRef?.resource)))) }],
          },
        ],
  );
  if (blocks.length > 0) return blocks;
  return [{ type: 'text', tone: 'quiet', text: `Bodies are not in the log (level ${level}).` }];
}

function answerOf({ responseStatus }: AuditEvent): Extract<Block, { type: 'headline' }>['answer'] {
  const { code = 0, reason = '' } = responseStatus ?? {};
  if (code === 0) return { text: 'no answer yet', tone: 'warn' };
  return { text: `${code} ${reason}`.trim(), tone: code < 300 ? 'good' : 'bad' };
}

function stageOf(event: AuditEvent, status: number): string | undefined {
  if (status < 400) return undefined;
  const { verb, requestURI, responseStatus } = event;
  const request = { method: METHODS[verb] ?? verb.toUpperCase(), path: requestURI };
  return inferredStage({ request, response: { status }, body: responseStatus });
}

const credentialWords: Record<string, string> = {
  certificate: 'by a client certificate',
  token: 'by a token',
  'no credential': 'without a credential',
  'credential refused': 'by a credential that was refused',
};

function credentialOf({ user, responseStatus }: AuditEvent): string {
  const id = user.extra?.[credentialIdKey]?.[0] ?? '';
  if (id.startsWith('X509')) return 'certificate';
  // the token of a Secret has no id
  if (id.startsWith('JTI=') || parseServiceAccountUsername(user.username ?? '')) return 'token';
  if (user.username === anonymousUser) return 'no credential';
  return responseStatus?.code === 401 ? 'credential refused' : '';
}

function whoOf({ user, impersonatedUser }: AuditEvent): string {
  const name = shortUser(user.username);
  return impersonatedUser ? `${shortUser(impersonatedUser.username)} by ${name}` : name;
}

function shortUser(username: string | undefined): string {
  if (username === undefined) return 'unknown';
  if (username === anonymousUser) return 'nobody';
  const account = parseServiceAccountUsername(username);
  return redactText(account ? `${account.namespace}:${account.name}` : username);
}

function fullWho({ user, impersonatedUser }: AuditEvent): string {
  const name = redactText(user.username ?? 'nobody that the server knows');
  return impersonatedUser ? `${redactText(impersonatedUser.username)}, impersonated by ${name}` : name;
}
