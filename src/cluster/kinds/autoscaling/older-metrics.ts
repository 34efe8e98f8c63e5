/** A metric of autoscaling/v2 as autoscaling/v1 writes it in an annotation, and back. */
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { nanosOf } from '../../../kube/quantity.js';
import { kindOfMetric } from '../../../kube/tables/autoscaling.js';

/** Fields without those that are undefined or null. */
export const given = (all: Fields): Fields =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));

/** By the type of a metric: its source with its amounts in fields of their own. */
export type FlatForms = Record<string, (source: Fields, amounts: Fields, metric: Fields) => Fields>;
/** By the type of a metric: its source of such fields. */
export type WholeForms = Record<string, (source: Fields) => Fields>;

/** The source of a metric with its target in fields of its own. */
const flat: FlatForms = {
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
const whole: WholeForms = {
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

/** A metric whose `part`, its target or its current use, is written by the `forms` of its type. */
export function flattened(metric: Fields, part: 'target' | 'current', forms: FlatForms): Fields {
  const type = text(metric.type);
  const field = kindOfMetric[type] ?? '';
  const source = fields(metric[field]);
  const made = forms[type]?.(source, fields(source[part]), fields(source.metric));
  return made ? { type, [field]: given(made) } : { type };
}

/** A metric of the older version, read by the `forms` of its type. */
export function restored(metric: Fields, forms: WholeForms): Fields {
  const type = text(metric.type);
  const field = kindOfMetric[type] ?? '';
  const made = isFields(metric[field]) ? forms[type]?.(metric[field]) : undefined;
  return made ? { type, [field]: given(made) } : { type };
}

/** A metric with its target in fields of its own, as the older version has it. */
export const flatMetric = (metric: Fields): Fields => flattened(metric, 'target', flat);

/** A metric of the older version in the newer one. */
export const wholeMetric = (metric: Fields): Fields => restored(metric, whole);
