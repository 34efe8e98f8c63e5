/** The texts by which workers come to a Kubernetes cluster, part by part; `manifest.test.ts` has an API server take them. */
import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { queueAddress } from '../../src/queue/address.js';
import { workerContainerfile } from '../../src/queue/containerfile.js';
import { workerManifest } from '../../src/queue/manifest.js';

const url = 'rediss://it@redis.example.org:7000/2';
const address = queueAddress(url, { KUBELAB_QUEUE_PASSWORD: 'a-word-of-a-test' });
const options = { image: 'example.org/worker:1', address, url, replicas: 3, jobs: 2, namespace: 'grading' };

/** The parts that are looked at here. */
interface Deployment {
  metadata: { namespace: string };
  spec: {
    replicas: number;
    template: {
      spec: {
        terminationGracePeriodSeconds: number;
        hostUsers: boolean;
        automountServiceAccountToken: boolean;
        containers: {
          image: string;
          args: string[];
          resources: { requests: Record<string, string>; limits: Record<string, string> };
        }[];
        volumes: { emptyDir: { sizeLimit: string } }[];
      };
    };
  };
}
const documentsOf = (more: Partial<typeof options> = {}) =>
  parseAllDocuments(workerManifest({ ...options, ...more })).map((one) => one.toJS() as Deployment);

describe('the manifest of workers', () => {
  it('is about one namespace, and holds no password', () => {
    const text = workerManifest(options);
    assert.ok(!text.includes('a-word-of-a-test'));
    assert.match(text, /kubectl -n grading create secret generic kubelab-queue/);
    assert.deepEqual(
      documentsOf().map(({ metadata }) => metadata.namespace),
      ['grading', 'grading', 'grading'],
    );
  });

  it('starts workers at the queue, who may finish what they run', () => {
    const [, deployment] = documentsOf();
    assert.ok(deployment);
    const { replicas, template } = deployment.spec;
    const [container] = template.spec.containers;
    assert.deepEqual([replicas, container?.image], [3, 'example.org/worker:1']);
    assert.deepEqual(container?.args, [url, '--jobs', '2', '--grace', '600']);
    assert.ok(template.spec.terminationGracePeriodSeconds > 600);
    assert.deepEqual([template.spec.hostUsers, template.spec.automountServiceAccountToken], [false, false]);
  });

  it('asks for memory, cores and space by how much runs at once', () => {
    const sizes = [1, 4].map((jobs) => {
      const { template } = documentsOf({ jobs })[1]?.spec ?? assert.fail();
      const { requests, limits } = template.spec.containers[0]?.resources ?? assert.fail();
      return [requests.cpu, requests.memory, limits.memory, template.spec.volumes[0]?.emptyDir.sizeLimit];
    });
    assert.deepEqual(sizes, [
      ['1', '2100Mi', '2100Mi', '2Gi'],
      ['4', '7200Mi', '7200Mi', '5Gi'],
    ]);
  });

  it('lets them reach the port of the Redis', () => {
    const policy = documentsOf()[2]?.spec as unknown as { egress: { ports: object[] }[] };
    assert.deepEqual(policy.egress[0]?.ports, [{ port: 7000, protocol: 'TCP' }]);
  });
});

describe('the image of workers', () => {
  it('holds this version, and runs nobody as root', () => {
    const text = workerContainerfile('1.2.3');
    assert.match(
      text,
      /^COPY kubelab-1\.2\.3\.tgz \.\/\nRUN npm install .*\.\/kubelab-1\.2\.3\.tgz\nUSER 1000:1000\n/m,
    );
  });
});
