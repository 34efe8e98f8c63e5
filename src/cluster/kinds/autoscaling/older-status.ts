/** The status of a metric of autoscaling/v2 as autoscaling/v1 writes it in an annotation, and back. */
import { type Fields, text } from '../../../kube/fields.js';
import { nanosOf } from '../../../kube/quantity.js';
import { type FlatForms, flattened, given, restored, type WholeForms } from './older-metrics.js';

/** The source of a metric with its amounts in fields of its own; a missing amount is 0 where it has to be there. */
const flat: FlatForms = {
  Object: ({ describedObject }, { value = '0', averageValue }, { name, selector }) => ({
    target: describedObject,
    metricName: name,
    currentValue: value,
    selector,
    averageValue,
  }),
  Pods: (_, { averageValue = '0' }, { name, selector }) => ({
    metricName: name,
    currentAverageValue: averageValue,
    selector,
  }),
  Resource: ({ name }, current) => ({ name, ...resourceAmounts(current) }),
  ContainerResource: ({ name, container }, current) => ({ name, ...resourceAmounts(current), container }),
  External: (_, { value = '0', averageValue }, { name, selector }) => ({
    metricName: name,
    metricSelector: selector,
    currentValue: value,
    currentAverageValue: averageValue,
  }),
};

const resourceAmounts = ({ averageUtilization, averageValue = '0' }: Fields): Fields => ({
  currentAverageUtilization: averageUtilization,
  currentAverageValue: averageValue,
});

/** The reverse of {@link flat}. */
const whole: WholeForms = {
  Object: ({ target, metricName, currentValue, selector, averageValue }) => ({
    metric: given({ name: metricName, selector }),
    current: given({ value: unlessNone(currentValue, averageValue), averageValue }),
    describedObject: target,
  }),
  Pods: ({ metricName, currentAverageValue, selector }) => ({
    metric: given({ name: metricName, selector }),
    current: given({ averageValue: currentAverageValue }),
  }),
  Resource: ({ name, ...amounts }) => ({ name, current: wholeAmounts(amounts) }),
  ContainerResource: ({ name, container, ...amounts }) => ({ name, current: wholeAmounts(amounts), container }),
  External: ({ metricName, metricSelector, currentValue, currentAverageValue }) => ({
    metric: given({ name: metricName, selector: metricSelector }),
    current: given({ value: unlessNone(currentValue, currentAverageValue), averageValue: currentAverageValue }),
  }),
};

const wholeAmounts = ({ currentAverageUtilization, currentAverageValue }: Fields): Fields =>
  given({
    averageValue: unlessNone(currentAverageValue, currentAverageUtilization),
    averageUtilization: currentAverageUtilization,
  });

/** The amount, unless it is 0 beside another one: 0 is how the older version says that there is none. */
const unlessNone = (amount: unknown, other: unknown): unknown =>
  other !== undefined && nanosOf(text(amount)) === 0n ? undefined : amount;

/** The status of a metric with its amounts in fields of its own, as the older version has it. */
export const flatMetricStatus = (metric: Fields): Fields => flattened(metric, 'current', flat);

/** The status of a metric of the older version in the newer one. */
export const wholeMetricStatus = (metric: Fields): Fields => restored(metric, whole);
