/** Deployments of one namespace of a practice cluster, for tests of what their controller makes of them. */
import assert from 'node:assert/strict';
import type { Condition, Deployment, ReplicaSet } from '../../src/cluster/controllers/objects.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { Api } from './api.js';
import { until } from './until.js';

/** The annotation with the number of a template. */
export const revision = 'deployment.kubernetes.io/revision';

/** A template of one container. */
export const template = (name: string, image = 'nginx:1', extra: Record<string, string> = {}) => ({
  metadata: { labels: { app: name, ...extra } },
  spec: { containers: [{ name: 'c', image }] },
});

/** The number of a template. */
export const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[revision]);

/** The condition of that type. */
export const conditionOf = ({ status }: Deployment, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

/** Calls on the deployments of a namespace; each has its name as the label `app`. */
export interface Rollouts {
  start(name: string, spec?: object, metadata?: object): Promise<void>;
  change(name: string, spec: object): Promise<void>;
  read(name: string): Promise<Deployment>;
  /** The sets, that of the first template in front. */
  setsOf(name: string): Promise<ReplicaSet[]>;
  sizesOf(name: string): Promise<(number | undefined)[]>;
  /** Waits until the sets have these sizes. */
  sizes(name: string, ...wanted: number[]): Promise<true>;
  /** Waits until the deployment has been seen as it is now, with all its pods of the newest template. */
  done(name: string): Promise<Deployment>;
  /** Waits until the deployment has been seen as it is now. */
  seen(name: string): Promise<Deployment>;
  podsOf(name: string): Promise<KubeObject[]>;
  hold(pod: KubeObject | undefined, finalizers: string[] | null): Promise<unknown>;
}

/** The calls on a namespace; `api` is asked for when one is made. */
export function rolloutsIn(namespace: string, api: () => Api): Rollouts {
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const deployments = `${apps}/deployments`;
  const core = `/api/v1/namespaces/${namespace}`;
  const start = async (name: string, spec: object = {}, metadata: object = {}): Promise<void> => {
    const whole = { selector: { matchLabels: { app: name } }, template: template(name), ...spec };
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, ...metadata }, spec: whole };
    const { code, text } = await api().post(deployments, body);
    assert.equal(code, 201, text);
  };
  const change = async (name: string, spec: object): Promise<void> => {
    const { code, text } = await api().patch(`${deployments}/${name}`, { spec }, 'strategic');
    assert.equal(code, 200, text);
  };
  const read = async (name: string) => (await api().get(`${deployments}/${name}`)).body as unknown as Deployment;
  const setsOf = async (name: string): Promise<ReplicaSet[]> => {
    const { items } = (await api().get(`${apps}/replicasets?labelSelector=app%3D${name}`)).body;
    return (items as unknown as ReplicaSet[]).sort((a, b) => revisionOf(a) - revisionOf(b));
  };
  const sizesOf = async (name: string) => (await setsOf(name)).map(({ spec }) => spec.replicas);
  const sizes = (name: string, ...wanted: number[]): Promise<true> =>
    until(`sets of ${name} with ${wanted}`, async () => `${await sizesOf(name)}` === `${wanted}`);
  const done = (name: string): Promise<Deployment> =>
    until(`the end of the rollout of ${name}`, async () => {
      const deployment = await read(name);
      const { spec, status = {}, metadata } = deployment;
      const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
      const isWhole = counts.every((count = 0) => count === spec.replicas);
      return status.observedGeneration === metadata.generation && isWhole && deployment;
    });
  const seen = (name: string): Promise<Deployment> =>
    until(`a look at ${name}`, async () => {
      const deployment = await read(name);
      return deployment.status?.observedGeneration === deployment.metadata.generation && deployment;
    });
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await api().get(`${core}/pods?labelSelector=app%3D${name}`)).body.items;
  const hold = (pod: KubeObject | undefined, finalizers: string[] | null) =>
    api().patch(`${core}/pods/${pod?.metadata.name}`, { metadata: { finalizers } });
  return { start, change, read, setsOf, sizesOf, sizes, done, seen, podsOf, hold };
}
