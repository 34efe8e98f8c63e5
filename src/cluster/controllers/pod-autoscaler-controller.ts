/**
 * HorizontalPodAutoscalers as on a cluster without a metrics server: replicas are kept between the minimum and the maximum, and the
 * conditions say that no usage is known (pkg/controller/podautoscaler). It looks when something changes, and not every 15 seconds.
 */
import { type Fields, fields, list, number, text } from '../../kube/fields.js';
import { parseApiVersion, type StoredObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder, type Recorder } from './events.js';
import { equalJson, keyOf, kindOfReference, kindRow, resources, splitKey, target, targetOf } from './objects.js';
import { keysTo } from './queue.js';
import { whileThere } from './while-there.js';

/**
 * Milliseconds between two changes of replicas, as long as Kubernetes has between two looks: autoscalers of one target with limits
 * that exclude each other take turns then, and do not stop the cluster.
 */
const pause = 15_000;

const autoscalers = kindRow('horizontalpodautoscalers', 'autoscaling');
/** Kinds whose replicas are followed; those of others are looked at when the autoscaler changes. */
const scaled = [
  resources.deployments,
  resources.replicaSets,
  resources.statefulSets,
  resources.replicationControllers,
] as const;

/** A condition of an autoscaler, without its time. */
interface State {
  type: 'AbleToScale' | 'ScalingActive';
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** The outcome of one look. */
interface Look {
  states: State[];
  replicas: Fields;
  events: [type: 'Normal' | 'Warning', reason: string, message: string][];
}

/** The replicas that the limits ask for, with the reason; undefined where they ask for nothing. */
export function limitedReplicas(spec: Fields, current: number): { replicas: number; reason: string } | undefined {
  const [least, most] = [number(spec.minReplicas) ?? 1, number(spec.maxReplicas) ?? current];
  if (current > most) return { replicas: most, reason: 'Current number of replicas above Spec.MaxReplicas' };
  if (current < least) return { replicas: least, reason: 'Current number of replicas below Spec.MinReplicas' };
  return undefined;
}

/**
 * The conditions, the Events and the part of the status of resource metrics that nobody measures; nothing where metrics of another
 * kind are asked for.
 */
export function unmeasured(metrics: readonly Fields[]): Look {
  if (metrics.length === 0 || metrics.some(({ type }) => type !== 'Resource')) {
    return { states: [], replicas: {}, events: [] };
  }
  const reason = 'FailedGetResourceMetric';
  const faults = metrics.map(({ resource }) => {
    const { name, target: wanted } = fields(resource);
    const what = fields(wanted).averageUtilization === undefined ? 'usage' : 'utilization';
    const why = 'unable to fetch metrics from resource metrics API: the server could not find the requested resource';
    return {
      name: text(name),
      fault: `failed to get ${text(name)} ${what}: unable to get metrics for resource ${text(name)}: ${why} (get pods.metrics.k8s.io)`,
    };
  });
  const { name = '', fault = '' } = faults[0] ?? {};
  const count = `${faults.length} invalid out of ${faults.length}`;
  const all = `invalid metrics (${count}), first error is: failed to get ${name} resource metric value: ${fault}`;
  const message = `the HPA was unable to compute the replica count: ${fault}`;
  return {
    states: [{ type: 'ScalingActive', status: 'False', reason, message }],
    // Kubernetes writes an entry without a type for each metric that it could not read
    replicas: { currentMetrics: faults.map(() => ({ type: '' })) },
    events: [
      ...faults.map((one): Look['events'][number] => ['Warning', reason, one.fault]),
      ['Warning', 'FailedComputeMetricsReplicas', all],
    ],
  };
}

/** The outcome for a target whose scale names no pods. */
const unselected: Look = {
  replicas: { currentMetrics: null },
  states: [
    {
      type: 'ScalingActive',
      status: 'False',
      reason: 'InvalidSelector',
      message: "the HPA target's scale is missing a selector",
    },
  ],
  events: [
    ['Warning', 'SelectorRequired', 'selector is required'],
    ['Warning', 'FailedComputeMetricsReplicas', 'selector is required'],
  ],
};

/** Starts the controller, which has nothing to do before there is an autoscaler. */
export function startPodAutoscalerController(context: ControllerContext): void {
  const client = context.clientOf('horizontal-pod-autoscaler');
  const record: Recorder = eventRecorder(client, context.clock, 'horizontal-pod-autoscaler', (e) =>
    context.onError(e, 'horizontal-pod-autoscaler'),
  );

  const look = async (autoscaler: StoredObject): Promise<Look> => {
    const { metadata, spec } = autoscaler;
    const { scaleTargetRef, metrics, minReplicas } = fields(spec);
    const { apiVersion, kind, name } = fields(scaleTargetRef);
    const reference = { apiVersion: text(apiVersion), kind: text(kind) };
    const { group } = parseApiVersion(reference.apiVersion);
    const unable = (why: string): Look => ({
      states: [
        {
          type: 'AbleToScale',
          status: 'False',
          reason: 'FailedGetScale',
          message: `the HPA controller was unable to get the target's current scale: ${why}`,
        },
      ],
      replicas: {},
      events: [['Warning', 'FailedGetScale', why]],
    });
    const isTarget = (one: { group: string; kind: string }): boolean =>
      one.group === group && one.kind === reference.kind;
    const row = kindOfReference(reference) ?? context.customRows().find(isTarget);
    if (!row) return unable(`no matches for kind ${JSON.stringify(reference.kind)} in group ${JSON.stringify(group)}`);
    const { namespace = '' } = metadata;
    const at = target(row, { namespace, name: text(name), subresource: 'scale' });
    let scale: StoredObject;
    try {
      scale = await client.get(at);
    } catch (error) {
      if (!isApiError(error)) throw error;
      return unable(error.message);
    }
    const current = number(fields(scale.spec).replicas) ?? 0;
    const able = (reason: string, message: string): State => ({ type: 'AbleToScale', status: 'True', reason, message });
    const found = able('SucceededGetScale', "the HPA controller was able to get the target's current scale");
    if (current === 0 && minReplicas !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      const disabled: State = { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message };
      const none = { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null };
      return { states: [found, disabled], replicas: none, events: [] };
    }
    const limited = limitedReplicas(fields(spec), current);
    if (!limited) {
      const seen = text(fields(scale.status).selector) === '' ? unselected : unmeasured(list(metrics));
      return {
        states: [found, ...seen.states],
        replicas: { currentReplicas: current, ...seen.replicas },
        events: seen.events,
      };
    }
    const { replicas, reason } = limited;
    const lastScale = Date.parse(text(fields(autoscaler.status).lastScaleTime));
    const left = lastScale + pause - context.clock.now().getTime();
    if (left > 0) {
      queue.addAfter(keyOf(autoscaler), left);
      return { states: [found], replicas: { currentReplicas: current }, events: [] };
    }
    try {
      await client.update(at, { ...scale, spec: { replicas } });
    } catch (error) {
      if (!isApiError(error) || error.status.reason === 'Conflict') throw error;
      const message = `the HPA controller was unable to update the target scale: ${error.message}`;
      return {
        states: [{ type: 'AbleToScale', status: 'False', reason: 'FailedUpdateScale', message }],
        replicas: { currentReplicas: current },
        events: [['Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`]],
      };
    }
    const done = `the HPA controller was able to update the target scale to ${replicas}`;
    return {
      states: [able('SucceededRescale', done)],
      replicas: {
        currentReplicas: current,
        desiredReplicas: replicas,
        currentMetrics: null,
        lastScaleTime: formatTime(context.clock.now()),
      },
      events: [['Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`]],
    };
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const autoscaler = await client.get<StoredObject>(target(autoscalers, { namespace, name }));
    const { states, replicas, events } = await look(autoscaler);
    const before = fields(autoscaler.status);
    const conditions = [...list(before.conditions)];
    for (const state of states) {
      const at = conditions.findIndex(({ type }) => type === state.type);
      const old = conditions[at];
      const since = old?.status === state.status ? old.lastTransitionTime : formatTime(context.clock.now());
      conditions.splice(at < 0 ? conditions.length : at, 1, { ...state, lastTransitionTime: since });
    }
    const status = { desiredReplicas: 0, ...before, ...replicas, conditions };
    if (equalJson(status, before)) return;
    for (const event of events) record(autoscaler, ...event);
    await client.update(targetOf(autoscalers, autoscaler, 'status'), { ...autoscaler, status });
  };

  const queue = context.queue('horizontal-pod-autoscaler', (key) => whileThere(() => sync(key)));
  context.whenUsed(autoscalers, () => {
    const known = context.watch(autoscalers, keysTo(queue));
    for (const row of scaled) {
      context.whenUsed(row, () => {
        context.watch(row, ({ object }: { object: StoredObject }) => {
          for (const one of known.list(object.metadata.namespace)) {
            const { kind, name } = fields(fields(one.spec).scaleTargetRef);
            if (kind === object.kind && name === object.metadata.name) queue.add(keyOf(one));
          }
        });
      });
    }
  });
}
