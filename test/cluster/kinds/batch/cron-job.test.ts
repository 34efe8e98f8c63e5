/** The rules for cron jobs; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { decoded, faultsOf, updateCausesOf, warningsOf } from '../faults.js';

const pod = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] };
const template = { spec: pod };

describe('a cron job', () => {
  const spec = { schedule: '0 0 * * *', jobTemplate: { spec: { template } } };
  const faults = (more: object, metadata: object = {}): string[] =>
    faultsOf('CronJob', { metadata, spec: { ...spec, ...more } });
  it('has a schedule without a time zone in it', () => {
    assert.deepEqual(faults({}), []);
    assert.deepEqual(faults({ schedule: '' }), ['spec.schedule: Required value']);
    assert.deepEqual(faults({ schedule: 'TZ=UTC 0 0 * * *' }), [
      'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ]);
    const job = decoded('CronJob', { spec: { ...spec, schedule: 'TZ=UTC 0 0 * * *' } });
    assert.deepEqual(warningsOf(job), []);
    assert.match(
      warningsOf(job, job)[0] ?? '',
      /^cannot use TZ or CRON_TZ in spec\.spec\.schedule, use timeZone instead/,
    );
  });
  it('has jobs that get their selectors from the server', () => {
    const jobTemplate = { spec: { template, selector: { matchLabels: {} }, manualSelector: true } };
    assert.deepEqual(faults({ jobTemplate, concurrencyPolicy: 'Often' }), [
      'spec.concurrencyPolicy: Unsupported value: "Often": supported values: "Allow", "Forbid", "Replace"',
      'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ]);
  });
  it('has a short name, when it is new', () => {
    const name = 'n'.repeat(53);
    assert.deepEqual(faults({}, { name }), [
      `metadata.name: Invalid value: "${name}": must be no more than 52 characters`,
    ]);
    const body = { metadata: { name }, spec };
    assert.deepEqual(updateCausesOf('CronJob', body, body), []);
  });
});
