/** The cluster at this moment: its last requests, and one namespace with its objects and access rights. */
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ShownBinding, ShownCluster, ShownRequest } from '../protocol.js';
import { COLUMN, chooseNamespace, toggleColumn } from './look.js';
import { safeHtml } from './safe-html.js';
import type { PageState } from './state.js';
import { ask } from './store.js';

/** Requests that are shown until more are asked for. */
const FEW = 7;

/** The column at the right; where there is no room, it lies above the lesson. */
export function ClusterColumn({ state: { cluster, requests, details } }: { state: PageState }) {
  return (
    <aside id={COLUMN} aria-label="The cluster" onKeyDown={(event) => event.key === 'Escape' && toggleColumn()}>
      <div class="title">
        <h2>The cluster now</h2>
        <button type="button" class="plain" onClick={toggleColumn}>
          Fold
        </button>
      </div>
      {cluster === undefined || cluster.state === 'connecting' ? (
        <p class="quiet">Looking at the cluster…</p>
      ) : (
        <>
          {cluster.notes.map((note) => (
            <p key={note} class={`note ${cluster.state === 'away' ? 'bad' : 'quiet'}`} role="status">
              {note}
            </p>
          ))}
          <Requests requests={requests} details={details} />
          <Namespace cluster={cluster} details={details} />
        </>
      )}
    </aside>
  );
}

function Requests({ requests, details }: Pick<PageState, 'requests' | 'details'>) {
  const [all, setAll] = useState(false);
  const shown = all ? requests : requests?.slice(0, FEW);
  const more = (requests?.length ?? 0) - (shown?.length ?? 0);
  return (
    <section aria-labelledby="requests-title">
      <h3 id="requests-title">Requests</h3>
      {requests === null ? (
        <p class="quiet">This cluster's audit log cannot be read from here, so its requests are not shown.</p>
      ) : requests?.length === 0 ? (
        <p class="quiet">None yet. What a cell asks the server stands here.</p>
      ) : (
        <ul>
          {shown?.map((request) => (
            <Opening key={request.id} of={`request ${request.id}`} details={details} fixed>
              <RequestRow request={request} />
            </Opening>
          ))}
        </ul>
      )}
      {more > 0 && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {more} earlier
        </button>
      )}
    </section>
  );
}

function RequestRow({ request: { status, what, where, who, credential, stage } }: { request: ShownRequest }) {
  const tone = status === 0 ? 'warn' : status < 400 ? 'good' : 'bad';
  return (
    <>
      <b class={`number ${tone}`}>{status === 0 ? '…' : status}</b>
      <span>
        <code>
          {what} {where}
        </code>
        <small>
          {who}
          {credential && `, ${credential}`}
          {stage !== undefined && (
            <>
              {' '}
              · <span class="bad">{stage === 'unknown' ? 'stopped' : stage}</span>
            </>
          )}
        </small>
      </span>
    </>
  );
}

/** A row that opens, and then asks for its details. `fixed`: they do not change. */
function Opening({
  of,
  details,
  fixed = false,
  children,
}: {
  of: string;
  details: Record<string, string>;
  fixed?: boolean;
  children: ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  const toggle = (): void => {
    if (!open && !(fixed && details[of] !== undefined)) ask({ type: 'detail', of });
    setOpen(!open);
  };
  const html = details[of];
  const safe = useMemo(() => (open && html !== undefined ? safeHtml(html) : undefined), [open, html]);
  return (
    <li>
      <button type="button" class="row" aria-expanded={open} onClick={toggle}>
        {children}
      </button>
      {open &&
        (safe === undefined ? (
          <p class="quiet">One moment…</p>
        ) : (
          <div class="detail outputs" dangerouslySetInnerHTML={{ __html: safe }} />
        ))}
    </li>
  );
}

function Namespace({ cluster, details }: { cluster: ShownCluster; details: Record<string, string> }) {
  const { namespace, namespaces, accounts, pods, bindings, access } = cluster;
  const safe = useMemo(() => safeHtml(access), [access]);
  const running = pods?.filter(({ tone }) => tone === 'good').length ?? 0;
  return (
    <section aria-labelledby="namespace-title">
      <h3 id="namespace-title">
        <label for="namespace">Namespace</label>
        <select id="namespace" value={namespace} onChange={(event) => chooseNamespace(event.currentTarget.value)}>
          {namespaces.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </h3>
      {accounts && (
        <Count number={accounts.length} noun="ServiceAccount">
          {accounts.join(', ')}
        </Count>
      )}
      {pods && (
        <Count number={pods.length} noun="Pod" more={pods.length > 0 ? `, ${running} running` : ''}>
          {pods.map(({ name, status, tone }) => (
            <span key={name} class="pod">
              {name} <span class={tone}>{status}</span>
            </span>
          ))}
        </Count>
      )}
      {bindings && (
        <>
          <Count number={bindings.length} noun="binding" />
          <ul class="bindings">
            {bindings.map((binding) => (
              <Opening key={binding.id} of={binding.id} details={details}>
                <BindingRow binding={binding} />
              </Opening>
            ))}
          </ul>
        </>
      )}
      {access !== '' && <div class="access outputs" dangerouslySetInnerHTML={{ __html: safe }} />}
    </section>
  );
}

function BindingRow({ binding: { name, role, subjects, everywhere } }: { binding: ShownBinding }) {
  return (
    <span>
      <code>{name}</code>
      <small>
        {role} to {subjects}
        {everywhere && ', everywhere'}
      </small>
    </span>
  );
}

/** How many there are, and which. */
function Count({
  number,
  noun,
  more = '',
  children,
}: {
  number: number;
  noun: string;
  more?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="count">
      <b class="number">{number}</b>
      <span>
        {noun}
        {number === 1 ? '' : 's'}
        {more}
        {number > 0 && children && <small>{children}</small>}
      </span>
    </div>
  );
}
