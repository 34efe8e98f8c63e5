/**
 * What `kubectl explain` says of the kinds and fields that the lessons use; long because it is data. A line without indent
 * describes a type, the lines below it its fields: a name, then a sentence. What the field that holds a type already says is not
 * said again of the type, since kubectl prints both.
 */
const descriptionText = `
authentication.v1.BoundObjectReference The object that a token is bound to: when it is gone, the token is no longer valid.
 apiVersion The API version of the object.
 kind Pod, Secret or Node.
 name The name of the object.
 uid The UID of the object.
authentication.v1.SelfSubjectReview Answers who the API server takes the caller for.
 status Who the caller is.
authentication.v1.SelfSubjectReviewStatus
 userInfo Name, UID, groups and extra facts of the caller.
authentication.v1.TokenRequest Asks for a token of a service account.
 spec Which token is wanted.
 status The token.
authentication.v1.TokenRequestSpec
 audiences Those whom the token is meant for; whoever checks it must find itself among them.
 boundObjectRef An object that the token is to live no longer than.
 expirationSeconds How long the token is to be valid; the server may choose another time.
authentication.v1.TokenRequestStatus
 expirationTimestamp When the token ends.
 token The token itself, a signed JWT.
authentication.v1.TokenReview Asks whose a token is, and whether it is valid.
authentication.v1.TokenReviewSpec The token to check.
 audiences Those for whom the token must be meant; the API server when none is named.
 token The token.
authentication.v1.TokenReviewStatus What the check found.
 audiences Those audiences asked for that the token is meant for.
 authenticated True when the token is valid and its user is known.
 error Why the token could not be checked.
 user Whose token it is.
authentication.v1.UserInfo A user as authentication found it.
 extra Further facts, each with a list of values.
 groups The groups that the user is in.
 uid Tells this user from another of the same name.
 username The name that all rules speak of.
authorization.v1.LocalSubjectAccessReview Asks whether a user may do something in the namespace of the review.
authorization.v1.NonResourceAttributes A request for a path that is no resource.
 path The path, such as /healthz.
 verb The HTTP method in lower case.
authorization.v1.ResourceAttributes A request for a resource.
 group The API group of the resource; empty for the core group, * for all.
 name The name of one object; empty for all.
 namespace The namespace of the request; empty for all of them or for cluster-wide resources.
 resource The plural name of the resource.
 subresource The sub-resource, such as status or token.
 verb get, list, watch, create, update, patch, delete, deletecollection, or another verb that a rule names.
 version The API version of the resource; * for all.
authorization.v1.SelfSubjectAccessReview Asks whether the caller may do something.
authorization.v1.SelfSubjectAccessReviewSpec What the caller would like to do: one of the two.
 nonResourceAttributes The request, when it is for a path.
 resourceAttributes The request, when it is for a resource.
authorization.v1.SelfSubjectRulesReview Asks what the caller may do in a namespace.
authorization.v1.SubjectAccessReview Asks whether a user may do something.
authorization.v1.SubjectAccessReviewSpec Who would like to do what.
 extra Further facts about the user, as authentication found them.
 groups The groups of the user.
 nonResourceAttributes The request, when it is for a path.
 resourceAttributes The request, when it is for a resource.
 uid The UID of the user.
 user The name of the user.
authorization.v1.SubjectAccessReviewStatus The decision.
 allowed True when the request would be allowed.
 denied True when a rule forbids it, which is more than that none allows it.
 evaluationError A fault that was met on the way to the decision.
 reason Why it was decided so.
certificates.v1.CertificateSigningRequest Asks a signer of the cluster for a certificate; it is issued when someone has approved the request.
 spec The request and who made it; the requester's facts are filled in by the server.
 status Whether it was approved, and the certificate.
certificates.v1.CertificateSigningRequestCondition That the request was approved, was denied, or failed.
 lastTransitionTime When the status last changed.
 lastUpdateTime When the condition was last written.
 message What a person should know about it.
 reason One word for why.
 status True, False or Unknown; Approved and Denied are always True.
 type Approved, Denied or Failed.
certificates.v1.CertificateSigningRequestSpec
 expirationSeconds How long the certificate is to be valid; the signer may choose another time, and 600 is the least.
 extra Further facts about the requester.
 groups The groups of the requester.
 request The PKCS#10 request in PEM, encoded in base64.
 signerName Who is to sign, such as kubernetes.io/kube-apiserver-client.
 uid The UID of the requester.
 usages What the key is to be used for, such as client auth.
 username The name of the requester.
certificates.v1.CertificateSigningRequestStatus
 certificate The certificate in PEM, encoded in base64, with those of intermediate CAs behind it.
 conditions Approval, denial or failure.
core.v1.ConfigMap Settings for pods to read.
 binaryData Entries that are no UTF-8 text, in base64.
 data Entries that are text.
 immutable When true, the entries can no longer be changed.
core.v1.Container One program of a pod, with its image and what it sees.
 args Arguments of the program; those of the image when there are none.
 command The program; the entry point of the image when there is none.
 env Environment variables.
 envFrom Config maps and secrets whose entries become environment variables.
 image The name of the image.
 imagePullPolicy When the image is fetched.
 livenessProbe A check that restarts the container when it fails.
 name The name of the container in its pod.
 ports Ports that the container listens on; for information only.
 readinessProbe A check that says whether the container can take requests.
 resources What the container asks for and what it is limited to.
 securityContext As whom and with which privileges the container runs.
 stdin Keeps the standard input open.
 tty Gives the container a terminal; needs stdin.
 volumeMounts Where volumes of the pod appear in the container's file system.
 workingDir The folder that the program starts in.
core.v1.ContainerPort
 containerPort The number of the port.
 hostIP The address of the node that hostPort is opened at.
 hostPort A port of the node that leads here.
 name A name that services can speak of.
 protocol What is spoken on the port.
core.v1.EnvVar An environment variable.
 name The name of the variable.
 value Its value.
 valueFrom Where its value is taken from instead.
core.v1.Event Something that happened to an object, as a component tells it.
core.v1.LocalObjectReference An object in the same namespace.
 name The name of the object.
core.v1.Namespace A scope for names, and the place that roles are granted in.
 spec What has to happen before the namespace is gone.
 status Whether it is in use or being deleted.
core.v1.NamespaceSpec
 finalizers Those who still have to clean up.
core.v1.NamespaceStatus
 conditions What the deletion waits for.
 phase Active or Terminating.
core.v1.Node A machine that runs pods.
core.v1.ObjectReference An object, named by some of its facts.
 apiVersion The API version of the object.
 fieldPath A part of the object that is meant, such as spec.containers{name}.
 kind The kind of the object.
 name The name of the object.
 namespace The namespace of the object.
 resourceVersion The state of the object that is meant.
 uid The UID of the object.
core.v1.Pod Containers that run together on one node and share its network address and volumes.
 spec What should run.
 status What runs, as its node saw it last.
core.v1.PodSpec
 automountServiceAccountToken Whether a token of the service account is put into the containers.
 containers The containers; there is at least one.
 imagePullSecrets Secrets with the credentials of image registries.
 initContainers Containers that run to their end, one by one, before the others start.
 nodeName The node that the pod runs on; filled in by the scheduler.
 nodeSelector Labels that the node must have.
 restartPolicy What happens when a container ends.
 securityContext As whom the containers run, where they do not say it themselves.
 serviceAccount The old name of serviceAccountName.
 serviceAccountName The service account that the pod acts as.
 terminationGracePeriodSeconds How long the containers have to end when the pod is deleted.
 tolerations Taints of nodes that the pod puts up with.
 volumes Folders that containers can mount.
core.v1.PodStatus
 conditions How far the pod has come.
 containerStatuses The state of each container.
 hostIP The address of the node.
 message Why the pod is in this state, for a person to read.
 phase Where the pod is in its life.
 podIP The address of the pod.
 reason One word for why the pod is in this state.
 startTime When the node took the pod up.
core.v1.PodTemplateSpec What each new pod looks like.
core.v1.ProjectedVolumeSource A volume that several sources fill.
 defaultMode The mode of files that do not say their own.
 sources What fills it: tokens, config maps, secrets, facts about the pod.
core.v1.Secret Data that is not for all to see, such as passwords, keys and tokens.
 data Entries, in base64; that hides nothing.
 immutable When true, the entries can no longer be changed.
 stringData Entries as plain text, for writing only: the server moves them to data.
 type What the secret is for, such as Opaque or kubernetes.io/service-account-token; it cannot be changed.
core.v1.Service A name and an address for the pods that a selector finds.
core.v1.ServiceAccount An identity for programs: a pod that runs as it is system:serviceaccount:NAMESPACE:NAME for the API server.
 automountServiceAccountToken Whether its pods get its token, where they do not say it themselves.
 imagePullSecrets Secrets that its pods fetch images with.
 secrets Secrets that its pods may mount, where that is enforced; tokens need not be listed.
core.v1.ServiceAccountTokenProjection A token of the pod's service account, renewed before it ends.
 audience Whom the token is meant for; the API server when it is empty.
 expirationSeconds How long each token is valid; 3600 when nothing is said, at least 600.
 path The file that holds the token.
core.v1.VolumeMount Where a volume appears in a container.
 mountPath The folder in the container.
 name The name of the volume.
 readOnly Whether the container can only read it.
apps.v1.Deployment Keeps a number of equal pods running and replaces them step by step when their template changes.
apps.v1.DeploymentSpec Which pods should run, and how they are replaced.
 minReadySeconds How long a new pod must be ready before it counts as available.
 paused When true, changes of the template are not rolled out.
 progressDeadlineSeconds How long a roll-out may stand still before it counts as failed.
 replicas How many pods should run; 1 when nothing is said.
 revisionHistoryLimit How many old replica sets are kept to go back to.
 selector Which pods are its own; must match the labels of the template, and cannot be changed.
 strategy How old pods are replaced by new ones.
 template What the pods look like.
apps.v1.ReplicaSet Keeps a number of equal pods running.
apps.v1.ReplicaSetSpec Which pods should run.
 replicas How many pods should run; 1 when nothing is said.
 selector Which pods are its own.
 template What the pods look like.
meta.v1.DeleteOptions How an object is to be deleted.
 dryRun All to try it without deleting anything.
 gracePeriodSeconds How long the object may still live; 0 for at once.
 preconditions What must be true of the object, or nothing is deleted.
 propagationPolicy What happens to the objects it owns: Orphan, Background or Foreground.
meta.v1.LabelSelector Objects found by their labels: all that is said must be true.
 matchExpressions Conditions on labels.
 matchLabels Labels and the values that they must have.
meta.v1.ListMeta What the server tells of a list.
 continue Where the next part of a list begins; empty when this is all.
 remainingItemCount How many objects follow.
 resourceVersion The state that the list shows, to watch from.
meta.v1.ManagedFieldsEntry The fields that one writer set.
 apiVersion The API version that the fields are named in.
 fieldsType The form of the fields; always FieldsV1.
 fieldsV1 The fields.
 manager The writer's name.
 operation Apply or Update.
 subresource The sub-resource that was written.
 time When the writer last changed them.
meta.v1.ObjectMeta
 annotations Notes of tools and people; nothing is selected by them.
 creationTimestamp When the object was created.
 deletionGracePeriodSeconds How long a deleted object may still live.
 deletionTimestamp When a deleted object ends; set by the server on deletion.
 finalizers Those who have to clean up before the object is gone.
 generateName The beginning of a name that the server completes, when no name is given.
 generation A number that grows when what is wanted of the object changes.
 labels Short facts that selectors look at.
 managedFields Who set which field, kept for server-side apply.
 name The name, unique among objects of its kind in its namespace.
 namespace The namespace that the object is in; empty for cluster-wide kinds.
 ownerReferences The objects it belongs to; when the last of them is gone, it is deleted.
 resourceVersion Changes with every write; sent back, it guards against overwriting what another wrote.
 selfLink No longer filled in.
 uid Tells this object from all others, also from earlier ones of the same name.
meta.v1.OwnerReference An object that this one belongs to.
 apiVersion The API version of the owner.
 blockOwnerDeletion Whether a foreground deletion of the owner waits for this object.
 controller True for the one owner that manages the object.
 kind The kind of the owner.
 name The name of the owner.
 uid The UID of the owner.
meta.v1.Status How a request ended that has no object for an answer.
 code The HTTP status.
 details What the status is about.
 message What went wrong, for a person to read.
 reason One word for what went wrong, for programs.
 status Success or Failure.
rbac.v1.AggregationRule Cluster roles whose rules are added up.
 clusterRoleSelectors Each finds cluster roles by their labels.
rbac.v1.ClusterRole Rules that can be granted in one namespace or in the whole cluster.
 aggregationRule When set, the rules are those of other cluster roles, and a controller fills them in.
 rules What may be done.
rbac.v1.ClusterRoleBinding Grants a cluster role in the whole cluster.
 roleRef The cluster role; it cannot be changed.
 subjects Who gets it.
rbac.v1.PolicyRule Verbs, and the resources or paths that they are allowed on; rules only add, none takes away.
 apiGroups The groups of the resources: empty text for the core group, * for all.
 nonResourceURLs Paths that are no resources, with * as the last step; only in a cluster role that is bound cluster-wide.
 resourceNames The names of single objects; empty for all.
 resources Plural names of resources, with / and a sub-resource where that is meant; * for all.
 verbs What may be done: get, list, watch, create, update, patch, delete, deletecollection, others that a resource knows; * for all.
rbac.v1.Role Rules that can be granted in the namespace of the role.
 rules What may be done.
rbac.v1.RoleBinding Grants a role, or a cluster role, in one namespace.
 roleRef The role of the same namespace or the cluster role; it cannot be changed.
 subjects Who gets it.
rbac.v1.RoleRef
 apiGroup Always rbac.authorization.k8s.io.
 kind Role or ClusterRole.
 name The name of the role.
rbac.v1.Subject A user, a group or a service account.
 apiGroup rbac.authorization.k8s.io for users and groups, empty for service accounts.
 kind User, Group or ServiceAccount.
 name The name of the user, group or service account.
 namespace The namespace of a service account.
`;

