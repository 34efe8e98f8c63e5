/**
 * Approves requests of kubelets: a client certificate for a node, when the requester may have one by RBAC
 * (pkg/controller/certificates/approver/sarapprove.go).
 */
import type { KubeObject } from '../../kube/object.js';
import { signerRefusal } from './certificate-policy.js';
import type { ControllerContext } from './context.js';
import { type CertificateSigningRequest, resources, target } from './objects.js';
import { readRequest } from './requested-certificate.js';
import { allowing } from './while-there.js';

const signer = 'kubernetes.io/kube-apiserver-client-kubelet';
/** How long the next look at a request waits whose user may not have it: twice as long each time, in milliseconds. */
const pauses = { first: 200, longest: 1_000_000 };
const reviews = { group: 'authorization.k8s.io', version: 'v1', resource: 'subjectaccessreviews' };

/** Starts the approver. */
export function startCertificateApprover(context: ControllerContext): void {
  const client = context.clientOf('certificate-controller');

  /** True when the requester may create this sub-resource of signing requests. */
  const may = async ({ spec }: CertificateSigningRequest, subresource: string): Promise<boolean> => {
    const { username: user, groups, uid, extra } = spec;
    const resource = 'certificatesigningrequests';
    const resourceAttributes = { group: 'certificates.k8s.io', resource, verb: 'create', subresource, version: '*' };
    const review = await client.create<KubeObject & { status?: { allowed?: boolean } }>(reviews, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, uid, extra, resourceAttributes },
    });
    return review.status?.allowed === true;
  };

  const approve = async (request: CertificateSigningRequest, whose: string): Promise<void> => {
    const condition = {
      type: 'Approved',
      status: 'True',
      reason: 'AutoApproved',
      message: `Auto approving ${whose} certificate after SubjectAccessReview.`,
    };
    const { name } = request.metadata;
    await client.update(target(resources.signingRequests, { name, subresource: 'approval' }), {
      ...request,
      status: { ...request.status, conditions: [...(request.status?.conditions ?? []), condition] },
    });
  };

  /** The last pauses of the requests whose users may not have them yet. */
  const waiting = new Map<string, number>();
  const lookAgain = (name: string): void => {
    const last = waiting.get(name);
    const pause = last === undefined ? pauses.first : Math.min(2 * last, pauses.longest);
    waiting.set(name, pause);
    queue.addAfter(name, pause);
  };

  const queue = context.queue('certificate-controller', async (name) => {
    const request = requests.get('', name);
    const { certificate, conditions = [] } = request?.status ?? {};
    if (!request || certificate || conditions.some(({ type }) => type === 'Approved' || type === 'Denied')) {
      waiting.delete(name);
      return;
    }
    const asked = await readRequest(request);
    if (signerRefusal(signer, asked, request.spec.usages ?? []) !== undefined) return;
    // somebody else may decide or delete it meanwhile
    await allowing(['NotFound', 'Conflict'], async () => {
      if (asked.commonName === request.spec.username && (await may(request, 'selfnodeclient'))) {
        await approve(request, 'self kubelet client');
      } else if (await may(request, 'nodeclient')) await approve(request, 'kubelet client');
      // somebody may give the user the right
      else lookAgain(name);
    });
  });
  const requests = context.watch<CertificateSigningRequest>(resources.signingRequests, ({ type, object }) => {
    if (type !== 'DELETED' && object.spec.signerName === signer) queue.add(object.metadata.name);
  });
}
