/** The columns of all kinds: a type other than a text behind a colon, a format behind a slash, and a star where `-o wide` shows it. */
import assert from 'node:assert/strict';
import { kinds } from '../../../src/kube/kinds.js';
import { scalePrinter } from '../../../src/kube/tables/autoscaling.js';
import type { Printer } from '../../../src/kube/tables/printer.js';
import { printerOfKind } from '../../../src/kube/tables/printers.js';

const written = ({ columns }: Printer): string =>
  columns
    .map(({ name, type, format, priority }) =>
      [name, type === 'string' ? '' : `:${type}`, format && `/${format}`, priority === 1 ? '*' : ''].join(''),
    )
    .join(', ');
const ofTemplate = 'Containers*, Images*, Selector*';
const counts = 'Desired:integer, Current:integer, Ready:integer';
const bound = 'StorageClass, VolumeAttributesClass';
const bindings = 'Name/name, Role, Age, Users*, Groups*, ServiceAccounts*';
const policyBinding = 'Name/name, PolicyName, ParamRef, Age';
const event = 'Last Seen, Type, Reason, Object, Subobject*, Source*, Message, First Seen*, Count*, Name/name*';

const tables: Record<string, string> = {
  APIService: 'Name/name, Service, Available, Age',
  CertificateSigningRequest: 'Name/name, Age, SignerName, Requestor, RequestedDuration, Condition',
  ClusterRoleBinding: bindings,
  ComponentStatus: 'Name/name, Status, Message, Error',
  ConfigMap: 'Name/name, Data, Age',
  ControllerRevision: 'Name/name, Controller, Revision, Age',
  CronJob: `Name/name, Schedule, Timezone, Suspend:boolean, Active:integer, Last Schedule, Age, ${ofTemplate}`,
  CSIDriver:
    'Name/name, AttachRequired:boolean, PodInfoOnMount:boolean, StorageCapacity:boolean, TokenRequests, RequiresRepublish:boolean, Modes, Age',
  CSINode: 'Name/name, Drivers:integer, Age',
  DaemonSet: `Name/name, ${counts}, Up-to-date:integer, Available:integer, Node Selector, Age, ${ofTemplate}`,
  Deployment: `Name/name, Ready, Up-to-date, Available, Age, ${ofTemplate}`,
  DeviceClass: 'Name/name, Age',
  Endpoints: 'Name/name, Endpoints, Age',
  EndpointSlice: 'Name/name, AddressType, Ports, Endpoints, Age',
  Event: event,
  FlowSchema: 'Name/name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL',
  HorizontalPodAutoscaler: 'Name/name, Reference, Targets, MinPods, MaxPods, Replicas, Age',
  Ingress: 'Name/name, Class, Hosts, Address, Ports, Age',
  IngressClass: 'Name/name, Controller, Parameters, Age',
  IPAddress: 'Name/name, ParentRef',
  Job: `Name/name, Status, Completions, Duration, Age, ${ofTemplate}`,
  Lease: 'Name/name, Holder, Age',
  MutatingAdmissionPolicy: 'Name/name, Mutations:integer, ParamKind, Age',
  MutatingAdmissionPolicyBinding: policyBinding,
  MutatingWebhookConfiguration: 'Name/name, Webhooks:integer, Age',
  Namespace: 'Name/name, Status, Age',
  NetworkPolicy: 'Name/name, Pod-Selector, Age',
  Node: 'Name/name, Status, Roles, Age, Version, Internal-IP*, External-IP*, OS-Image*, Kernel-Version*, Container-Runtime*',
  PersistentVolume: `Name/name, Capacity, Access Modes, Reclaim Policy, Status, Claim, ${bound}, Reason, Age, VolumeMode*`,
  PersistentVolumeClaim: `Name/name, Status, Volume, Capacity, Access Modes, ${bound}, Age, VolumeMode*`,
  Pod: 'Name/name, Ready, Status, Restarts, Age, IP*, Node*, Nominated Node*, Readiness Gates*',
  PodDisruptionBudget: 'Name/name, Min Available, Max Unavailable, Allowed Disruptions:integer, Age',
  PodTemplate: 'Name/name, Containers, Images, Pod Labels',
  PriorityClass: 'Name/name, Value:integer, Global-Default:boolean, Age, PreemptionPolicy',
  PriorityLevelConfiguration: 'Name/name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age',
  ReplicaSet: `Name/name, ${counts}, Age, ${ofTemplate}`,
  ReplicationController: `Name/name, ${counts}, Age, ${ofTemplate}`,
  ResourceClaim: 'Name/name, State, Age',
  ResourceClaimTemplate: 'Name/name, Age',
  ResourceQuota: 'Name/name, Request, Limit, Age',
  ResourceSlice: 'Name/name, Node, Driver, Pool, Age',
  RoleBinding: bindings,
  RuntimeClass: 'Name/name, Handler, Age',
  Secret: 'Name/name, Type, Data, Age',
  Service: 'Name/name, Type, Cluster-IP, External-IP, Port(s), Age, Selector*',
  ServiceAccount: 'Name/name, Age',
  ServiceCIDR: 'Name/name, CIDRs, Age',
  StatefulSet: 'Name/name, Ready, Age, Containers*, Images*',
  StorageClass: 'Name/name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age',
  ValidatingAdmissionPolicy: 'Name/name, Validations:integer, ParamKind, Age',
  ValidatingAdmissionPolicyBinding: policyBinding,
  ValidatingWebhookConfiguration: 'Name/name, Webhooks:integer, Age',
  VolumeAttachment: 'Name/name, Attacher/name, PV, Node, Attached:boolean, Age',
  VolumeAttributesClass: 'Name/name, DriverName, Age',
};

describe('the columns of a table', () => {
  for (const [kind, columns] of Object.entries(tables)) {
    it(kind, () => {
      const printers = kinds
        .filter((row) => row.kind === kind)
        .map((row) => printerOfKind(row.group, kind) ?? assert.fail(`no table of ${kind} in ${row.group}`));
      assert.deepEqual([...new Set(printers.map(written))], [columns]);
    });
  }

  it('Scale', () => {
    assert.equal(written(scalePrinter), 'Name, Desired:integer, Available:integer, Age');
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 3 } };
    const now = new Date();
    assert.deepEqual(scalePrinter.cells(scale, now).slice(0, 3), ['web', 3, 0]);
    assert.deepEqual(scalePrinter.cells({ ...scale, spec: {}, status: { replicas: 2 } }, now).slice(0, 3), [
      'web',
      0,
      2,
    ]);
  });

  it('are those of all kinds that have columns of their own', () => {
    const own = kinds.filter(({ group, kind }) => printerOfKind(group, kind)).map(({ kind }) => kind);
    assert.deepEqual([...new Set(own)].sort(), Object.keys(tables).sort());
  });
});
