/** All controllers of the practice cluster, started together; each acts under its own identity. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { ClientFor } from '../client/client.js';
import type { Clock } from '../clock.js';
import type { ContainerRuntime } from '../pod/container.js';
import { startApiServerServiceController } from './api-server-service.js';
import { startApiServiceController } from './api-service-controller.js';
import { startCertificateApprover } from './certificate-approver.js';
import { type CertificateSigner, startCertificateController } from './certificate-controller.js';
import { startClusterRoleAggregation } from './cluster-role-aggregation.js';
import { controllerContext } from './context.js';
import { startCronJobController } from './cron-job-controller.js';
import { startDefinitionController } from './custom-resource-definitions.js';
import { startDaemonSetController } from './daemon-set-controller.js';
import { startDeploymentController } from './deployment-controller.js';
import { startDisruptionController } from './disruption-controller.js';
import { startEndpointsControllers } from './endpoints-controllers.js';
import { startEndpointsMirroring } from './endpoints-mirroring.js';
import { startFlowSchemaController } from './flow-schema-controller.js';
import { startGarbageCollector } from './garbage-collector.js';
import { startJobController } from './job-controller.js';
import { startKubelet } from './kubelet.js';
import { startNamespaceController } from './namespace-controller.js';
import { startNodeLifecycleController } from './node-lifecycle-controller.js';
import { startPodAutoscalerController } from './pod-autoscaler-controller.js';
import { startPodGarbageCollector } from './pod-garbage-collector.js';
import { startPolicyStatusController } from './policy-status-controller.js';
import { startReplicaSetController } from './replica-set-controller.js';
import { startResourceQuotaController } from './resource-quota-controller.js';
import { startScheduler } from './scheduler.js';
import {
  startRootCaPublisher,
  startServiceAccountController,
  startTokensController,
} from './service-account-controllers.js';
import { startServiceCidrController } from './service-cidr-controller.js';
import { startStatefulSetController } from './stateful-set-controller.js';
import { startSystemNamespaces } from './system-namespaces.js';
import { startTaintEvictionController } from './taint-eviction-controller.js';
import { startTtlAfterFinishedController } from './ttl-after-finished-controller.js';
import { startVolumeAttributesClassController } from './volume-attributes-class-controller.js';
import { startVolumeController } from './volume-controller.js';

export type { CertificateSigner } from './certificate-controller.js';

/** The options of the controllers. */
export interface ControllersOptions {
  clientFor: ClientFor;
  clock: Clock;
  signer: CertificateSigner;
  /** The CA that `kube-root-ca.crt` and token Secrets hold. */
  caPem: string;
  /** Makes the token without expiry that a token Secret holds. */
  issueLegacyToken(request: { namespace: string; name: string; uid: string; secretName: string }): Promise<string>;
  /** The flags of this API server, as its own pod in kube-system shows them. */
  apiServerFlags: readonly string[];
  runtime: ContainerRuntime;
  /** False for a cluster without a node: pods are stored and never run. */
  hasNode: boolean;
  /** Calls `start` once, when the kind has its first object. */
  whenUsed(row: ResourceKind, start: () => void): void;
  /** Characters out of `bcdfghjklmnpqrstvwxz2456789`. */
  randomSuffix(length: number): string;
  /** Called with faults that a controller could not mend; they are retried and never thrown. */
  onError(error: unknown, controller: string): void;
}

/** The running controllers. */
export interface Controllers {
  /** Resolves when the node is ready and the defaults of every namespace stand; rejects when the node cannot be registered. */
  ready: Promise<void>;
  /** Resolves when no controller works on anything; work for a later time does not count. */
  idle(): Promise<void>;
  stop(): void;
}

/** Starts all controllers; nothing runs when nothing changes. */
export function startControllers(options: ControllersOptions): Controllers {
  const context = controllerContext(options);
  const accounts = startServiceAccountController(context);
  const authorities = startRootCaPublisher(context, options.caPem);
  startTokensController(context, options.caPem, options.issueLegacyToken);
  startNamespaceController(context);
  startGarbageCollector(context);
  startDefinitionController(context);
  startClusterRoleAggregation(context);
  startReplicaSetController(context, 'ReplicaSet');
  startReplicaSetController(context, 'ReplicationController');
  startDeploymentController(context);
  startJobController(context);
  startCronJobController(context);
  startStatefulSetController(context);
  startDaemonSetController(context);
  startTtlAfterFinishedController(context);
  startScheduler(context);
  startApiServiceController(context);
  startApiServerServiceController(context);
  startSystemNamespaces(context);
  startDisruptionController(context);
  startFlowSchemaController(context);
  startPolicyStatusController(context);
  startResourceQuotaController(context);
  startServiceCidrController(context);
  startVolumeController(context);
  startVolumeAttributesClassController(context);
  const nodes = startNodeLifecycleController(context);
  startTaintEvictionController(context);
  startPodGarbageCollector(context);
  startPodAutoscalerController(context);
  startEndpointsControllers(context);
  startEndpointsMirroring(context);
  startCertificateApprover(context);
  startCertificateController(context, options.signer);
  const kubelet = options.hasNode ? startKubelet(context, options) : undefined;
  const ready = (async () => {
    await Promise.all([context.synced(), kubelet]);
    // the node takes pods once it has lost the taint of a new one
    await Promise.all([accounts.idle(), authorities.idle(), nodes.idle()]);
  })();
  // whoever awaits it gets the error; a program that stops its cluster at once awaits it nowhere
  ready.catch(() => {});
  return { ready, idle: () => context.idle(), stop: () => context.stop() };
}
