/** A metric of autoscaling/v2 as autoscaling/v1 writes it in an annotation, and back. */
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { nanosOf } from '../../../kube/quantity.js';
import { kindOfMetric } from '../../../kube/tables/autoscaling.js';

/** Fields without those that are undefined or null. */
export const given = (all: Fields): Fields =>
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

/** A metric with its target in fields of its own, as the older version has it. */
export function flatMetric(metric: Fields): Fields {
  const type = text(metric.type);
  const source = fields(metric[kindOfMetric[type] ?? '']);
  const made = flat[type]?.(source, fields(source.target), fields(source.metric));
  return made ? { type, [kindOfMetric[type] ?? '']: given(made) } : { type };
}

/** A metric of the older version in the newer one. */
export function wholeMetric(metric: Fields): Fields {
  const type = text(metric.type);
  const field = kindOfMetric[type] ?? '';
  const made = isFields(metric[field]) ? whole[type]?.(metric[field]) : undefined;
  return made ? { type, [field]: given(made) } : { type };
}
