/** HorizontalPodAutoscalers of autoscaling/v2 as autoscaling/v1 and back (pkg/apis/autoscaling/v1/conversion.go). */
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import { goJson } from '../../../kube/go-json.js';
import type { KubeObject } from '../../../kube/object.js';
import { nanosOf } from '../../../kube/quantity.js';
import { kindOfMetric } from '../../../kube/tables/autoscaling.js';

const note = (name: string): string => `autoscaling.alpha.kubernetes.io/${name}`;
const [metricsNote, behaviorNote] = [note('metrics'), note('behavior')];
/** The annotation with the conditions of the status, for which autoscaling/v1 has no field. */
export const conditionsNote: string = note('conditions');
const notes = [metricsNote, behaviorNote, conditionsNote, note('current-metrics')];

/** Drops the annotations in which autoscaling/v1 keeps fields that it does not have, in place. */
export function dropNotes({ metadata }: KubeObject): void {
  for (const name of notes) delete metadata.annotations?.[name];
  if (metadata.annotations && Object.keys(metadata.annotations).length === 0) delete metadata.annotations;
}

const isCpu = ({ type, resource }: Fields): boolean =>
  type === 'Resource' && fields(resource).name === 'cpu' && utilizationOf(resource) !== undefined;
const utilizationOf = (resource: unknown): unknown => fields(fields(resource).target).averageUtilization;

/** Fields without those that are undefined. */
const given = (all: Fields): Fields =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));

/** The source of a metric with its target in fields of its own, by the type of the metric. */
const flat: Record<string, (source: Fields, target: Fields, metric: Fields) => Fields> = {
  Object: ({ describedObject }, { value = '0', averageValue }, { name, selector }) => ({
    target: describedObject,
    metricName: name,
    targetValue: value,
    selector,
    averageValue,
  }),
  Pods: (_, { averageValue = '0' }, { name, selector }) => ({
    metricName: name,
    targetAverageValue: averageValue,
    selector,
  }),
  Resource: ({ name }, { averageUtilization, averageValue }) => ({
    name,
    targetAverageUtilization: averageUtilization,
    targetAverageValue: averageValue,
  }),
  ContainerResource: ({ name, container }, { averageUtilization, averageValue }) => ({
    name,
    targetAverageUtilization: averageUtilization,
    targetAverageValue: averageValue,
    container,
  }),
  External: (_, { value, averageValue }, { name, selector }) => ({
    metricName: name,
    metricSelector: selector,
    targetValue: value,
    targetAverageValue: averageValue,
  }),
};

/** The reverse of {@link flat}: which of the amounts is given says what the target's type is. */
const whole: Record<string, (source: Fields) => Fields> = {
  Object: ({ target, metricName, targetValue, selector, averageValue }) => ({
    describedObject: target,
    metric: given({ name: metricName, selector }),
    target: given({
      type: averageValue === undefined ? 'Value' : 'AverageValue',
      // 0 is how the older version says that there is none
      value: averageValue === undefined || nanosOf(text(targetValue)) !== 0n ? targetValue : undefined,
      averageValue,
    }),
  }),
  Pods: ({ metricName, targetAverageValue, selector }) => ({
    metric: given({ name: metricName, selector }),
    target: given({ type: 'AverageValue', averageValue: targetAverageValue }),
  }),
  Resource: ({ name, ...amounts }) => ({ name, target: resourceTarget(amounts) }),
  ContainerResource: ({ name, container, ...amounts }) => ({ name, target: resourceTarget(amounts), container }),
  External: ({ metricName, metricSelector, targetValue, targetAverageValue }) => ({
    metric: given({ name: metricName, selector: metricSelector }),
    target: given({
      type: targetValue === undefined ? 'AverageValue' : 'Value',
      value: targetValue,
      averageValue: targetAverageValue,
    }),
  }),
};

function resourceTarget({ targetAverageUtilization, targetAverageValue }: Fields): Fields {
  const type = targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization';
  return given({ type, averageValue: targetAverageValue, averageUtilization: targetAverageUtilization });
}

