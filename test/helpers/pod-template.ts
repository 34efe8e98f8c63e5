/** Pod templates for tests of the names that controllers make of them. */
import type { PodTemplate } from '../../src/cluster/controllers/pod-objects.js';

/** A template as the API server hands it on, with what it fills in. */
export const podTemplate = (app: object, container: object, pod: object = {}): PodTemplate => ({
  metadata: { labels: { ...app } },
  spec: {
    containers: [
      {
        name: 'nginx',
        image: 'nginx',
        imagePullPolicy: 'Always',
        ...{ resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
        ...container,
      },
    ],
    ...{ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {} },
    terminationGracePeriodSeconds: 30,
    ...pod,
  },
});
