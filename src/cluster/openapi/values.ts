/** Which texts a field may hold, and what it holds when nothing is said, where Kubernetes' own documents say so. */

/** The values of types that are a closed list of texts, by the type's name in Go. */
export const enums: Readonly<Record<string, readonly string[]>> = {
  DNSPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  DeploymentStrategyType: ['Recreate', 'RollingUpdate'],
  NamespacePhase: ['Active', 'Terminating'],
  PodPhase: ['Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'],
  PodQOSClass: ['BestEffort', 'Burstable', 'Guaranteed'],
  PreemptionPolicy: ['Never', 'PreemptLowerPriority'],
  Protocol: ['SCTP', 'TCP', 'UDP'],
  PullPolicy: ['Always', 'IfNotPresent', 'Never'],
  RestartPolicy: ['Always', 'Never', 'OnFailure'],
  SeccompProfileType: ['Localhost', 'RuntimeDefault', 'Unconfined'],
  ServiceAffinity: ['ClientIP', 'None'],
  ServiceExternalTrafficPolicy: ['Cluster', 'Local'],
  ServiceType: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  TaintEffect: ['NoExecute', 'NoSchedule', 'PreferNoSchedule'],
  TerminationMessagePolicy: ['FallbackToLogsOnError', 'File'],
  URIScheme: ['HTTP', 'HTTPS'],
};

/** Defaults of fields, by type and name. */
export const stringDefaults: Readonly<Record<string, string>> = {
  'core.v1.ConfigMapEnvSource.name': '',
  'core.v1.ConfigMapKeySelector.name': '',
  'core.v1.ConfigMapProjection.name': '',
  'core.v1.ConfigMapVolumeSource.name': '',
  'core.v1.ContainerPort.protocol': 'TCP',
  'core.v1.LocalObjectReference.name': '',
  'core.v1.SecretEnvSource.name': '',
  'core.v1.SecretKeySelector.name': '',
  'core.v1.SecretProjection.name': '',
  'core.v1.ServicePort.protocol': 'TCP',
};