/** What the fields are that most kinds have. */
const common: Readonly<Record<string, string>> = {
  apiVersion: 'The group and version that the object is written in.',
  kind: 'The kind of the object.',
  metadata: 'Name, labels and what else every object has.',
  spec: 'What is wanted.',
  status: 'What is, as the cluster found it.',
};

let sentences: Map<string, string> | undefined;

/** The sentence under `core.v1.Pod` or `core.v1.Pod.spec`. */
function sentence(key: string): string | undefined {
  if (!sentences) {
    sentences = new Map();
    let type = '';
    for (const line of descriptionText.split('\n').filter(Boolean)) {
      const isField = line.startsWith(' ');
      const [name = '', ...words] = line.trimStart().split(' ');
      if (!isField) type = name;
      sentences.set(isField ? `${type}.${name}` : type, words.join(' '));
    }
  }
  return sentences.get(key);
}

/** What a type (`core.v1.Pod`) is; undefined when nothing is said of it. */
export function describeType(type: string): string | undefined {
  return sentence(type) || undefined;
}

/** What a field of a type is; undefined when nothing is said of it. `isKind` for the type of a whole object. */
export function describeField(type: string, field: string, isKind: boolean): string | undefined {
  return sentence(`${type}.${field}`) ?? (isKind ? common[field] : undefined);
}

/** Every type (`core.v1.Pod`) and field (`core.v1.Pod.spec`) that stands in the text. */
export function described(): string[] {
  sentence('');
  return [...(sentences?.keys() ?? [])];
}
