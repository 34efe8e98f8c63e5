/** The tables of HorizontalPodAutoscalers, and of the scales of workloads. */
import { type Fields, fields, isFields, list, number, own, text } from '../fields.js';
import { nameColumn, none, type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The cell for a metric that is not measured; the practice cluster measures none. */
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
  shown('Targets', 'What is measured, and what it is to be.', ({ spec, status }) => {
    return formatTargets(list(fields(spec).metrics), list(fields(status).currentMetrics));
  }),
  shown('MinPods', 'Not fewer.', ({ spec }) => String(number(fields(spec).minReplicas) ?? '<unset>')),
  shown('MaxPods', 'Not more.', ({ spec }) => number(fields(spec).maxReplicas) ?? 0),
  shown('Replicas', 'How many there are.', ({ status }) => number(fields(status).currentReplicas) ?? 0),
  shownAge,
);

/** The table of Scales, in which the name has no format. */
export const scalePrinter: Printer = printerOf(
  { ...shownName, column: { ...nameColumn, format: '' } },
  shown('Desired', 'Pods that are wanted.', ({ spec }) => number(fields(spec).replicas) ?? 0, { type: 'integer' }),
  shown('Available', 'Pods that are there.', ({ status }) => number(fields(status).replicas) ?? 0, { type: 'integer' }),
  shownAge,
);

function formatTargets(metrics: readonly Fields[], measured: readonly Fields[]): string {
  if (metrics.length === 0) return none;
  const all = metrics.map((metric, i) => formatTarget(metric, measured[i]));
  return all.length > 2 ? `${all.slice(0, 2).join(', ')} + ${all.length - 2} more...` : all.join(', ');
}

/** `cpu: 20%/80%`, `3/10 (avg)`: what is measured, and what it is to be. */
function formatTarget(metric: Fields, measured: Fields = {}): string {
  const field = own(kindOfMetric, text(metric.type));
  if (field === undefined) return '<unknown type>';
  const { name, target } = fields(metric[field]);
  const { averageValue, averageUtilization, value } = fields(target);
  const current = isFields(measured[field]) ? fields(measured[field].current) : undefined;
  const amounts = (of: string, wanted: unknown): string =>
    `${current ? amount(current[of]) : unknown}/${amount(wanted)}`;
  if (field === 'pods') return amounts('averageValue', averageValue);
  if (field === 'resource' || field === 'containerResource') {
    if (averageValue !== undefined) return `${text(name)}: ${amounts('averageValue', averageValue)}`;
    const used = current?.averageUtilization === undefined ? unknown : `${current.averageUtilization}%`;
    return `${text(name)}: ${used}/${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`;
  }
  if (averageValue === undefined) return amounts('value', value);
  return `${text(current?.averageValue) || unknown}/${amount(averageValue)} (avg)`;
}

/** An amount as Go prints it, which may be missing. */
const amount = (value: unknown): string => text(value) || '<nil>';
