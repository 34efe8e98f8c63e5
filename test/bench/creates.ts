/** Creating objects over the wire by several connections: how long custom resources take, and what stored objects hold in memory. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Api, configMap } from '../helpers/api.js';
import { until } from '../helpers/until.js';
import { residentMegabytes, startClusterProcess } from './processes.js';
import { median } from './report.js';

const connections = 16;
const cms = '/api/v1/namespaces/default/configmaps';
const group = 'bench.example.com';
const widgets = `/apis/${group}/v1/namespaces/default/widgets`;
const rounds = 5;
const eachRound = 200;
const stored = 20_000;
const untilQuiet = 5000;

/** Creates what `objectOf` gives for each number from `from` to before `to`. Rejects when one is not answered by 201. */
export async function createAll(
  admin: Api,
  path: string,
  { from, to }: { from: number; to: number },
  objectOf: (number: number) => object,
): Promise<void> {
  let next = from;
  const createOwn = async (): Promise<void> => {
    while (next < to) await created(admin, path, objectOf(next++));
  };
  await Promise.all(Array.from({ length: connections }, createOwn));
}

/** The answer to a create; rejects when it is not 201. */
export async function created(admin: Api, path: string, object: object): ReturnType<Api['post']> {
  const answer = await admin.post(path, object);
  if (answer.code !== 201) throw new Error(`${path}: ${answer.code} ${answer.message}`);
  return answer;
}

/** Time in which 1,000 custom resources are created, as a multiple of that of 1,000 ConfigMaps, by rounds in turns. */
export async function customResourcesBesideConfigMaps(admin: Api): Promise<number> {
  await created(admin, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', widgetDefinition);
  await until('the kind to be served', async () => (await admin.get(widgets)).code === 200);
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const numbers = { from: (round + 1) * eachRound, to: (round + 2) * eachRound };
    const custom = await timeOf(createAll(admin, widgets, numbers, widget));
    const builtIn = await timeOf(createAll(admin, cms, numbers, (n) => configMap(`beside-${n}`, { size: String(n) })));
    // the first round is for the compilers
    if (round >= 0) ratios.push(custom / builtIn);
  }
  return median(ratios);
}

/** Growth of a new cluster's resident memory by ConfigMaps of 500 bytes, in kB (1000 bytes) for each. */
export async function memoryOfObjects(): Promise<number> {
  const { admin, pid, stop } = await startClusterProcess();
  try {
    await pause(untilQuiet);
    const before = residentMegabytes(pid);
    const text = 'x'.repeat(250);
    const objectOf = (n: number): object => configMap(`m${n}`, { a: `${n} ${text}`, b: `${text} ${n}` });
    await createAll(admin, cms, { from: 0, to: stored }, objectOf);
    await pause(untilQuiet);
    return ((residentMegabytes(pid) - before) * 1000) / stored;
  } finally {
    admin.close();
    await stop();
  }
}

const widgetDefinition = {
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 0 },
                  colour: { type: 'string', default: 'green' },
                  parts: { type: 'array', items: { type: 'string' } },
                },
              },
            },
          },
        },
      },
    ],
  },
};

const widget = (n: number): object => ({
  apiVersion: `${group}/v1`,
  kind: 'Widget',
  metadata: { name: `w${n}` },
  spec: { size: n, parts: ['a', 'b'] },
});

async function timeOf(work: Promise<void>): Promise<number> {
  const began = performance.now();
  await work;
  return performance.now() - began;
}
