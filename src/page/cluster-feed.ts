/**
 * The cluster's state while a page looks: objects by a list and a watch for each resource, requests by the audit
 * log of the practice cluster. A cluster that went away is looked for until it is found again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatError } from '../errors.js';
import { kubelabHome, readRunning } from '../home.js';
import type { AuditEvent } from '../kube/audit-event.js';
import { explanationPath, type StageFinding } from '../kube/explanation.js';
import { isControlPlane } from '../kube/user.js';
import { isKubelabsOwn, pageUserAgent } from '../kube/user-agent.js';
import type { Client } from '../request/api.js';
import { connect } from '../request/connect.js';
import { type FollowedList, followList } from './followed-list.js';
import { type FollowedLog, followLog } from './followed-log.js';
import { requestId } from './request-id.js';

/** The resources whose objects the page follows. */
export const followedResources = [
  'namespaces',
  'serviceaccounts',
  'pods',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
] as const;

/** The plural name of a followed resource. */
export type FollowedResource = (typeof followedResources)[number];

/** The cluster as it is known now. */
export interface ClusterNow {
  state: 'connecting' | 'live' | 'away';
  /** Why it is away. */
  why: string;
  /** The namespace that the kubeconfig names. */
  home: string;
  lists: Record<FollowedResource, FollowedList>;
  /** The last requests, oldest first; undefined where no audit log can be read. */
  requests: readonly AuditEvent[] | undefined;
}

/** A cluster that is followed. */
export interface ClusterFeed {
  now(): ClusterNow;
  /**
   * The findings of the practice cluster about a request; undefined when it does not know them any more. Of requests with one
   * audit id, which a client may choose, it knows those of the first.
   */
  findingsOf(event: AuditEvent): Promise<StageFinding[] | undefined>;
  /** Resolves when nothing is asked any more. */
  stop(): Promise<void>;
}

/** Requests that are kept. */
const MOST_REQUESTS = 40;
const LOOK_AGAIN_MS = 1500;

/** Follows the cluster of this environment (KUBECONFIG) and calls `onChange` after each change. */
export function followCluster(env: Record<string, string | undefined>, onChange: () => void): ClusterFeed {
  const stopping = new AbortController();
  let client: Client | undefined;
  let log: FollowedLog | undefined;
  let now: ClusterNow = {
    ...{ state: 'connecting', why: '', home: 'default', requests: undefined },
    lists: Object.fromEntries(followedResources.map((name) => [name, { type: 'asked' }])) as ClusterNow['lists'],
  };
  const change = (changes: Partial<ClusterNow>): void => {
    if (stopping.signal.aborted) return;
    now = { ...now, ...changes };
    onChange();
  };

  /** Follows until the server does not answer, or the signal. */
  async function followOnce(): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([stopping.signal, ended.signal]);
    client = await connect({ userAgent: pageUserAgent }, { env, warn: () => {} });
    try {
      followRequests(client.server);
      const { namespace = 'default' } = client;
      const followed = client;
      await Promise.all(
        followedResources.map((resource) =>
          followList(followed, resource, {
            signal,
            onChange: (list) =>
              change({ state: 'live', why: '', home: namespace, lists: { ...now.lists, [resource]: list } }),
          }),
        ),
      );
    } finally {
      ended.abort();
      await client.close();
    }
  }

  /** The audit log is that of the practice cluster, when this is the one. */
  function followRequests(server: string): void {
    const running = readRunning(kubelabHome(env));
    log?.stop();
    log = undefined;
    const isIt = running?.record.server === server;
    change({ requests: isIt ? [] : undefined });
    if (!isIt) return;
    log = followLog(running.record.auditLog, (events) => {
      const kept = new Map((now.requests ?? []).map((event) => [requestId(event), event] as const));
      for (const event of events.filter(isLearners)) kept.set(requestId(event), event);
      change({ requests: [...kept.values()].slice(-MOST_REQUESTS) });
    });
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await followOnce();
      } catch (error) {
        change({ state: 'away', why: formatError(error) });
        await sleep(LOOK_AGAIN_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    }
  }

  const following = follow();
  return {
    now: () => now,
    async findingsOf(event) {
      const { auditID } = event;
      const first = now.requests?.find((one) => one.auditID === auditID);
      if (first && requestId(first) !== requestId(event)) return undefined;
      const answer = await client?.get(explanationPath(auditID));
      const { findings } = (answer?.ok ? answer.body : {}) as { findings?: StageFinding[] };
      return findings;
    },
    async stop() {
      stopping.abort();
      log?.stop();
      await following;
    },
  };
}

/** True for a learner's request, not for one of the control plane or of kubelab. */
function isLearners({ user, userAgent, stage }: AuditEvent): boolean {
  return stage !== 'RequestReceived' && !isKubelabsOwn(userAgent) && !isControlPlane(user.username);
}
