/** The table of HorizontalPodAutoscalers. */
import { type Fields, fields, list, number, text } from '../fields.js';
import { none, type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** No metric is measured here. */
const unknown = '<unknown>';

/** The field of a metric that names its source, by its type. */
export const kindOfMetric: Record<string, string> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

/** The table of HorizontalPodAutoscalers, of autoscaling/v2. */
export const podAutoscalerPrinter: Printer = printerOf(
  shownName,
  shown('Reference', 'What it scales.', ({ spec }) => {
    const { kind, name } = fields(fields(spec).scaleTargetRef);
    return `${text(kind)}/${text(name)}`;
  }),
  shown('Targets', 'What is measured, and what it is to be.', ({ spec }) => formatTargets(list(fields(spec).metrics))),
  shown('MinPods', 'Not fewer.', ({ spec }) => String(number(fields(spec).minReplicas) ?? '<unset>')),
  shown('MaxPods', 'Not more.', ({ spec }) => number(fields(spec).maxReplicas) ?? 0),
  shown('Replicas', 'How many there are.', ({ status }) => number(fields(status).currentReplicas) ?? 0),
  shownAge,
);

function formatTargets(metrics: readonly Fields[]): string {
  if (metrics.length === 0) return none;
  const all = metrics.map((metric) => {
    const source = fields(metric[kindOfMetric[text(metric.type)] ?? '']);
    const { averageUtilization, averageValue, value } = fields(source.target);
    const wanted = averageUtilization === undefined ? text(averageValue) || text(value) : `${averageUtilization}%`;
    return `${source.name ? `${text(source.name)}: ` : ''}${unknown}/${wanted}`;
  });
  return all.length > 2 ? `${all.slice(0, 2).join(', ')} + ${all.length - 2} more...` : all.join(', ');
}
