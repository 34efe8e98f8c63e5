/** The practice cluster: all its parts made and joined. Each does its work in its own file; here they meet. */
import { type KeyObject, randomInt, randomUUID } from 'node:crypto';
import { KubelabError } from '../errors.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { GroupResource, KubeObject } from '../kube/object.js';
import { type AuditLog, fileAuditLog, noAuditLog } from './audit/audit-log.js';
import { type AuditPolicy, defaultAuditPolicy } from './audit/policy.js';
import { bearerTokenAuthenticator } from './authentication/bearer-token.js';
import { clientCertificateAuthenticator } from './authentication/client-certificate.js';
import { frontProxyAuthenticator } from './authentication/front-proxy.js';
import { legacyTokenLabels } from './authentication/legacy-token-label.js';
import { serviceAccountTokens } from './authentication/service-account-token.js';
import { tokenIssuer } from './authentication/token-issuer.js';
import { unionAuthenticator } from './authentication/union.js';
import { createAuthorization } from './authorization/authorization.js';
import { nearMiss } from './authorization/near-miss.js';
import { followRbac } from './authorization/rbac-feed.js';
import { RbacIndex } from './authorization/rbac-index.js';
import { bootstrap } from './bootstrap/bootstrap.js';
import type { Handler } from './chain/handler.js';
import { handlerChain } from './chain/handler-chain.js';
import { requestMetrics } from './chain/metrics.js';
import { nonResource } from './chain/nonresource.js';
import type { ClientFor } from './client/client.js';
import { apiServerUser, inProcessClients } from './client/in-process-client.js';
import { writeGate } from './client/write-gate.js';
import { type Clock, every, systemClock } from './clock.js';
import { startControllers } from './controllers/controllers.js';
import { followCustomKinds } from './custom/custom-kinds.js';
import { openDataDirectory } from './data-directory.js';
import { definitionOf } from './kinds/definitions.js';
import { withoutSecrets } from './kinds/without-secrets.js';
import { createSigner } from './pki/certificate-signer.js';
import { adminUsername, type CertifiedKey, clientCertificate, createPki, frontProxyName } from './pki/cluster-pki.js';
import { kubeconfigText } from './pki/kubeconfig.js';
import { createPods } from './pod/pods.js';
import { prefixOf } from './registry/deps.js';
import { initialObjects } from './registry/initial-objects.js';
import { errorFormat } from './registry/negotiation.js';
import { createRegistry } from './registry/registry.js';
import { startServer } from './server/server.js';
import { whenFirstStored } from './storage/first-object.js';
import { limitedStore, type StoreLimits } from './storage/limited-store.js';
import { openStore } from './storage/open-store.js';
import { takeSnapshot } from './storage/snapshot.js';
import { storageKey } from './storage/store.js';
import { inFieldOrder } from './wire/field-order.js';

/** How a practice cluster is to be. */
export interface ClusterOptions {
  /** 0 for any free port. */
  port: number;
  /** 127.0.0.1 without it. */
  host?: string;
  /** Keeps keys and objects over restarts; in memory without it. */
  dataDir?: string;
  /** File of the audit log; `audit.log` in the data folder without it, none without that. */
  auditLog?: string;
  /** File of an audit.k8s.io/v1 Policy; without it writes are told in full and reads in short. */
  auditPolicyFile?: string;
  /** The key that signs tokens, for clusters that are many; one of its own without it. */
  signingKey?: KeyObject;
  /** How much may be stored and written, for a cluster whose clients are not trusted; without it as much as there is memory. */
  storeLimits?: StoreLimits;
  /** A stage in front of all others for requests from outside, which may let them wait. */
  inFront?(next: Handler): Handler;
  /** Called with the number of open client connections, whenever it changes. */
  onConnections?(open: number): void;
  /** Called with every audit event, beside the file. */
  onAudit?(event: AuditEvent): void;
  /** Which audit events are written and told of; all without it. */
  isAudited?(event: AuditEvent): boolean;
  clock?: Clock;
  /** False for a cluster without a node, on which pods are stored and never run. */
  hasNode?: boolean;
  /** Called with faults of the cluster itself; each is a line on standard error without it. */
  onError?(error: unknown, where: string): void;
}

