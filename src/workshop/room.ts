/** The room of the workshop: its two namespaces, and the few things that setting up and mending a case take. */
import { certificateRequest, newKey } from '../auth/make-credentials.js';
import { KubelabError } from '../errors.js';
import { fromBase64, toBase64 } from '../inspect/base64.js';
import { decodeJwt } from '../inspect/jwt.js';
import { workshopUserAgent } from '../kube/user-agent.js';
import type { Client } from '../request/api.js';
import type { Exchange } from '../request/exchange.js';
import type { CaseSubject, IssuedCertificate } from './api.js';
import { away, home } from './fault.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
/** The ConfigMap that says which deal the namespaces hold. */
const DEAL = 'deal';
const SECONDS_TO_SIGN = 20;
const SECONDS_TO_END = 30;

/** Tools for staging cases. */
export interface Room {
  readonly admin: Client;
  path(id: string): string;
  account(name: string, namespace?: string): CaseSubject;
  /** Makes an account anew, and a token of it. Throws REQUEST_FAILED where that is refused. */
  robot(name: string, namespace?: string): Promise<{ client: Client; token: string }>;
  /** A token of the account; with `boundTo` for as long as a Secret is there, which is made under that name. */
  token(name: string, options?: { namespace?: string; audiences?: string[]; boundTo?: string }): Promise<string>;
  allow(name: string, rules: object[], subject: CaseSubject, namespace?: string): Promise<Exchange>;
  allowReading(id: string, subject: CaseSubject): Promise<Exchange>;
  issue(subject: { commonName: string; organizations: string[] }, usages?: string[]): Promise<IssuedCertificate>;
  /** Deletes a case's leftovers, and makes its ConfigMap. */
  clear(id: string): Promise<void>;
  /** Makes the namespaces, anew after another deal; an empty text, or why there are none. */
  enter(deal: string): Promise<string>;
  leave(): Promise<string>;
}

/** The room, as this administrator sees it. */
export function roomOf(admin: Client): Room {
  // requests of this user agent are left out when a learner's deeds are listed
  const keeper = admin.with({ userAgent: workshopUserAgent });
  const account = (name: string, namespace = home): CaseSubject => ({ kind: 'ServiceAccount', name, namespace });
  const token: Room['token'] = async (name, { namespace = home, audiences, boundTo } = {}) => {
    const secret = boundTo === undefined ? undefined : await newSecret(admin, boundTo);
    const asked = await admin.must.token(name, {
      namespace,
      ...(audiences ? { audiences } : {}),
      ...(secret ? { boundTo: secret } : {}),
    });
    return decodable((asked as { token?: string }).token);
  };
  const room: Room = {
    admin,
    path: (id) => `/api/v1/namespaces/${home}/configmaps/${id}`,
    account,
    token,
    async robot(name, namespace = home) {
      await admin.must.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
      const given = await token(name, { namespace });
      return { client: admin.with({ token: given }), token: given };
    },
    async allow(name, rules, subject, namespace = home) {
      const metadata = { name, namespace };
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const role = await admin.apply({ apiVersion, kind: 'Role', metadata, rules }, { force: true });
      if (!role.ok) return role;
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
      return admin.apply({ apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects: [subject] }, { force: true });
    },
    allowReading: (id, subject) =>
      room.allow(id, [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [id], verbs: ['get'] }], subject),
    issue: (subject, usages = ['client auth']) => issue(admin, subject, usages),
    clear: (id) => clear(keeper, id),
    async enter(deal) {
      // rights that another deal granted to an account of the same name would count as a cure here
      const before = await admin.get(room.path(DEAL));
      if (before.ok && before.body.data?.name !== deal) await room.leave();
      const answers = [await ownNamespace(admin, home), await ownNamespace(admin, away)];
      const closed = answers.find((text) => text !== '');
      if (closed) return closed;
      const kept = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: DEAL, namespace: home },
        data: { name: deal },
      };
      await admin.apply(kept, { force: true });
      return '';
    },
    async leave() {
      for (const kind of ['clusterrolebindings', 'clusterroles']) await deleteOwn(keeper, `${rbac}/${kind}`);
      await deleteOwn(keeper, csrs);
      const ends = [home, away].map((name) => keeper.delete(`/api/v1/namespaces/${name}`));
      return (await Promise.all(ends)).map(({ status }) => status).join(', ');
    },
  };
  return room;
}

