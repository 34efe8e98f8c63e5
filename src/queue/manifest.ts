/** The manifest of queue workers on a Kubernetes cluster, as YAML: a Secret, a Deployment and a NetworkPolicy. */
import type { QueueAddress } from './address.js';

/** The image, queue and size of the Deployment. */
export interface ManifestOptions {
  image: string;
  address: QueueAddress;
  /** The address as the worker's argument. */
  url: string;
  /** Pods, and submissions that each of them runs at once. */
  replicas: number;
  jobs: number;
  namespace: string;
}

/** Memory and CPU of one submission with its cluster, and those of the worker itself. */
const MB_EACH = 1700;
const MB_SELF = 400;
/** Seconds that a submission may still run, and seconds to give submissions back. */
const GRACE_S = 600;
const END_S = 30;

/** The YAML. The password is left out: it goes into the Secret by a command that the first lines name. */
export function workerManifest({ image, address, url, replicas, jobs, namespace }: ManifestOptions): string {
  const text = (value: string): string => JSON.stringify(value);
  return `# Workers of kubelab grade --queue. The password of the Redis goes into the Secret, and into no file:
#   kubectl -n ${namespace} create secret generic kubelab-queue --from-literal=password="$KUBELAB_QUEUE_PASSWORD" --dry-run=client -o yaml | kubectl apply -f -
# Apply this file before that command, or leave its Secret out afterwards: applied again, it empties the password.
#
# What the sandbox needs: bubblewrap makes user namespaces, mounts in them and reads /proc of its own. A usual container may not.
# So the pod has a user namespace (hostUsers: false), a /proc that is not masked, and neither seccomp nor AppArmor profile of
# the runtime; inside, each submission has kubelab's own filter of system calls. It needs Kubernetes 1.33 or newer and nodes that
# allow user namespaces. The namespace must allow such pods (pod-security.kubernetes.io/enforce: privileged). Keep nothing else in it.
apiVersion: v1
kind: Secret
metadata:
  name: kubelab-queue
  namespace: ${text(namespace)}
type: Opaque
stringData:
  password: ""
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kubelab-worker
  namespace: ${text(namespace)}
  labels:
    app.kubernetes.io/name: kubelab-worker
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: kubelab-worker
  template:
    metadata:
      labels:
        app.kubernetes.io/name: kubelab-worker
    spec:
      hostUsers: false
      automountServiceAccountToken: false
      enableServiceLinks: false
      # what runs is finished before the pod goes
      terminationGracePeriodSeconds: ${GRACE_S + END_S}
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
      containers:
        - name: worker
          image: ${text(image)}
          args: ["${url}", "--jobs", "${jobs}", "--grace", "${GRACE_S}"]
          env:
            - name: KUBELAB_QUEUE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: kubelab-queue
                  key: password
            - name: KUBELAB_HOME
              value: /tmp/kubelab
          securityContext:
            procMount: Unmasked
            seccompProfile:
              type: Unconfined
            appArmorProfile:
              type: Unconfined
            capabilities:
              drop: ["ALL"]
          resources:
            requests:
              cpu: "${jobs}"
              memory: ${MB_SELF + jobs * MB_EACH}Mi
            limits:
              memory: ${MB_SELF + jobs * MB_EACH}Mi
          volumeMounts:
            - name: scratch
              mountPath: /tmp
      volumes:
        - name: scratch
          emptyDir:
            sizeLimit: ${jobs + 1}Gi
---
# The workers reach the Redis and the cluster's DNS, and nobody reaches the workers.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: kubelab-worker
  namespace: ${text(namespace)}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: kubelab-worker
  policyTypes: ["Ingress", "Egress"]
  egress:
    - ports:
        - port: ${address.port}
          protocol: TCP
    - to:
        - namespaceSelector: {}
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
`;
}