function flatMetric(metric: Fields): Fields {
  const type = text(metric.type);
  const source = fields(metric[kindOfMetric[type] ?? '']);
  const made = flat[type]?.(source, fields(source.target), fields(source.metric));
  return made ? { type, [kindOfMetric[type] ?? '']: given(made) } : { type };
}

function wholeMetric(metric: Fields): Fields {
  const type = text(metric.type);
  const field = kindOfMetric[type] ?? '';
  const made = isFields(metric[field]) ? whole[type]?.(metric[field]) : undefined;
  return made ? { type, [field]: given(made) } : { type };
}

/** The rules for one direction as Go writes its internal type. */
function internalRules(rules: unknown): Fields | null {
  if (!isFields(rules)) return null;
  const { stabilizationWindowSeconds, selectPolicy, policies, tolerance } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null,
    SelectPolicy: selectPolicy ?? null,
    Policies: list(policies).map(({ type, value, periodSeconds }) => ({
      Type: type,
      Value: value,
      PeriodSeconds: periodSeconds,
    })),
    Tolerance: tolerance ?? null,
  };
}

/** The first letter of each name in lower case: annotations hold Kubernetes' own type, whose names are capitals. */
function asInJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asInJson);
  if (!isFields(value)) return value;
  const parts = Object.entries(given(value));
  return Object.fromEntries(
    parts.map(([name, part]) => [`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, asInJson(part)]),
  );
}

/** An object of autoscaling/v2 as autoscaling/v1 shows it. */
export function fromNewer(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = fields(object.spec);
  const { currentMetrics: _, conditions, ...status } = fields(object.status);
  const cpu = list(metrics).find(isCpu);
  const others = list(metrics).filter((metric) => !isCpu(metric));
  const annotations: Record<string, string> = { ...object.metadata.annotations };
  if (others.length > 0) annotations[metricsNote] = goJson(others.map(flatMetric));
  if (isFields(behavior)) {
    const { scaleUp, scaleDown } = behavior;
    annotations[behaviorNote] = goJson({
      ScaleUp: internalRules(scaleUp),
      ScaleDown: internalRules(scaleDown),
    });
  }
  if (list(conditions).length > 0) {
    const all = list(conditions).map(({ type, status: holds, lastTransitionTime = null, reason, message }) => ({
      type,
      status: holds,
      lastTransitionTime,
      ...given({ reason, message }),
    }));
    annotations[conditionsNote] = goJson(all);
  }
  const { annotations: _annotations, ...metadata } = object.metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...spec, ...(cpu ? { targetCPUUtilizationPercentage: utilizationOf(cpu.resource) } : {}) },
    status: { ...status, currentReplicas: status.currentReplicas ?? 0, desiredReplicas: status.desiredReplicas ?? 0 },
  };
}

/** An object of autoscaling/v1 in autoscaling/v2; annotations that cannot be read are left out. */
export function toNewer(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage, ...spec } = fields(object.spec);
  const annotations = object.metadata.annotations ?? {};
  const cpu = { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage };
  const metrics = [
    ...list(parsed(annotations[metricsNote])).map(wholeMetric),
    ...(targetCPUUtilizationPercentage === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: cpu } }]),
  ];
  const behavior = asInJson(parsed(annotations[behaviorNote]));
  const conditions = list(parsed(annotations[conditionsNote])).map((condition) => ({
    ...condition,
    lastTransitionTime: condition.lastTransitionTime ?? null,
  }));
  const { currentCPUUtilizationPercentage: _cpu, currentReplicas, ...status } = fields(object.status);
  const newer: KubeObject = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...object.metadata, ...(object.metadata.annotations ? { annotations: { ...annotations } } : {}) },
    spec: { ...spec, ...(metrics.length > 0 ? { metrics } : {}), ...(isFields(behavior) ? { behavior } : {}) },
    // the newer version leaves out a number of 0
    status: {
      ...status,
      ...(currentReplicas ? { currentReplicas } : {}),
      currentMetrics: null,
      ...(conditions.length > 0 ? { conditions } : {}),
    },
  };
  dropNotes(newer);
  return newer;
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(text(json) || 'null');
  } catch {
    return undefined;
  }
}
