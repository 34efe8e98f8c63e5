/** Quotas of a namespace, as a test needs them. */
import assert from 'node:assert/strict';
import { fields } from '../../src/kube/fields.js';
import type { Api } from './api.js';
import { until } from './until.js';

/** Makes a ResourceQuota in the namespace at `path` and waits until it was counted: before that it refuses nothing. */
export async function makeQuota(api: Api, path: string, name: string, hard: Record<string, string>): Promise<void> {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard } };
  const { code, text } = await api.post(`${path}/resourcequotas`, quota);
  assert.equal(code, 201, text);
  await until(`the count of ${name}`, async () => {
    const { body } = await api.get(`${path}/resourcequotas/${name}`);
    return fields(body.status).hard;
  });
}