/** A running practice cluster. */
export interface PracticeCluster {
  /** `https://127.0.0.1:PORT`. */
  server: string;
  caPem: string;
  /** Certificate and key of the administrator (O=system:masters). */
  admin: CertifiedKey;
  /** Certificate and key of the front proxy, whose X-Remote-User header is believed. */
  frontProxyClient: CertifiedKey;
  /** The text of a kubeconfig for the administrator. */
  adminKubeconfig(): string;
  /** Undefined when no audit log is kept. */
  auditLogPath: string | undefined;
  /** The API as one user sees it, without a socket. */
  clientFor: ClientFor;
  /** Resolves when the node is ready and every namespace has its defaults; rejects when the control plane cannot get there. */
  ready: Promise<void>;
  /** A client certificate of the cluster's CA for this user and these groups. */
  certificateFor(user: string, groups: readonly string[]): CertifiedKey;
  /** Resolves when no controller writes any more; their writes wait until they are resumed. */
  pauseControllers(): Promise<void>;
  /** Lets controllers go on. */
  resumeControllers(): Promise<void>;
  /** Remembers all objects once controllers have done their work; the answer puts them back as they were. */
  snapshot(): Promise<() => Promise<void>>;
  /** Writes out the audit log. */
  flush(): Promise<void>;
  /** Ends all requests, closes all parts; resolves when none is left. */
  stop(): Promise<void>;
}

/** A restored pod is run anew: its containers have done other work meanwhile. */
const podsPrefix = storageKey({ group: '', resource: 'pods' });
/** A machine that slept until the certificate of its server had ended shows it no longer than this. */
const renewalCheck = 60 * 60 * 1000;
const issuer = 'https://kubernetes.default.svc.cluster.local';

/**
 * Starts a cluster; it answers when the promise resolves, and its controllers are done a moment later ({@link
 * PracticeCluster.ready}). Rejects with a KubelabError: PORT_TAKEN, DATA_DIR_UNUSABLE, CLUSTER_RUNNING, FILE_UNREADABLE
 * (audit log), ARGUMENT_INVALID (host), and what {@link auditPolicyOf} throws.
 */
