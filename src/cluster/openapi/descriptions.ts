/**
 * The sentences of `kubectl explain` for the kinds and fields that people of this subject meet; long because it is data. A
 * line without indent describes a type, the lines below it its fields: a name, then a sentence. A type does not repeat the
 * sentence of the field that holds it, since kubectl prints both.
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
core.v1.Affinity
 nodeAffinity Nodes that it must or should run on.
 podAffinity Pods that it must or should be near to.
 podAntiAffinity Pods that it must not or should not be near to.
core.v1.Capabilities
 add Those that it has beside the usual ones.
 drop Those that are taken from it.
core.v1.ConfigMap Settings for pods to read.
 binaryData Entries that are no UTF-8 text, in base64.
 data Entries that are text.
 immutable When true, the entries can no longer be changed.
core.v1.ConfigMapKeySelector
 key The name of the entry.
 name The name of the config map.
 optional Whether it may be missing.
core.v1.ConfigMapVolumeSource
 defaultMode The mode of files that do not say their own.
 items Which entries become files, and where; all of them when nothing is said.
 name The name of the config map.
 optional Whether the config map may be missing.
core.v1.Container One program of a pod, with its image and what it sees.
 args Arguments of the program; those of the image when there are none.
 command The program; the entry point of the image when there is none.
 env Environment variables.
 envFrom Config maps and secrets whose entries become environment variables.
 image The name of the image.
 imagePullPolicy When the image is fetched.
 lifecycle What is done after the container has started and before it ends.
 livenessProbe A check that restarts the container when it fails.
 name The name of the container in its pod.
 ports Ports that the container listens on; for information only.
 readinessProbe A check that says whether the container can take requests.
 resizePolicy Whether the container restarts when its resources change.
 resources What the container asks for and what it is limited to.
 restartPolicy For an init container: Always lets it run on beside the others, as a sidecar.
 restartPolicyRules What happens for single exit codes, before restartPolicy counts.
 securityContext As whom and with which privileges the container runs.
 startupProbe A check that has to pass once before the other two begin.
 stdin Keeps the standard input open.
 stdinOnce Whether the standard input is closed when the first client goes.
 terminationMessagePath The file whose text is kept when the container ends.
 terminationMessagePolicy Whether the end of the log is kept when that file is empty.
 tty Gives the container a terminal; needs stdin.
 volumeDevices Volumes that appear as devices.
 volumeMounts Where volumes of the pod appear in the container's file system.
 workingDir The folder that the program starts in.
core.v1.ContainerPort
 containerPort The number of the port.
 hostIP The address of the node that hostPort is opened at.
 hostPort A port of the node that leads here.
 name A name that services can speak of.
 protocol What is spoken on the port.
core.v1.ContainerState One of the three is there.
 running It runs.
 terminated It has ended.
 waiting It does not run yet.
core.v1.ContainerStateRunning
 startedAt When it started.
core.v1.ContainerStateTerminated
 containerID The container's name for the runtime.
 exitCode The exit code; 0 for success.
 finishedAt When it ended.
 message What it left to say.
 reason Why, in one word.
 signal The signal that ended it.
 startedAt When it had started.
core.v1.ContainerStateWaiting
 message Why, for a person to read.
 reason Why, in one word.
core.v1.ContainerStatus The state of one container.
 allocatedResources What the node has set aside for it.
 containerID The container's name for the runtime.
 image The image that runs.
 imageID The image, named by its content.
 lastState How the container before this one ended.
 name The name of the container.
 ready Whether it can take requests.
 resources What it has now.
 restartCount How often it was restarted.
 started Whether it has started, and its start-up check has passed.
 state Whether it waits, runs or has ended.
 user The user and groups that its first process runs as.
 volumeMounts The volumes that it has mounted.
core.v1.EndpointSubset
 addresses Those that are ready.
 notReadyAddresses Those that are not.
 ports The ports of all of them.
core.v1.Endpoints The addresses of the pods behind a service; endpoint slices have taken its place.
 subsets Addresses that have the same ports.
core.v1.EnvFromSource
 configMapRef The config map.
 prefix What is put before each name.
 secretRef The secret.
core.v1.EnvVar An environment variable.
 name The name of the variable.
 value Its value.
 valueFrom Where its value is taken from instead.
core.v1.EnvVarSource
 configMapKeyRef An entry of a config map.
 fieldRef A field of the pod.
 fileKeyRef A variable in a file of a volume.
 resourceFieldRef What a container asks for or is limited to.
 secretKeyRef An entry of a secret.
core.v1.Event Something that happened to an object, as a component tells it.
 action What was done.
 count How often it was seen.
 eventTime When it was seen first, by newer components.
 firstTimestamp When it was seen first.
 involvedObject The object that it happened to.
 lastTimestamp When it was seen last.
 message What happened, for a person to read.
 reason What happened, in one word.
 related A second object that has to do with it.
 reportingComponent The component that tells it, for newer components.
 reportingInstance Which of several such components it was.
 series How it went on, when it was seen more than once.
 source The component that tells it.
 type Normal or Warning.
core.v1.EventSource
 component The name of the component.
 host The node that it runs on.
core.v1.ExecAction
 command The program and its arguments; no shell is around it.
core.v1.HTTPGetAction
 host The host; the pod when nothing is said.
 httpHeaders Headers of the request.
 path The path of the request.
 port The number or the name of the port.
 scheme HTTP or HTTPS.
core.v1.Lifecycle
 postStart Done right after the container has started.
 preStop Done before the container is ended.
 stopSignal The signal that ends the container.
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
core.v1.NodeCondition
 lastHeartbeatTime When the kubelet last told it.
 lastTransitionTime When it last changed.
 message Why, for a person to read.
 reason Why, in one word.
 status True, False or Unknown.
 type What it is about, such as Ready.
core.v1.NodeSpec
 podCIDR The addresses for the pods of the node.
 podCIDRs The same, one range of each family.
 providerID The node's name for the one who provides it.
 taints What keeps pods away that do not tolerate it.
 unschedulable When true, no new pods are put on the node.
core.v1.NodeStatus
 addresses The addresses and names of the node.
 allocatable What there is for pods.
 capacity What there is altogether.
 conditions What is true of the node.
 images The images that it holds.
 nodeInfo The versions and names of what runs on it.
core.v1.ObjectFieldSelector
 apiVersion The API version that the path is written for.
 fieldPath The path of the field, such as metadata.name.
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
core.v1.PodCondition One thing that is true of the pod or not.
 lastProbeTime When it was last looked at.
 lastTransitionTime When it last changed.
 message Why, for a person to read.
 observedGeneration The generation of the pod that this is about.
 reason Why, in one word.
 status True, False or Unknown.
 type What it is about, such as Ready.
core.v1.PodSecurityContext
 appArmorProfile The AppArmor profile of the containers.
 fsGroup The group that volumes belong to.
 fsGroupChangePolicy Whether the owners of a volume's files are changed always or only when its root is another's.
 runAsGroup The main group of the processes.
 runAsNonRoot Whether a container that would run as root is refused.
 runAsUser The user of the processes.
 seLinuxOptions The SELinux label of the containers.
 seccompProfile The system calls that are allowed.
 supplementalGroups Further groups of the processes.
 sysctls Settings of the kernel for the pod.
 windowsOptions Settings for Windows.
core.v1.PodSpec
 activeDeadlineSeconds How long the pod may run before it is ended as failed.
 affinity On which nodes, and near to which pods, it should run.
 automountServiceAccountToken Whether a token of the service account is put into the containers.
 containers The containers; there is at least one.
 dnsConfig Name servers and search domains beside those that dnsPolicy gives.
 dnsPolicy Where names are looked up.
 enableServiceLinks Whether the services of the namespace become environment variables.
 ephemeralContainers Containers that were added to the running pod for debugging.
 hostAliases Lines for /etc/hosts.
 hostIPC Whether the pod shares the memory that programs of its node share.
 hostNetwork Whether the pod has the address and the ports of its node.
 hostPID Whether the pod sees the processes of its node.
 hostUsers When false, the users of the pod are others than those of its node.
 hostname The name that the pod has for itself; that of the pod when nothing is said.
 hostnameOverride The whole name that the pod has for itself, instead of hostname and subdomain.
 imagePullSecrets Secrets with the credentials of image registries.
 initContainers Containers that run to their end, one by one, before the others start.
 nodeName The node that the pod runs on; filled in by the scheduler.
 nodeSelector Labels that the node must have.
 os The operating system that the pod needs.
 overhead What the pod needs beside its containers, filled in by its runtime class.
 preemptionPolicy Whether pods of less priority may be removed to make room.
 priority How important the pod is; filled in from priorityClassName.
 priorityClassName The class that says how important the pod is.
 readinessGates Further conditions that must be true before the pod is ready.
 resourceClaims Devices that are kept for the pod.
 resources What the pod as a whole asks for and is limited to.
 restartPolicy What happens when a container ends.
 runtimeClassName The class of runtimes that runs the containers.
 schedulerName Who finds a node for the pod.
 schedulingGates As long as there is one, no node is looked for.
 schedulingGroup The group of pods that are given nodes together.
 securityContext As whom the containers run, where they do not say it themselves.
 serviceAccount The old name of serviceAccountName.
 serviceAccountName The service account that the pod acts as.
 setHostnameAsFQDN Whether the host name has its domain.
 shareProcessNamespace Whether the containers see each other's processes.
 subdomain The service whose domain the name of the pod is in.
 terminationGracePeriodSeconds How long the containers have to end when the pod is deleted.
 tolerations Taints of nodes that the pod puts up with.
 topologySpreadConstraints How evenly pods are spread over nodes and zones.
 volumes Folders that containers can mount.
core.v1.PodStatus
 allocatedResources What the node has set aside for the pod as a whole.
 conditions How far the pod has come.
 containerStatuses The state of each container.
 ephemeralContainerStatuses The state of each container for debugging.
 hostIP The address of the node.
 hostIPs The addresses of the node.
 initContainerStatuses The state of each init container.
 message Why the pod is in this state, for a person to read.
 nominatedNodeName The node where room is being made for the pod.
 observedGeneration The generation that this status is about.
 phase Where the pod is in its life.
 podIP The address of the pod.
 podIPs The addresses of the pod, one of each family.
 qosClass How early the pod is ended when its node runs short: BestEffort, Burstable, Guaranteed.
 reason One word for why the pod is in this state.
 resize Where a change of resources stands; conditions tell it now.
 resources What the pod as a whole has now.
 startTime When the node took the pod up.
core.v1.PodTemplateSpec What each new pod looks like.
 metadata Labels and annotations of each new pod.
 spec What should run in it.
core.v1.Probe A check of a container, done again and again.
 exec A command that has to end with 0.
 failureThreshold How many failures in a row count as failed.
 grpc A gRPC health service that has to answer.
 httpGet A path that has to answer with a status from 200 to 399.
 initialDelaySeconds How long after the start of the container the first check is.
 periodSeconds How long it is from one check to the next.
 successThreshold How many successes in a row count as passed again.
 tcpSocket A port that has to take a connection.
 terminationGracePeriodSeconds How long the container has to end when the check has failed.
 timeoutSeconds How long one check may take.
core.v1.ProjectedVolumeSource A volume that several sources fill.
 defaultMode The mode of files that do not say their own.
 sources What fills it: tokens, config maps, secrets, facts about the pod.
core.v1.ResourceRequirements
 claims Devices of the pod that the container uses.
 limits The most that the container may use.
 requests What is kept for the container; the limits when nothing is said.
core.v1.Secret Data that is not for all to see, such as passwords, keys and tokens.
 data Entries, in base64; that hides nothing.
 immutable When true, the entries can no longer be changed.
 stringData Entries as plain text, for writing only: the server moves them to data.
 type What the secret is for, such as Opaque or kubernetes.io/service-account-token; it cannot be changed.
core.v1.SecretKeySelector
 key The name of the entry.
 name The name of the secret.
 optional Whether it may be missing.
core.v1.SecretVolumeSource
 defaultMode The mode of files that do not say their own.
 items Which entries become files, and where; all of them when nothing is said.
 optional Whether the secret may be missing.
 secretName The name of the secret.
core.v1.SecurityContext
 allowPrivilegeEscalation Whether a process may gain more privileges than its parent.
 appArmorProfile The AppArmor profile of the container.
 capabilities Single privileges of root that are added or dropped.
 privileged Whether the container may do all that root of the node may.
 procMount How /proc is mounted.
 readOnlyRootFilesystem Whether the files of the image can only be read.
 runAsGroup The main group of the processes.
 runAsNonRoot Whether a container that would run as root is refused.
 runAsUser The user of the processes.
 seLinuxOptions The SELinux label of the container.
 seccompProfile The system calls that are allowed.
 windowsOptions Settings for Windows.
core.v1.Service A name and an address for the pods that a selector finds.
core.v1.ServiceAccount An identity for programs: a pod that runs as it is system:serviceaccount:NAMESPACE:NAME for the API server.
 automountServiceAccountToken Whether its pods get its token, where they do not say it themselves.
 imagePullSecrets Secrets that its pods fetch images with.
 secrets Secrets that its pods may mount, where that is enforced; tokens need not be listed.
core.v1.ServiceAccountTokenProjection A token of the pod's service account, renewed before it ends.
 audience Whom the token is meant for; the API server when it is empty.
 expirationSeconds How long each token is valid; 3600 when nothing is said, at least 600.
 path The file that holds the token.
core.v1.ServicePort
 appProtocol What is spoken on the port, above TCP and the like.
 name The name of the port; needed when there are several.
 nodePort The port of every node that leads here.
 port The number of the port.
 protocol What carries it.
 targetPort The number or the name of the pods' port; that of the service when nothing is said.
core.v1.ServiceSpec
 allocateLoadBalancerNodePorts Whether a load balancer gets ports of the nodes too.
 clusterIP The address inside the cluster; None for a service without one.
 clusterIPs The addresses inside the cluster, one of each family.
 externalIPs Addresses outside the cluster that lead to the nodes.
 externalName The name that lookups are answered with, for the type ExternalName.
 externalTrafficPolicy Whether requests from outside go to pods of the same node only.
 healthCheckNodePort The port at which nodes tell whether they have pods of the service.
 internalTrafficPolicy Whether requests from inside go to pods of the same node only.
 ipFamilies The families of its addresses.
 ipFamilyPolicy Whether it has addresses of one family or of two.
 loadBalancerClass Who makes the load balancer.
 loadBalancerIP The address that was asked for; no longer used.
 loadBalancerSourceRanges The addresses that the load balancer takes requests from.
 ports The ports that it is reached at.
 publishNotReadyAddresses Whether pods that are not ready are found too.
 selector The labels of the pods behind it.
 sessionAffinity Whether requests of one client go to the same pod.
 sessionAffinityConfig For how long they do.
 trafficDistribution Which pods are preferred, such as those in the same zone.
 type How the service is reached: inside the cluster, at the nodes, by a load balancer, or by another name.
core.v1.ServiceStatus
 conditions What is true of the service.
 loadBalancer What the load balancer is reached by.
core.v1.TCPSocketAction
 host The host; the pod when nothing is said.
 port The number or the name of the port.
core.v1.Taint
 effect What happens to pods that do not tolerate it.
 key The key of the taint.
 timeAdded When it was added.
 value The value of the taint.
core.v1.Toleration
 effect The effect of the taint; empty for all.
 key The key of the taint; empty, with Exists, for all.
 operator How key and value are compared with the taint.
 tolerationSeconds How long a taint that ends pods is put up with.
 value The value of the taint.
core.v1.Volume A folder or file that containers can mount, from one source.
 configMap The entries of a config map as files.
 downwardAPI Facts about the pod as files.
 emptyDir A folder that is empty at first and lives as long as the pod.
 ephemeral A volume that is made for the pod and goes with it.
 hostPath A folder or file of the node.
 image The files of an image.
 name The name by which containers mount it.
 nfs A folder of an NFS server.
 persistentVolumeClaim A volume that a claim of the namespace has.
 projected Several sources in one folder.
 secret The entries of a secret as files.
core.v1.VolumeMount Where a volume appears in a container.
 mountPath The folder in the container.
 mountPropagation Whether mounts inside of it are seen by others.
 name The name of the volume.
 readOnly Whether the container can only read it.
 recursiveReadOnly Whether mounts inside of it can only be read, too.
 subPath The part of the volume that is mounted.
 subPathExpr The same with variables of the environment in it.
apps.v1.Deployment Keeps a number of equal pods running and replaces them step by step when their template changes.
apps.v1.DeploymentCondition
 lastTransitionTime When its status last changed.
 lastUpdateTime When it was last looked at.
 message Why, for a person to read.
 reason Why, in one word.
 status True, False or Unknown.
 type Available, Progressing or ReplicaFailure.
apps.v1.DeploymentSpec Which pods should run, and how they are replaced.
 minReadySeconds How long a new pod must be ready before it counts as available.
 paused When true, changes of the template are not rolled out.
 progressDeadlineSeconds How long a roll-out may stand still before it counts as failed.
 replicas How many pods should run; 1 when nothing is said.
 revisionHistoryLimit How many old replica sets are kept to go back to.
 selector Which pods are its own; must match the labels of the template, and cannot be changed.
 strategy How old pods are replaced by new ones.
 template What the pods look like.
apps.v1.DeploymentStatus
 availableReplicas How many pods have been ready for long enough.
 collisionCount How often the name of a new replica set was taken.
 conditions What is true of the deployment.
 observedGeneration The generation that this status is about.
 readyReplicas How many pods are ready.
 replicas How many pods there are.
 terminatingReplicas How many pods are ending.
 unavailableReplicas How many pods are still missing.
 updatedReplicas How many pods follow the newest template.
apps.v1.DeploymentStrategy
 rollingUpdate How far a roll-out may go at a time.
 type RollingUpdate replaces a few pods at a time, Recreate ends all of them first.
apps.v1.ReplicaSet Keeps a number of equal pods running.
apps.v1.ReplicaSetSpec Which pods should run.
 minReadySeconds How long a new pod must be ready before it counts as available.
 replicas How many pods should run; 1 when nothing is said.
 selector Which pods are its own.
 template What the pods look like.
apps.v1.ReplicaSetStatus
 availableReplicas How many pods have been ready for long enough.
 conditions What is true of the replica set.
 fullyLabeledReplicas How many pods have all labels of the template.
 observedGeneration The generation that this status is about.
 readyReplicas How many pods are ready.
 replicas How many pods there are.
 terminatingReplicas How many pods are ending.
apps.v1.RollingUpdateDeployment
 maxSurge How many pods there may be beyond those wanted, as a number or a percentage.
 maxUnavailable How many of those wanted may be missing, as a number or a percentage.
discovery.v1.Endpoint
 addresses The addresses; all of them lead to the same.
 conditions Whether it takes requests.
 hints For which zones or nodes it is meant.
 hostname The name of the pod for itself.
 nodeName The node that it is on.
 targetRef The pod behind it.
 zone The zone that it is in.
discovery.v1.EndpointConditions
 ready Whether it can take requests and is not ending.
 serving Whether it can take requests.
 terminating Whether it is ending.
discovery.v1.EndpointPort
 appProtocol What is spoken on the port, above TCP and the like.
 name The name of the port in the service.
 port The number of the port.
 protocol What carries it.
discovery.v1.EndpointSlice Some of the addresses behind a service.
 addressType The kind of the addresses: IPv4, IPv6 or FQDN.
 endpoints The addresses, each with what is known of it.
 ports The ports of all of them.
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

/** Sentences for the fields that most kinds have. */
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

/** The sentence for a type (`core.v1.Pod`); undefined without one. */
export function describeType(type: string): string | undefined {
  return sentence(type) || undefined;
}

/** The sentence for a field of a type; undefined without one. `isKind` for the type of a whole object. */
export function describeField(type: string, field: string, isKind: boolean): string | undefined {
  return sentence(`${type}.${field}`) ?? (isKind ? common[field] : undefined);
}

/** Every type (`core.v1.Pod`) and field (`core.v1.Pod.spec`) that stands in the text. */
export function described(): string[] {
  sentence('');
  return [...(sentences?.keys() ?? [])];
}