/** A namespace that is there and not on its way out; a text says why there is none. */
async function ownNamespace(admin: Client, name: string): Promise<string> {
  const path = `/api/v1/namespaces/${name}`;
  const found = await admin.get(path);
  if (found.ok && found.body.status?.phase !== 'Terminating') return '';
  if (found.ok) await admin.until('namespaces', (one) => one === undefined, { name, seconds: SECONDS_TO_END });
  const made = await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return made.ok ? '' : `You may not make the namespace ${name} here: ${made.body?.message ?? made.failure?.message}`;
}

async function deleteOwn(admin: Client, collection: string): Promise<void> {
  const list = await admin.get(collection);
  const names: string[] = (list.body?.items ?? []).map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  await Promise.all(
    names.filter((name) => name.startsWith(`${home}-case-`)).map((name) => admin.delete(`${collection}/${name}`)),
  );
}

async function clear(admin: Client, id: string): Promise<void> {
  const inRoom = (kind: string, name = id, namespace = home): string =>
    `${kind.startsWith('r') ? rbac : '/api/v1'}/namespaces/${namespace}/${kind}/${name}`;
  const left = [
    inRoom('rolebindings'),
    inRoom('rolebindings', id, away),
    inRoom('roles'),
    inRoom('roles', id, away),
    inRoom('secrets'),
    inRoom('configmaps'),
    inRoom('configmaps', `${id}-report`),
    `${rbac}/clusterrolebindings/${home}-${id}`,
    `${rbac}/clusterroles/${home}-${id}`,
  ];
  await Promise.all(left.map((path) => admin.delete(path))); // what is not there is answered with 404
  await admin.must.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id, namespace: home } });
}

async function newSecret(admin: Client, name: string): Promise<{ kind: 'Secret'; name: string; uid: string }> {
  const { body } = await admin.must.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: home } });
  return { kind: 'Secret', name, uid: body.metadata.uid ?? '' };
}

/** A token that can be opened; anything else is a fault of this cluster, and no case. */
function decodable(token: string | undefined): string {
  decodeJwt(token ?? '');
  return token ?? '';
}

let issued = 0;

async function issue(
  admin: Client,
  subject: { commonName: string; organizations: string[] },
  usages: string[],
): Promise<IssuedCertificate> {
  const key = newKey();
  issued += 1;
  const name = `${home}-case-${process.pid}-${issued}`;
  const created = await admin.must.create({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: toBase64(await certificateRequest({ ...subject, key })),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages,
      expirationSeconds: 3600,
    },
  });
  const status = { conditions: [{ type: 'Approved', status: 'True', reason: 'Workshop' }] };
  await admin.must.put(`${csrs}/${name}/approval`, { ...created.body, status });
  const signed = await admin.until(
    'certificatesigningrequests',
    (csr) => csr?.status?.certificate !== undefined || failure(csr?.status) !== undefined,
    { name, seconds: SECONDS_TO_SIGN },
  );
  const failed = failure(signed?.status);
  if (failed) {
    throw new KubelabError('REQUEST_FAILED', `${name} was approved, and its signer refused it: ${failed.message}`, {
      hint: `Look at its conditions: (await admin.get('${csrs}/${name}')).body.status`,
    });
  }
  return { cert: fromBase64(signed?.status?.certificate ?? ''), key };
}

interface CsrStatus {
  certificate?: string;
  conditions?: { type: string; reason?: string; message?: string }[];
}

function failure(status: CsrStatus | undefined): { message?: string } | undefined {
  return status?.conditions?.find(({ type }) => type === 'Failed');
}
