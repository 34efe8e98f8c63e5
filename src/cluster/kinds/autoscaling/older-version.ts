/** HorizontalPodAutoscalers of autoscaling/v2 as autoscaling/v1 and back (pkg/apis/autoscaling/v1/conversion.go). */
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';

const metricsNote = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorNote = 'autoscaling.alpha.kubernetes.io/behavior';

const isCpu = ({ type, resource }: Fields): boolean =>
  type === 'Resource' && fields(resource).name === 'cpu' && utilizationOf(resource) !== undefined;
const utilizationOf = (resource: unknown): unknown => fields(fields(resource).target).averageUtilization;

/** The first letter of each name in another case: annotations hold Kubernetes' own type, whose names are capitals. */
function recased(value: unknown, recase: (letter: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => recased(item, recase));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) =>
      part === null ? [] : [[`${recase(name.slice(0, 1))}${name.slice(1)}`, recased(part, recase)]],
    ),
  );
}

/** A metric with its target in fields of their own, as the older version has it. */
function flatMetric(metric: Fields): Fields {
  const [field = '', source] = Object.entries(metric).find(([name]) => name !== 'type') ?? [];
  const { target, metric: identity, ...rest } = fields(source);
  const { averageUtilization, averageValue, value } = fields(target);
  const { name, selector } = fields(identity);
  return {
    type: metric.type,
    [field]: {
      ...rest,
      ...(name === undefined ? {} : { metricName: name }),
      ...(selector === undefined ? {} : { selector }),
      ...(averageUtilization === undefined ? {} : { targetAverageUtilization: averageUtilization }),
      ...(averageValue === undefined ? {} : { targetAverageValue: averageValue }),
      ...(value === undefined ? {} : { targetValue: value }),
    },
  };
}

function wholeMetric(metric: Fields): Fields {
  const [field = '', source] = Object.entries(metric).find(([name]) => name !== 'type') ?? [];
  const { metricName, selector, targetAverageUtilization, targetAverageValue, targetValue, ...rest } = fields(source);
  const target =
    targetAverageUtilization !== undefined
      ? { type: 'Utilization', averageUtilization: targetAverageUtilization }
      : targetAverageValue !== undefined
        ? { type: 'AverageValue', averageValue: targetAverageValue }
        : { type: 'Value', value: targetValue };
  const identity = metricName === undefined ? {} : { metric: { name: metricName, ...(selector ? { selector } : {}) } };
  return { type: metric.type, [field]: { ...rest, ...identity, target } };
}

/** An object of autoscaling/v2 as autoscaling/v1 shows it. */
export function fromNewer(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = fields(object.spec);
  const cpu = list(metrics).find(isCpu);
  const others = list(metrics).filter((metric) => metric !== cpu);
  const annotations: Record<string, string> = { ...object.metadata.annotations };
  if (others.length > 0) annotations[metricsNote] = JSON.stringify(others.map(flatMetric));
  if (isFields(behavior)) {
    const parts = Object.entries(fields(recased(behavior, (letter) => letter.toUpperCase())));
    const all = parts.map(([name, rules]) => [name, { ...fields(rules), Tolerance: fields(rules).Tolerance ?? null }]);
    annotations[behaviorNote] = JSON.stringify(Object.fromEntries(all));
  }
  const { currentMetrics: _, conditions: _conditions, ...status } = fields(object.status);
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
  const {
    [metricsNote]: metricsText,
    [behaviorNote]: behaviorText,
    ...annotations
  } = object.metadata.annotations ?? {};
  const cpu = { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage };
  const metrics = [
    ...(targetCPUUtilizationPercentage === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: cpu } }]),
    ...list(parsed(metricsText)).map(wholeMetric),
  ];
  const behavior = recased(parsed(behaviorText), (letter) => letter.toLowerCase());
  const { annotations: _, ...metadata } = object.metadata;
  const { currentCPUUtilizationPercentage: _cpu, ...status } = fields(object.status);
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...spec, ...(metrics.length > 0 ? { metrics } : {}), ...(isFields(behavior) ? { behavior } : {}) },
    status: { ...status, currentMetrics: null },
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(text(json) || 'null');
  } catch {
    return undefined;
  }
}