export async function startCluster(options: ClusterOptions): Promise<PracticeCluster> {
  const { host = '127.0.0.1', port, clock = systemClock, dataDir } = options;
  const tell = options.onError ?? ((error, where) => console.error(`kubelab cluster, ${where}: ${String(error)}`));
  let ending = false;
  // What is under way when the parts close fails, and says nothing about any of them.
  const onError: typeof tell = (error, where) => ending || tell(error, where);
  const undo: (() => void | Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    ending = true;
    for (let next = undo.pop(); next; next = undo.pop()) await next();
  };
  try {
    const directory = dataDir === undefined ? undefined : openDataDirectory(dataDir);
    const opened = await openStore({ arrange: inFieldOrder, ...(directory ? { directory: directory.store } : {}) });
    undo.push(() => opened.close());
    const store = options.storeLimits ? limitedStore(opened, options.storeLimits) : opened;
    const { signingKey } = options;
    const pki = createPki({
      clock,
      host,
      ...(directory ? { directory: directory.pki } : {}),
      ...(signingKey ? { signingKey } : {}),
    });
    undo.push(() => pki.close());
    const auditLogPath = options.auditLog ?? directory?.auditLog;
    const log = openAuditLog(auditLogPath, clock, (error) => onError(error, 'audit log'));
    undo.push(() => log.close());
    const stopping = new AbortController();

    const custom = await followCustomKinds(store);
    undo.push(() => custom.stop());
    await bootstrap({ store, clock, pki, randomUUID });
    // a server tells of what it has seen itself, and it has come after these objects
    store.compact();
    const index = new RbacIndex();
    followRbac(store, index);
    const read = (resource: string, namespace: string | undefined, name: string): KubeObject | undefined =>
      store.get(storageKey({ group: '', resource }, namespace, name))?.object;
    const all = (target: GroupResource): KubeObject[] => store.list(storageKey(target)).map(({ object }) => object);
    const authorization = createAuthorization(index, {
      podsOnNode: (node) =>
        all({ group: '', resource: 'pods' }).filter(
          (pod) => (pod.spec as { nodeName?: string } | undefined)?.nodeName === node,
        ),
      all,
    });

    const key = pki.serviceAccountKey;
    // set when there are clients; nobody comes with a token before
    let labelUse: ((secret: KubeObject) => void) | undefined;
    const tokens = {
      authenticate: serviceAccountTokens({
        key,
        issuer,
        audiences: [issuer],
        clock,
        reads: { read: (resource, namespace, name) => read(resource, namespace || undefined, name) },
        onLegacyUse: (secret) => labelUse?.(secret),
      }),
      issuer: tokenIssuer({ key, issuer, clock, randomUUID }),
    };
    const address = { host: host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host, port };
    const server = (): string =>
      `https://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    const pods = createPods({
      clock,
      server: () => address,
      readPod: (namespace, name) => read('pods', namespace, name),
      randomUUID,
    });
    undo.push(() => pods.stop());
    const initial = initialObjects({ store, clock, randomUUID });
    const metrics = requestMetrics();
    const policy = await auditPolicyOf(options.auditPolicyFile);
    const chain = handlerChain({
      clock,
      authenticate: unionAuthenticator([
        {
          name: 'front proxy',
          authenticate: frontProxyAuthenticator({
            caPem: pki.frontProxyCa.certPem,
            allowedNames: [frontProxyName],
            clock,
          }),
        },
        {
          name: 'client certificate',
          authenticate: clientCertificateAuthenticator({ caPem: pki.ca.certPem, clock }),
        },
        { name: 'bearer token', authenticate: bearerTokenAuthenticator(tokens.authenticate) },
      ]),
      audit: {
        log: ofSome(alsoTo(log, options.onAudit), options.isAudited),
        policy,
        clock,
        withoutSecrets,
        takesStatus: (request) => errorFormat(request) !== undefined,
      },
      authorization: { authorize: authorization.authorize, explain: (attributes) => nearMiss(index, attributes) },
      nonResource: nonResource({ issuer, server, serviceAccountKey: key, metrics, customKinds: custom.rows }),
      registry: createRegistry({
        store,
        authorization,
        tokens,
        clock,
        definitionOf,
        custom,
        initial,
        podExec: pods.exec,
        podAttach: pods.attach,
        podLog: pods.log,
        randomUUID,
        randomSuffix,
      }),
      onError: (error) => onError(error, 'request'),
    });

    const listening = await startServer({
      host,
      port,
      certificate: pki.server,
      acceptableCaNames: pki.acceptableCaNames,
      clock,
      randomUUID,
      handle: metrics.counting(options.inFront?.(chain.handle) ?? chain.handle),
      ...(options.onConnections ? { onConnections: options.onConnections } : {}),
      onError: (error) => onError(error, 'connection'),
    });
    undo.push(() => listening.stop());
    address.port = listening.port;
    const renew = (): void => {
      try {
        const renewed = pki.renewServer();
        if (renewed) listening.useCertificate(renewed);
      } catch (error) {
        onError(error, 'certificate of the server');
      }
    };
    undo.push(every(clock, renewalCheck, renew));

    const inProcess = {
      handle: metrics.counting(chain.handleAuthenticated),
      clock,
      randomUUID,
      signal: stopping.signal,
      uidOf: (namespace: string, name: string) => read('serviceaccounts', namespace, name)?.metadata.uid,
      onError: (error: unknown) => onError(error, 'control plane'),
    };
    const clientFor = inProcessClients(inProcess);
    const gate = writeGate(inProcess.handle);
    labelUse = legacyTokenLabels({
      client: clientFor(apiServerUser),
      clock,
      onError: (error) => onError(error, 'label of a token Secret'),
    });
    const controllers = startControllers({
      clientFor: inProcessClients({ ...inProcess, handle: gate.handle }),
      clock,
      signer: createSigner(pki.ca, clock),
      caPem: pki.ca.certPem,
      issueLegacyToken: tokens.issuer.legacy,
      apiServerFlags: apiServerFlags(address),
      runtime: pods.runtime,
      hasNode: options.hasNode ?? true,
      whenUsed: (row, start) => {
        // no definition is established before it can be served: whoever watches its objects would miss the first ones
        const isDefinition = row.resource === 'customresourcedefinitions';
        whenFirstStored(store, prefixOf(row, ''), () => (isDefinition ? custom.whenLoaded(start) : start()));
      },
      randomSuffix,
      onError,
    });
    undo.push(() => {
      controllers.stop();
      stopping.abort();
    });
    return {
      server: server(),
      caPem: pki.ca.certPem,
      admin: pki.admin,
      frontProxyClient: pki.frontProxyClient,
      adminKubeconfig: () =>
        kubeconfigText({
          server: server(),
          caPem: pki.ca.certPem,
          user: adminUsername,
          credential: pki.admin,
          frontProxy: pki.frontProxyClient,
        }),
      auditLogPath,
      clientFor,
      ready: controllers.ready,
      certificateFor: (user, groups) => clientCertificate(pki.ca, { user, groups }, clock.now()),
      pauseControllers: () => gate.set('held'),
      resumeControllers: () => gate.set('open'),
      snapshot: async () => {
        if (gate.state === 'open') await controllers.idle();
        const { length } = initial.made();
        const restore = takeSnapshot(
          store,
          (key) => key.startsWith(podsPrefix),
          () => initial.made().slice(length),
        );
        return async () => {
          const before = gate.state;
          // writes that controllers have begun are about objects that the reset removes
          await gate.set('refusing');
          await controllers.idle();
          await restore();
          // informers hear of it by promises, before the next turn
          await new Promise((resolve) => setImmediate(resolve));
          await gate.set(before);
        };
      },
      flush: () => log.flush(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openAuditLog(path: string | undefined, clock: Clock, onError: (error: unknown) => void): AuditLog {
  if (path === undefined) return noAuditLog;
  try {
    return fileAuditLog({ path, clock, onError });
  } catch (error) {
    throw new KubelabError('FILE_UNREADABLE', `cannot write the audit log ${path}: ${(error as Error).message}`, {
      hint: 'name a file in a folder that you may write to',
      place: { file: path },
      cause: error,
    });
  }
}

function ofSome(log: AuditLog, isAudited: ClusterOptions['isAudited']): AuditLog {
  if (!isAudited) return log;
  return {
    ...log,
    write: (event) => {
      if (isAudited(event)) log.write(event);
    },
  };
}

function alsoTo(log: AuditLog, onAudit: ClusterOptions['onAudit']): AuditLog {
  if (!onAudit) return log;
  return {
    ...log,
    write: (event) => {
      log.write(event);
      onAudit(event);
    },
  };
}

/** The suffix of a generated name: no vowels, so that no word comes out (k8s.io/apimachinery/pkg/util/rand). */
function randomSuffix(length: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The flags with which a kube-apiserver would act as this one, at the paths that kubeadm gives the files. */
function apiServerFlags({ host, port }: { host: string; port: number }): string[] {
  const pki = '/etc/kubernetes/pki';
  return [
    `--advertise-address=${host}`,
    '--allow-privileged=true',
    '--anonymous-auth=true',
    '--authorization-mode=Node,RBAC',
    '--audit-log-path=/var/log/kubernetes/audit.log',
    '--audit-policy-file=/etc/kubernetes/audit-policy.yaml',
    `--client-ca-file=${pki}/ca.crt`,
    '--enable-admission-plugins=NamespaceLifecycle,ServiceAccount',
    `--requestheader-allowed-names=${frontProxyName}`,
    `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-username-headers=X-Remote-User',
    `--secure-port=${port}`,
    `--service-account-issuer=${issuer}`,
    `--service-account-key-file=${pki}/sa.pub`,
    `--service-account-signing-key-file=${pki}/sa.key`,
    '--service-cluster-ip-range=10.96.0.0/12',
    `--tls-cert-file=${pki}/apiserver.crt`,
    `--tls-private-key-file=${pki}/apiserver.key`,
  ];
}

/** The audit policy in a file, or the usual one. Rejects with FILE_MISSING or AUDIT_POLICY_INVALID. */
export async function auditPolicyOf(file: string | undefined): Promise<AuditPolicy> {
  if (file === undefined) return defaultAuditPolicy;
  // the reader of policies is loaded for whoever has one
  const { readAuditPolicy } = await import('./audit/policy-file.js');
  return readAuditPolicy(file);
}
