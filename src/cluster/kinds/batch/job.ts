/** Job. */

import { type Fields, fields, isFields, list, number, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { defaultTemplate, warnOfTemplate } from '../apps/template.js';
import type { KindDefinition } from '../definition.js';
import { nameField, namespaceField } from '../field-labels.js';
import { hasNewSpec, setDefault, setDefaults, setMissing } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { validateJobStatus } from './job-status-validation.js';
import { validateJobUpdate } from './job-update.js';
import { validateJob } from './job-validation.js';

/** The definition of Jobs. */
export const job: KindDefinition = {
  selectableFields: [
    nameField,
    namespaceField,
    ['status.successful', ({ status }) => String(number(fields(status).succeeded) ?? 0)],
  ],
  defaults: fillIn,
  prepare: { create: generateSelector },
  isNewGeneration: hasNewSpec,
  status: { type: 'batch.v1.JobStatus' },
  validation: {
    ofNew: (object, metadata) => [
      // labels of the job that are generated alone are added when it is read: they are not validated
      ...metadata().filter(({ field }) => field !== 'metadata.labels' || !hasGeneratedLabels(object)),
      ...validateJob(object),
    ],
    always: validateJob,
    update: validateJobUpdate,
    order: asNewFirst,
    through: { status: validateJobStatus },
  },
  warnings: (object, old) => {
    const { completionMode, completions, parallelism } = fields(object.spec);
    const isLarge = completionMode === 'Indexed' && Number(completions) > 100_000 && Number(parallelism) > 10_000;
    const isNew = object.metadata.generation !== old?.metadata.generation;
    return [...(isLarge && isNew ? [tooLargeToTrack] : []), ...warnOfTemplate(object, old)];
  },
  deletion: {
    orphansByDefault: {
      warning:
        'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    },
  },
};

const tooLargeToTrack =
  'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  // without either number it is to succeed once
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  setMissing(spec, {
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2147483647,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: isFields(spec.podFailurePolicy) ? 'Failed' : 'TerminatingOrFailed',
  });
  for (const rule of list(fields(spec.podFailurePolicy).rules)) {
    for (const pattern of list(rule.onPodConditions)) setDefault(pattern, 'status', 'True');
  }
  labelAsItsPods(object);
  defaultTemplate(spec);
}

/** A job without labels has those of its pods: the same map, so that what is added to one is added to the other. */
function labelAsItsPods(object: KubeObject): void {
  const { labels } = fields(fields(fields(object.spec).template).metadata);
  // labels of a decoded object are texts
  const ofPods = (labels ?? {}) as Record<string, string>;
  const { labels: own = {} } = object.metadata;
  if (Object.keys(ofPods).length > 0 && Object.keys(own).length === 0) object.metadata.labels = ofPods;
}

const generated = ['job-name', 'controller-uid'].flatMap((key) => [key, `batch.kubernetes.io/${key}`]);

const hasGeneratedLabels = ({ metadata }: KubeObject): boolean =>
  Object.keys(metadata.labels ?? {}).every((key) => generated.includes(key));

/** The labels by which a job finds its pods, which are no other job's; the older names stand beside the newer. */
function generateSelector(object: KubeObject): void {
  const spec = fields(object.spec);
  if (spec.manualSelector === true) return;
  const { uid = '', name = '' } = object.metadata;
  const template = fields(spec.template);
  setDefaults(template, { metadata: { labels: {} } });
  const metadata = fields(template.metadata);
  const labels = fields(metadata.labels);
  // labels that the job took over from its pod template get these labels, too
  if (object.metadata.labels === labels) delete object.metadata.labels;
  for (const [key, value] of [
    ['job-name', name],
    ['controller-uid', uid],
  ] as const) {
    setDefault(labels, key, value);
    setDefault(labels, `batch.kubernetes.io/${key}`, value);
  }
  metadata.labels = inKeyOrder(labels);
  const { matchLabels, ...selector } = fields(spec.selector);
  const all = { 'batch.kubernetes.io/controller-uid': uid, ...textMap(matchLabels) };
  spec.selector = { matchLabels: inKeyOrder(all), ...selector };
  labelAsItsPods(object);
}

/** A map as faults show it, which is as Go writes one: in the order of the keys. */
const inKeyOrder = (map: Fields): Fields =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
