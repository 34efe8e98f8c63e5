/** HorizontalPodAutoscalers of autoscaling/v2 as autoscaling/v1 and back (pkg/apis/autoscaling/v1/conversion.go). */
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import { goJson } from '../../../kube/go-json.js';
import type { KubeObject } from '../../../kube/object.js';
import { flatMetric, given, wholeMetric } from './older-metrics.js';
import { flatMetricStatus, wholeMetricStatus } from './older-status.js';

const note = (name: string): string => `autoscaling.alpha.kubernetes.io/${name}`;
const [metricsNote, behaviorNote] = [note('metrics'), note('behavior')];
const [conditionsNote, currentMetricsNote] = [note('conditions'), note('current-metrics')];
/** The annotations with the parts of the status for which autoscaling/v1 has no field. */
export const statusNotes: readonly string[] = [conditionsNote, currentMetricsNote];
const notes = [metricsNote, behaviorNote, ...statusNotes];

/** Drops the annotations in which autoscaling/v1 keeps fields that it does not have, in place. */
export function dropNotes({ metadata }: KubeObject): void {
  for (const name of notes) delete metadata.annotations?.[name];
  if (metadata.annotations && Object.keys(metadata.annotations).length === 0) delete metadata.annotations;
}

const isCpu = ({ type, resource }: Fields): boolean =>
  type === 'Resource' && fields(resource).name === 'cpu' && utilizationOf(resource) !== undefined;
/** The part of the requested CPU that is used, in percent. */
const usedCpu = ({ type, resource }: Fields): unknown =>
  type === 'Resource' && fields(resource).name === 'cpu'
    ? fields(fields(resource).current).averageUtilization
    : undefined;
const utilizationOf = (resource: unknown): unknown => fields(fields(resource).target).averageUtilization;

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
  const { currentMetrics, conditions, ...status } = fields(object.status);
  const cpu = list(metrics).find(isCpu);
  const others = list(metrics).filter((metric) => !isCpu(metric));
  const annotations: Record<string, string> = { ...object.metadata.annotations };
  if (others.length > 0) annotations[metricsNote] = goJson(others.map(flatMetric));
  // the older version has a field for the use of CPU alone, which is in the annotation nevertheless
  if (list(currentMetrics).length > 0)
    annotations[currentMetricsNote] = goJson(list(currentMetrics).map(flatMetricStatus));
  const usage = list(currentMetrics).findLast((metric) => usedCpu(metric) !== undefined);
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
    status: {
      ...status,
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas ?? 0,
      ...(usage ? { currentCPUUtilizationPercentage: usedCpu(usage) } : {}),
    },
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
  const { currentCPUUtilizationPercentage: used, currentReplicas, ...status } = fields(object.status);
  const noted = parsed(annotations[currentMetricsNote]);
  const usage = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } };
  const currentMetrics = Array.isArray(noted) ? list(noted).map(wholeMetricStatus) : used === undefined ? [] : [usage];
  const newer: KubeObject = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...object.metadata, ...(object.metadata.annotations ? { annotations: { ...annotations } } : {}) },
    spec: { ...spec, ...(metrics.length > 0 ? { metrics } : {}), ...(isFields(behavior) ? { behavior } : {}) },
    // the newer version leaves out a number of 0
    status: {
      ...status,
      ...(currentReplicas ? { currentReplicas } : {}),
      currentMetrics: currentMetrics.length > 0 ? currentMetrics : null,
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
