/** The file of the image that workers run in on Kubernetes, for podman and docker. */

/** The text; it takes the packed package (`npm pack`) that lies beside it. */
export function workerContainerfile(version: string): string {
  return `# The image of kubelab worker. Where kubelab was cloned:
#   npm pack && npx kubelab worker containerfile > Containerfile && podman build -t IMAGE .
# What the sandbox needs of whoever runs it is said by: npx kubelab worker manifest --image IMAGE rediss://HOST
FROM docker.io/library/node:24-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/kubelab
COPY kubelab-${version}.tgz ./
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund ./kubelab-${version}.tgz
USER 1000:1000
ENTRYPOINT ["node", "/opt/kubelab/node_modules/kubelab/dist/bin.js", "worker"]
`;
}
