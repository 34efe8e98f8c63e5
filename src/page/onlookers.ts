/**
 * The pages whose column of the cluster is open: the cluster is followed as long as there is one, and each is told the changes of
 * its view.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterFeed } from './cluster-feed.js';
import type { Asked, Said } from './protocol.js';
import { requestId } from './request-id.js';

/** A page's request to the column. */
export type AskedOfCluster = Extract<Asked, { type: 'look' | 'detail' }>;

/** The columns of all pages. */
export interface ClusterColumns {
  /** Serves a page's request; `send` tells that page, and stands for it. */
  ask(asked: AskedOfCluster, send: Send): Promise<void>;
  /** A page is gone. */
  leave(send: Send): void;
  /** Resolves when nothing is asked of the cluster any more. */
  close(): Promise<void>;
}

type Send = (said: Said) => void;

/** Changes that come within this time are told at once. */
const GATHER_MS = 120;
const TRIES = 20;

/** A page may show what it knew when the cluster was followed before; that is waited for. */
async function soon<T>(find: () => T | undefined): Promise<T | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = find();
    if (found !== undefined) return found;
    await sleep(GATHER_MS);
  }
  return find();
}

/** Columns of the cluster that this environment names. */
export function openClusterColumns(env: Record<string, string | undefined>): ClusterColumns {
  const pages = new Map<Send, { namespace: string; told: Map<string, string> }>();
  let feed: ClusterFeed | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function tell(): Promise<void> {
    timer = undefined;
    const { shownCluster, shownRequests } = await import('./shown-cluster.js');
    const now = feed?.now();
    if (!now) return;
    const requests: Said = { type: 'requests', requests: shownRequests(now.requests) };
    for (const [send, { namespace, told }] of pages) {
      for (const said of [{ type: 'cluster' as const, cluster: shownCluster(now, namespace) }, requests]) {
        const text = JSON.stringify(said);
        if (told.get(said.type) === text) continue;
        told.set(said.type, text);
        send(said);
      }
    }
  }

  const tellSoon = (): void => {
    timer ??= setTimeout(() => void tell(), GATHER_MS);
  };

  /** Follows while a page looks. */
  async function follow(): Promise<void> {
    if (pages.size === 0) {
      const ended = feed;
      feed = undefined;
      await ended?.stop();
      return;
    }
    // the helper's views are loaded when they are looked at
    const { followCluster } = await import('./cluster-feed.js');
    if (pages.size > 0 && !closed) feed ??= followCluster(env, tellSoon);
  }

  async function detail(of: string): Promise<string> {
    const { renderHtml } = await import('../print/html.js');
    const gone = (text: string): string => renderHtml([{ type: 'text', tone: 'quiet', text }]);
    if (of.startsWith('binding ')) {
      const { grantsOfBinding } = await import('./shown-cluster.js');
      const { bindingView } = await import('../print/binding-view.js');
      const grants = await soon(() => feed && grantsOfBinding(feed.now(), of));
      return grants ? renderHtml(bindingView(grants)) : gone('The binding names nobody, or it is not there any more.');
    }
    const { auditView } = await import('../print/audit-view.js');
    const event = await soon(() => feed?.now().requests?.find((one) => of === `request ${requestId(one)}`));
    if (!event) return gone('The request stands too far back in the audit log.');
    const findings = await feed?.findingsOf(event).catch(() => undefined);
    return renderHtml(auditView(event, findings));
  }

  return {
    async ask(asked, send) {
      if (asked.type === 'detail') return send({ type: 'detail', of: asked.of, html: await detail(asked.of) });
      const { open, namespace } = asked;
      if (open) pages.set(send, { namespace, told: new Map() });
      else pages.delete(send);
      await follow();
      if (open) tellSoon();
    },
    leave(send) {
      if (pages.delete(send)) void follow();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      pages.clear();
      await follow();
    },
  };
}
