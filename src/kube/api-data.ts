/**
 * The resources and types of Kubernetes 1.36, as that release itself tells them. Made by `npm run types`: do not edit. The
 * notation is explained where it is read; long because it is data.
 */

/** The resources, a line each, with a line for each sub-resource; kinds.ts reads it. */
export const resourcesText: string = `
v1 bindings Binding Namespaced create
v1 componentstatuses ComponentStatus Cluster get,list short=cs
v1 configmaps ConfigMap Namespaced create,delete,deletecollection,get,list,patch,update,watch short=cm
v1 endpoints Endpoints Namespaced create,delete,deletecollection,get,list,patch,update,watch short=ep
v1 events Event Namespaced create,delete,deletecollection,get,list,patch,update,watch short=ev
v1 limitranges LimitRange Namespaced create,delete,deletecollection,get,list,patch,update,watch short=limits
v1 namespaces Namespace Cluster create,delete,get,list,patch,update,watch short=ns
 finalize update
 status get,patch,update
v1 nodes Node Cluster create,delete,deletecollection,get,list,patch,update,watch short=no
 proxy create,delete,get,patch,update NodeProxyOptions
 status get,patch,update
v1 persistentvolumeclaims PersistentVolumeClaim Namespaced create,delete,deletecollection,get,list,patch,update,watch short=pvc
 status get,patch,update
v1 persistentvolumes PersistentVolume Cluster create,delete,deletecollection,get,list,patch,update,watch short=pv
 status get,patch,update
v1 pods Pod Namespaced create,delete,deletecollection,get,list,patch,update,watch short=po categories=all
 attach create,get PodAttachOptions
 binding create Binding
 ephemeralcontainers get,patch,update
 eviction create policy/v1/Eviction
 exec create,get PodExecOptions
 log get
 portforward create,get PodPortForwardOptions
 proxy create,delete,get,patch,update PodProxyOptions
 resize get,patch,update
 status get,patch,update
v1 podtemplates PodTemplate Namespaced create,delete,deletecollection,get,list,patch,update,watch
v1 replicationcontrollers ReplicationController Namespaced create,delete,deletecollection,get,list,patch,update,watch short=rc categories=all
 scale get,patch,update autoscaling/v1/Scale
 status get,patch,update
v1 resourcequotas ResourceQuota Namespaced create,delete,deletecollection,get,list,patch,update,watch short=quota
 status get,patch,update
v1 secrets Secret Namespaced create,delete,deletecollection,get,list,patch,update,watch
v1 serviceaccounts ServiceAccount Namespaced create,delete,deletecollection,get,list,patch,update,watch short=sa
 token create authentication.k8s.io/v1/TokenRequest
v1 services Service Namespaced create,delete,deletecollection,get,list,patch,update,watch short=svc categories=all
 proxy create,delete,get,patch,update ServiceProxyOptions
 status get,patch,update
apiregistration.k8s.io/v1 apiservices APIService Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
 status get,patch,update
apps/v1 controllerrevisions ControllerRevision Namespaced create,delete,deletecollection,get,list,patch,update,watch
apps/v1 daemonsets DaemonSet Namespaced create,delete,deletecollection,get,list,patch,update,watch short=ds categories=all
 status get,patch,update
apps/v1 deployments Deployment Namespaced create,delete,deletecollection,get,list,patch,update,watch short=deploy categories=all
 scale get,patch,update autoscaling/v1/Scale
 status get,patch,update
apps/v1 replicasets ReplicaSet Namespaced create,delete,deletecollection,get,list,patch,update,watch short=rs categories=all
 scale get,patch,update autoscaling/v1/Scale
 status get,patch,update
apps/v1 statefulsets StatefulSet Namespaced create,delete,deletecollection,get,list,patch,update,watch short=sts categories=all
 scale get,patch,update autoscaling/v1/Scale
 status get,patch,update
events.k8s.io/v1 events Event Namespaced create,delete,deletecollection,get,list,patch,update,watch short=ev
authentication.k8s.io/v1 selfsubjectreviews SelfSubjectReview Cluster create
authentication.k8s.io/v1 tokenreviews TokenReview Cluster create
authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview Namespaced create
authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview Cluster create
authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview Cluster create
authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview Cluster create
autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler Namespaced create,delete,deletecollection,get,list,patch,update,watch short=hpa categories=all
 status get,patch,update
autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler Namespaced create,delete,deletecollection,get,list,patch,update,watch short=hpa categories=all
 status get,patch,update
batch/v1 cronjobs CronJob Namespaced create,delete,deletecollection,get,list,patch,update,watch short=cj categories=all
 status get,patch,update
batch/v1 jobs Job Namespaced create,delete,deletecollection,get,list,patch,update,watch categories=all
 status get,patch,update
certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest Cluster create,delete,deletecollection,get,list,patch,update,watch short=csr
 approval get,patch,update
 status get,patch,update
networking.k8s.io/v1 ingressclasses IngressClass Cluster create,delete,deletecollection,get,list,patch,update,watch
networking.k8s.io/v1 ingresses Ingress Namespaced create,delete,deletecollection,get,list,patch,update,watch short=ing
 status get,patch,update
networking.k8s.io/v1 ipaddresses IPAddress Cluster create,delete,deletecollection,get,list,patch,update,watch short=ip
networking.k8s.io/v1 networkpolicies NetworkPolicy Namespaced create,delete,deletecollection,get,list,patch,update,watch short=netpol
networking.k8s.io/v1 servicecidrs ServiceCIDR Cluster create,delete,deletecollection,get,list,patch,update,watch
 status get,patch,update
policy/v1 poddisruptionbudgets PodDisruptionBudget Namespaced create,delete,deletecollection,get,list,patch,update,watch short=pdb
 status get,patch,update
rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding Cluster create,delete,deletecollection,get,list,patch,update,watch
rbac.authorization.k8s.io/v1 clusterroles ClusterRole Cluster create,delete,deletecollection,get,list,patch,update,watch
rbac.authorization.k8s.io/v1 rolebindings RoleBinding Namespaced create,delete,deletecollection,get,list,patch,update,watch
rbac.authorization.k8s.io/v1 roles Role Namespaced create,delete,deletecollection,get,list,patch,update,watch
storage.k8s.io/v1 csidrivers CSIDriver Cluster create,delete,deletecollection,get,list,patch,update,watch
storage.k8s.io/v1 csinodes CSINode Cluster create,delete,deletecollection,get,list,patch,update,watch
storage.k8s.io/v1 csistoragecapacities CSIStorageCapacity Namespaced create,delete,deletecollection,get,list,patch,update,watch
storage.k8s.io/v1 storageclasses StorageClass Cluster create,delete,deletecollection,get,list,patch,update,watch short=sc
storage.k8s.io/v1 volumeattachments VolumeAttachment Cluster create,delete,deletecollection,get,list,patch,update,watch
 status get,patch,update
storage.k8s.io/v1 volumeattributesclasses VolumeAttributesClass Cluster create,delete,deletecollection,get,list,patch,update,watch short=vac
admissionregistration.k8s.io/v1 mutatingadmissionpolicies MutatingAdmissionPolicy Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
 status get,patch,update
admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration Cluster create,delete,deletecollection,get,list,patch,update,watch categories=api-extensions
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition Cluster create,delete,deletecollection,get,list,patch,update,watch short=crd,crds categories=api-extensions
 status get,patch,update
scheduling.k8s.io/v1 priorityclasses PriorityClass Cluster create,delete,deletecollection,get,list,patch,update,watch short=pc
coordination.k8s.io/v1 leases Lease Namespaced create,delete,deletecollection,get,list,patch,update,watch
node.k8s.io/v1 runtimeclasses RuntimeClass Cluster create,delete,deletecollection,get,list,patch,update,watch
discovery.k8s.io/v1 endpointslices EndpointSlice Namespaced create,delete,deletecollection,get,list,patch,update,watch
resource.k8s.io/v1 deviceclasses DeviceClass Cluster create,delete,deletecollection,get,list,patch,update,watch
resource.k8s.io/v1 resourceclaims ResourceClaim Namespaced create,delete,deletecollection,get,list,patch,update,watch
 status get,patch,update
resource.k8s.io/v1 resourceclaimtemplates ResourceClaimTemplate Namespaced create,delete,deletecollection,get,list,patch,update,watch
resource.k8s.io/v1 resourceslices ResourceSlice Cluster create,delete,deletecollection,get,list,patch,update,watch
flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema Cluster create,delete,deletecollection,get,list,patch,update,watch
 status get,patch,update
flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration Cluster create,delete,deletecollection,get,list,patch,update,watch
 status get,patch,update
`;

/** The types, each with a line for each field in the order of Go; cluster/types reads it. */
export const typesText: string = `
type admissionregistration.v1.ApplyConfiguration
 1 expression string
type admissionregistration.v1.AuditAnnotation
 1 key!+ string
 2 valueExpression!+ string
type admissionregistration.v1.ExpressionWarning
 2 fieldRef!+ string
 3 warning!+ string
type admissionregistration.v1.JSONPatch
 1 expression string
type admissionregistration.v1.MatchCondition
 1 name!+ string
 2 expression!+ string
type admissionregistration.v1.MatchResources atomic
 1 namespaceSelector *meta.v1.LabelSelector
 2 objectSelector *meta.v1.LabelSelector
 3 resourceRules []admissionregistration.v1.NamedRuleWithOperations list=atomic
 4 excludeResourceRules []admissionregistration.v1.NamedRuleWithOperations list=atomic
 7 matchPolicy *string/admissionregistration.v1.MatchPolicyType
type admissionregistration.v1.MutatingAdmissionPolicy
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec admissionregistration.v1.MutatingAdmissionPolicySpec
type admissionregistration.v1.MutatingAdmissionPolicyBinding
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec admissionregistration.v1.MutatingAdmissionPolicyBindingSpec
type admissionregistration.v1.MutatingAdmissionPolicyBindingList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.MutatingAdmissionPolicyBinding
type admissionregistration.v1.MutatingAdmissionPolicyBindingSpec
 1 policyName string
 2 paramRef *admissionregistration.v1.ParamRef
 3 matchResources *admissionregistration.v1.MatchResources
type admissionregistration.v1.MutatingAdmissionPolicyList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.MutatingAdmissionPolicy
type admissionregistration.v1.MutatingAdmissionPolicySpec
 1 paramKind *admissionregistration.v1.ParamKind
 2 matchConstraints *admissionregistration.v1.MatchResources
 3 variables []admissionregistration.v1.Variable list=atomic
 4 mutations []admissionregistration.v1.Mutation list=atomic
 5 failurePolicy *string/admissionregistration.v1.FailurePolicyType
 6 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge:name
 7 reinvocationPolicy string/admissionregistration.v1.ReinvocationPolicyType
type admissionregistration.v1.MutatingWebhook
 1 name!+ string
 2 clientConfig!+ admissionregistration.v1.WebhookClientConfig
 3 rules []admissionregistration.v1.RuleWithOperations list=atomic
 4 failurePolicy *string/admissionregistration.v1.FailurePolicyType
 9 matchPolicy *string/admissionregistration.v1.MatchPolicyType
 5 namespaceSelector *meta.v1.LabelSelector
 11 objectSelector *meta.v1.LabelSelector
 6 sideEffects!+ *string/admissionregistration.v1.SideEffectClass
 7 timeoutSeconds *int32
 8 admissionReviewVersions!+ []string list=atomic
 10 reinvocationPolicy *string/admissionregistration.v1.ReinvocationPolicyType
 12 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge:name
type admissionregistration.v1.MutatingWebhookConfiguration
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 webhooks []admissionregistration.v1.MutatingWebhook list=map:name patch=merge:name
type admissionregistration.v1.MutatingWebhookConfigurationList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.MutatingWebhookConfiguration
type admissionregistration.v1.Mutation
 2 patchType!+ string/admissionregistration.v1.PatchType
 3 applyConfiguration *admissionregistration.v1.ApplyConfiguration
 4 jsonPatch *admissionregistration.v1.JSONPatch go=JSONPatch
type admissionregistration.v1.NamedRuleWithOperations atomic
 1 resourceNames []string list=atomic
 2 ~ admissionregistration.v1.RuleWithOperations
type admissionregistration.v1.ParamKind atomic
 1 apiVersion string go=APIVersion
 2 kind string
type admissionregistration.v1.ParamRef atomic
 1 name string
 2 namespace string
 3 selector *meta.v1.LabelSelector
 4 parameterNotFoundAction *string/admissionregistration.v1.ParameterNotFoundActionType
type admissionregistration.v1.Rule
 1 apiGroups []string go=APIGroups
 2 apiVersions []string go=APIVersions
 3 resources []string
 4 scope *string/admissionregistration.v1.ScopeType
type admissionregistration.v1.RuleWithOperations
 1 operations []string/admissionregistration.v1.OperationType list=atomic
 2 ~ admissionregistration.v1.Rule
type admissionregistration.v1.ServiceReference
 1 namespace!+ string
 2 name!+ string
 3 path *string
 4 port *int32
type admissionregistration.v1.TypeChecking
 1 expressionWarnings []admissionregistration.v1.ExpressionWarning list=atomic
type admissionregistration.v1.ValidatingAdmissionPolicy
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec admissionregistration.v1.ValidatingAdmissionPolicySpec
 3 status admissionregistration.v1.ValidatingAdmissionPolicyStatus
type admissionregistration.v1.ValidatingAdmissionPolicyBinding
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec! admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec
type admissionregistration.v1.ValidatingAdmissionPolicyBindingList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.ValidatingAdmissionPolicyBinding
type admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec
 1 policyName! string
 2 paramRef *admissionregistration.v1.ParamRef
 3 matchResources *admissionregistration.v1.MatchResources
 4 validationActions! []string/admissionregistration.v1.ValidationAction list=set
type admissionregistration.v1.ValidatingAdmissionPolicyList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.ValidatingAdmissionPolicy
type admissionregistration.v1.ValidatingAdmissionPolicySpec
 1 paramKind *admissionregistration.v1.ParamKind
 2 matchConstraints *admissionregistration.v1.MatchResources
 3 validations []admissionregistration.v1.Validation list=atomic
 4 failurePolicy *string/admissionregistration.v1.FailurePolicyType
 5 auditAnnotations []admissionregistration.v1.AuditAnnotation list=atomic
 6 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge:name
 7 variables []admissionregistration.v1.Variable list=map:name patch=merge:name
type admissionregistration.v1.ValidatingAdmissionPolicyStatus
 1 observedGeneration int64
 2 typeChecking *admissionregistration.v1.TypeChecking
 3 conditions []meta.v1.Condition list=map:type
type admissionregistration.v1.ValidatingWebhook
 1 name!+ string
 2 clientConfig!+ admissionregistration.v1.WebhookClientConfig
 3 rules []admissionregistration.v1.RuleWithOperations list=atomic
 4 failurePolicy *string/admissionregistration.v1.FailurePolicyType
 9 matchPolicy *string/admissionregistration.v1.MatchPolicyType
 5 namespaceSelector *meta.v1.LabelSelector
 10 objectSelector *meta.v1.LabelSelector
 6 sideEffects!+ *string/admissionregistration.v1.SideEffectClass
 7 timeoutSeconds *int32
 8 admissionReviewVersions!+ []string list=atomic
 11 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge:name
type admissionregistration.v1.ValidatingWebhookConfiguration
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 webhooks []admissionregistration.v1.ValidatingWebhook list=map:name patch=merge:name
type admissionregistration.v1.ValidatingWebhookConfigurationList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []admissionregistration.v1.ValidatingWebhookConfiguration
type admissionregistration.v1.Validation
 1 expression!+ string
 2 message string
 3 reason *string/meta.v1.StatusReason
 4 messageExpression string
type admissionregistration.v1.Variable atomic
 1 name!+ string
 2 expression!+ string
type admissionregistration.v1.WebhookClientConfig
 3 url *string go=URL
 1 service *admissionregistration.v1.ServiceReference
 2 caBundle bytes go=CABundle
type apiextensions.v1.CustomResourceColumnDefinition
 1 name!+ string
 2 type!+ string
 3 format string
 4 description string
 5 priority int32
 6 jsonPath!+ string go=JSONPath
type apiextensions.v1.CustomResourceConversion
 1 strategy!+ string/apiextensions.v1.ConversionStrategyType
 2 webhook *apiextensions.v1.WebhookConversion
type apiextensions.v1.CustomResourceDefinition
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ apiextensions.v1.CustomResourceDefinitionSpec
 3 status apiextensions.v1.CustomResourceDefinitionStatus
type apiextensions.v1.CustomResourceDefinitionCondition
 1 type!+ string/apiextensions.v1.CustomResourceDefinitionConditionType
 2 status!+ string/apiextensions.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
 6 observedGeneration int64
type apiextensions.v1.CustomResourceDefinitionList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apiextensions.v1.CustomResourceDefinition
type apiextensions.v1.CustomResourceDefinitionNames
 1 plural!+ string
 2 singular string
 3 shortNames []string list=atomic
 4 kind!+ string
 5 listKind string
 6 categories []string list=atomic
type apiextensions.v1.CustomResourceDefinitionSpec
 1 group!+ string
 3 names!+ apiextensions.v1.CustomResourceDefinitionNames
 4 scope!+ string/apiextensions.v1.ResourceScope
 7 versions!+ []apiextensions.v1.CustomResourceDefinitionVersion list=atomic
 9 conversion *apiextensions.v1.CustomResourceConversion
 10 preserveUnknownFields bool
type apiextensions.v1.CustomResourceDefinitionStatus
 1 conditions+ []apiextensions.v1.CustomResourceDefinitionCondition list=map:type
 2 acceptedNames+ apiextensions.v1.CustomResourceDefinitionNames
 3 storedVersions+ []string list=atomic
 4 observedGeneration int64
type apiextensions.v1.CustomResourceDefinitionVersion
 1 name!+ string
 2 served!+ bool
 3 storage!+ bool
 7 deprecated bool
 8 deprecationWarning *string
 4 schema *apiextensions.v1.CustomResourceValidation
 5 subresources *apiextensions.v1.CustomResourceSubresources
 6 additionalPrinterColumns []apiextensions.v1.CustomResourceColumnDefinition list=atomic
 9 selectableFields []apiextensions.v1.SelectableField list=atomic
type apiextensions.v1.CustomResourceSubresourceScale
 1 specReplicasPath!+ string
 2 statusReplicasPath!+ string
 3 labelSelectorPath *string
type apiextensions.v1.CustomResourceSubresourceStatus
type apiextensions.v1.CustomResourceSubresources
 1 status *apiextensions.v1.CustomResourceSubresourceStatus
 2 scale *apiextensions.v1.CustomResourceSubresourceScale
type apiextensions.v1.CustomResourceValidation
 1 openAPIV3Schema *apiextensions.v1.JSONSchemaProps
type apiextensions.v1.ExternalDocumentation
 1 description string
 2 url string go=URL
type apiextensions.v1.JSONSchemaProps
 1 id string go=ID
 2 $schema string/apiextensions.v1.JSONSchemaURL go=Schema
 3 $ref *string go=Ref
 4 description string
 5 type string
 6 format string
 7 title string
 8 default *apiextensions.v1.JSON
 9 maximum *float64
 10 exclusiveMaximum bool
 11 minimum *float64
 12 exclusiveMinimum bool
 13 maxLength *int64
 14 minLength *int64
 15 pattern string
 16 maxItems *int64
 17 minItems *int64
 18 uniqueItems bool
 19 multipleOf *float64
 20 enum []apiextensions.v1.JSON list=atomic
 21 maxProperties *int64
 22 minProperties *int64
 23 required []string list=atomic
 24 items *apiextensions.v1.JSONSchemaPropsOrArray
 25 allOf []apiextensions.v1.JSONSchemaProps list=atomic
 26 oneOf []apiextensions.v1.JSONSchemaProps list=atomic
 27 anyOf []apiextensions.v1.JSONSchemaProps list=atomic
 28 not *apiextensions.v1.JSONSchemaProps
 29 properties {apiextensions.v1.JSONSchemaProps}
 30 additionalProperties *apiextensions.v1.JSONSchemaPropsOrBool
 31 patternProperties {apiextensions.v1.JSONSchemaProps}
 32 dependencies {apiextensions.v1.JSONSchemaPropsOrStringArray}/apiextensions.v1.JSONSchemaDependencies
 33 additionalItems *apiextensions.v1.JSONSchemaPropsOrBool
 34 definitions {apiextensions.v1.JSONSchemaProps}/apiextensions.v1.JSONSchemaDefinitions
 35 externalDocs *apiextensions.v1.ExternalDocumentation
 36 example *apiextensions.v1.JSON
 37 nullable bool
 38 x-kubernetes-preserve-unknown-fields *bool go=XPreserveUnknownFields
 39 x-kubernetes-embedded-resource bool go=XEmbeddedResource
 40 x-kubernetes-int-or-string bool go=XIntOrString
 41 x-kubernetes-list-map-keys []string go=XListMapKeys list=atomic
 42 x-kubernetes-list-type *string go=XListType
 43 x-kubernetes-map-type *string go=XMapType
 44 x-kubernetes-validations []apiextensions.v1.ValidationRule/apiextensions.v1.ValidationRules go=XValidations list=map:rule patch=merge:rule
type apiextensions.v1.SelectableField
 1 jsonPath!+ string go=JSONPath
type apiextensions.v1.ServiceReference
 1 namespace!+ string
 2 name!+ string
 3 path *string
 4 port *int32
type apiextensions.v1.ValidationRule
 1 rule!+ string
 2 message string
 3 messageExpression string
 4 reason *string/apiextensions.v1.FieldValueErrorReason
 5 fieldPath string
 6 optionalOldSelf *bool
type apiextensions.v1.WebhookClientConfig
 3 url *string go=URL
 1 service *apiextensions.v1.ServiceReference
 2 caBundle bytes go=CABundle
type apiextensions.v1.WebhookConversion
 2 clientConfig *apiextensions.v1.WebhookClientConfig
 3 conversionReviewVersions!+ []string list=atomic
type apiregistration.v1.APIService
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec apiregistration.v1.APIServiceSpec
 3 status apiregistration.v1.APIServiceStatus
type apiregistration.v1.APIServiceCondition
 1 type!+ string/apiregistration.v1.APIServiceConditionType
 2 status!+ string/apiregistration.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type apiregistration.v1.APIServiceList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apiregistration.v1.APIService
type apiregistration.v1.APIServiceSpec
 1 service *apiregistration.v1.ServiceReference
 2 group string
 3 version string
 4 insecureSkipTLSVerify bool
 5 caBundle bytes go=CABundle list=atomic
 7 groupPriorityMinimum!+ int32
 8 versionPriority!+ int32
type apiregistration.v1.APIServiceStatus
 1 conditions []apiregistration.v1.APIServiceCondition list=map:type patch=merge:type
type apiregistration.v1.ServiceReference
 1 namespace string
 2 name string
 3 port *int32
type apps.v1.ControllerRevision
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 data runtime.RawExtension
 3 revision!+ int64
type apps.v1.ControllerRevisionList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apps.v1.ControllerRevision
type apps.v1.DaemonSet
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec apps.v1.DaemonSetSpec
 3 status apps.v1.DaemonSetStatus
type apps.v1.DaemonSetCondition
 1 type!+ string/apps.v1.DaemonSetConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type apps.v1.DaemonSetList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apps.v1.DaemonSet
type apps.v1.DaemonSetSpec
 1 selector!+ *meta.v1.LabelSelector
 2 template!+ core.v1.PodTemplateSpec
 3 updateStrategy apps.v1.DaemonSetUpdateStrategy
 4 minReadySeconds int32
 6 revisionHistoryLimit *int32
type apps.v1.DaemonSetStatus
 1 currentNumberScheduled!+ int32
 2 numberMisscheduled!+ int32
 3 desiredNumberScheduled!+ int32
 4 numberReady!+ int32
 5 observedGeneration int64
 6 updatedNumberScheduled int32
 7 numberAvailable int32
 8 numberUnavailable int32
 9 collisionCount *int32
 10 conditions []apps.v1.DaemonSetCondition list=map:type patch=merge:type
type apps.v1.DaemonSetUpdateStrategy
 1 type string/apps.v1.DaemonSetUpdateStrategyType
 2 rollingUpdate *apps.v1.RollingUpdateDaemonSet
type apps.v1.Deployment
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec apps.v1.DeploymentSpec
 3 status apps.v1.DeploymentStatus
type apps.v1.DeploymentCondition
 1 type!+ string/apps.v1.DeploymentConditionType
 2 status!+ string/core.v1.ConditionStatus
 6 lastUpdateTime meta.v1.Time
 7 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type apps.v1.DeploymentList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apps.v1.Deployment
type apps.v1.DeploymentSpec
 1 replicas *int32
 2 selector!+ *meta.v1.LabelSelector
 3 template!+ core.v1.PodTemplateSpec
 4 strategy apps.v1.DeploymentStrategy patch=retainKeys
 5 minReadySeconds int32
 6 revisionHistoryLimit *int32
 7 paused bool
 9 progressDeadlineSeconds *int32
type apps.v1.DeploymentStatus
 1 observedGeneration int64
 2 replicas int32
 3 updatedReplicas int32
 7 readyReplicas int32
 4 availableReplicas int32
 5 unavailableReplicas int32
 9 terminatingReplicas *int32
 6 conditions []apps.v1.DeploymentCondition list=map:type patch=merge:type
 8 collisionCount *int32
type apps.v1.DeploymentStrategy
 1 type string/apps.v1.DeploymentStrategyType
 2 rollingUpdate *apps.v1.RollingUpdateDeployment
type apps.v1.ReplicaSet
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec apps.v1.ReplicaSetSpec
 3 status apps.v1.ReplicaSetStatus
type apps.v1.ReplicaSetCondition
 1 type!+ string/apps.v1.ReplicaSetConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type apps.v1.ReplicaSetList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apps.v1.ReplicaSet
type apps.v1.ReplicaSetSpec
 1 replicas *int32
 4 minReadySeconds int32
 2 selector!+ *meta.v1.LabelSelector
 3 template core.v1.PodTemplateSpec
type apps.v1.ReplicaSetStatus
 1 replicas!+ int32
 2 fullyLabeledReplicas int32
 4 readyReplicas int32
 5 availableReplicas int32
 7 terminatingReplicas *int32
 3 observedGeneration int64
 6 conditions []apps.v1.ReplicaSetCondition list=map:type patch=merge:type
type apps.v1.RollingUpdateDaemonSet
 1 maxUnavailable *util.intstr.IntOrString
 2 maxSurge *util.intstr.IntOrString
type apps.v1.RollingUpdateDeployment
 1 maxUnavailable *util.intstr.IntOrString
 2 maxSurge *util.intstr.IntOrString
type apps.v1.RollingUpdateStatefulSetStrategy
 1 partition *int32
 2 maxUnavailable *util.intstr.IntOrString
type apps.v1.StatefulSet
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec apps.v1.StatefulSetSpec
 3 status apps.v1.StatefulSetStatus
type apps.v1.StatefulSetCondition
 1 type!+ string/apps.v1.StatefulSetConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type apps.v1.StatefulSetList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []apps.v1.StatefulSet
type apps.v1.StatefulSetOrdinals
 1 start+ int32
type apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
 1 whenDeleted string/apps.v1.PersistentVolumeClaimRetentionPolicyType
 2 whenScaled string/apps.v1.PersistentVolumeClaimRetentionPolicyType
type apps.v1.StatefulSetSpec
 1 replicas *int32
 2 selector!+ *meta.v1.LabelSelector
 3 template!+ core.v1.PodTemplateSpec
 4 volumeClaimTemplates []core.v1.PersistentVolumeClaim list=atomic
 5 serviceName+ string
 6 podManagementPolicy string/apps.v1.PodManagementPolicyType
 7 updateStrategy apps.v1.StatefulSetUpdateStrategy
 8 revisionHistoryLimit *int32
 9 minReadySeconds int32
 10 persistentVolumeClaimRetentionPolicy *apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
 11 ordinals *apps.v1.StatefulSetOrdinals
type apps.v1.StatefulSetStatus
 1 observedGeneration int64
 2 replicas!+ int32
 3 readyReplicas int32
 4 currentReplicas int32
 5 updatedReplicas int32
 6 currentRevision string
 7 updateRevision string
 9 collisionCount *int32
 10 conditions []apps.v1.StatefulSetCondition list=map:type patch=merge:type
 11 availableReplicas+ int32
type apps.v1.StatefulSetUpdateStrategy
 1 type string/apps.v1.StatefulSetUpdateStrategyType
 2 rollingUpdate *apps.v1.RollingUpdateStatefulSetStrategy
type authentication.v1.BoundObjectReference
 1 kind string
 2 apiVersion string go=APIVersion
 3 name string
 4 uid string/types.UID go=UID
type authentication.v1.SelfSubjectReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 status authentication.v1.SelfSubjectReviewStatus
type authentication.v1.SelfSubjectReviewStatus
 1 userInfo authentication.v1.UserInfo
type authentication.v1.TokenRequest
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec+ authentication.v1.TokenRequestSpec
 3 status authentication.v1.TokenRequestStatus
type authentication.v1.TokenRequestSpec
 1 audiences+ []string list=atomic
 4 expirationSeconds+ *int64
 3 boundObjectRef+ *authentication.v1.BoundObjectReference
type authentication.v1.TokenRequestStatus
 1 token+ string
 2 expirationTimestamp+ meta.v1.Time
type authentication.v1.TokenReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ authentication.v1.TokenReviewSpec
 3 status authentication.v1.TokenReviewStatus
type authentication.v1.TokenReviewSpec
 1 token! string
 2 audiences []string list=atomic
type authentication.v1.TokenReviewStatus
 1 authenticated bool
 2 user authentication.v1.UserInfo
 4 audiences []string list=atomic
 3 error string
type authentication.v1.UserInfo
 1 username string
 2 uid string go=UID
 3 groups []string list=atomic
 4 extra {[]string/authentication.v1.ExtraValue}
type authorization.v1.FieldSelectorAttributes
 1 rawSelector string
 2 requirements []meta.v1.FieldSelectorRequirement list=atomic
type authorization.v1.LabelSelectorAttributes
 1 rawSelector string
 2 requirements []meta.v1.LabelSelectorRequirement list=atomic
type authorization.v1.LocalSubjectAccessReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ authorization.v1.SubjectAccessReviewSpec
 3 status authorization.v1.SubjectAccessReviewStatus
type authorization.v1.NonResourceAttributes
 1 path string
 2 verb string
type authorization.v1.NonResourceRule
 1 verbs!+ []string list=atomic
 2 nonResourceURLs []string list=atomic
type authorization.v1.ResourceAttributes
 1 namespace string
 2 verb string
 3 group string
 4 version string
 5 resource string
 6 subresource string
 7 name string
 8 fieldSelector *authorization.v1.FieldSelectorAttributes
 9 labelSelector *authorization.v1.LabelSelectorAttributes
type authorization.v1.ResourceRule
 1 verbs!+ []string list=atomic
 2 apiGroups []string go=APIGroups list=atomic
 3 resources []string list=atomic
 4 resourceNames []string list=atomic
type authorization.v1.SelfSubjectAccessReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ authorization.v1.SelfSubjectAccessReviewSpec
 3 status authorization.v1.SubjectAccessReviewStatus
type authorization.v1.SelfSubjectAccessReviewSpec
 1 resourceAttributes *authorization.v1.ResourceAttributes
 2 nonResourceAttributes *authorization.v1.NonResourceAttributes
type authorization.v1.SelfSubjectRulesReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ authorization.v1.SelfSubjectRulesReviewSpec
 3 status authorization.v1.SubjectRulesReviewStatus
type authorization.v1.SelfSubjectRulesReviewSpec
 1 namespace string
type authorization.v1.SubjectAccessReview
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ authorization.v1.SubjectAccessReviewSpec
 3 status authorization.v1.SubjectAccessReviewStatus
type authorization.v1.SubjectAccessReviewSpec
 1 resourceAttributes *authorization.v1.ResourceAttributes
 2 nonResourceAttributes *authorization.v1.NonResourceAttributes
 3 user string
 4 groups []string list=atomic
 5 extra {[]string/authorization.v1.ExtraValue}
 6 uid string go=UID
type authorization.v1.SubjectAccessReviewStatus
 1 allowed!+ bool
 4 denied bool
 2 reason string
 3 evaluationError string
type authorization.v1.SubjectRulesReviewStatus
 1 resourceRules!+ []authorization.v1.ResourceRule list=atomic
 2 nonResourceRules!+ []authorization.v1.NonResourceRule list=atomic
 3 incomplete!+ bool
 4 evaluationError string
type autoscaling.v1.CrossVersionObjectReference atomic
 1 kind!+ string
 2 name!+ string
 3 apiVersion string go=APIVersion
type autoscaling.v1.HorizontalPodAutoscaler
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec! autoscaling.v1.HorizontalPodAutoscalerSpec
 3 status autoscaling.v1.HorizontalPodAutoscalerStatus
type autoscaling.v1.HorizontalPodAutoscalerList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []autoscaling.v1.HorizontalPodAutoscaler
type autoscaling.v1.HorizontalPodAutoscalerSpec
 1 scaleTargetRef!+ autoscaling.v1.CrossVersionObjectReference
 2 minReplicas *int32
 3 maxReplicas!+ int32
 4 targetCPUUtilizationPercentage *int32
type autoscaling.v1.HorizontalPodAutoscalerStatus
 1 observedGeneration *int64
 2 lastScaleTime *meta.v1.Time
 3 currentReplicas!+ int32
 4 desiredReplicas!+ int32
 5 currentCPUUtilizationPercentage *int32
type autoscaling.v1.Scale
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec autoscaling.v1.ScaleSpec
 3 status autoscaling.v1.ScaleStatus
type autoscaling.v1.ScaleSpec
 1 replicas int32 default=0
type autoscaling.v1.ScaleStatus
 1 replicas!+ int32
 2 selector string
type autoscaling.v2.ContainerResourceMetricSource
 1 name!+ string/core.v1.ResourceName
 2 target!+ autoscaling.v2.MetricTarget
 3 container!+ string
type autoscaling.v2.ContainerResourceMetricStatus
 1 name!+ string/core.v1.ResourceName
 2 current!+ autoscaling.v2.MetricValueStatus
 3 container!+ string
type autoscaling.v2.CrossVersionObjectReference
 1 kind!+ string
 2 name!+ string
 3 apiVersion string go=APIVersion
type autoscaling.v2.ExternalMetricSource
 1 metric!+ autoscaling.v2.MetricIdentifier
 2 target!+ autoscaling.v2.MetricTarget
type autoscaling.v2.ExternalMetricStatus
 1 metric!+ autoscaling.v2.MetricIdentifier
 2 current!+ autoscaling.v2.MetricValueStatus
type autoscaling.v2.HPAScalingPolicy
 1 type!+ string/autoscaling.v2.HPAScalingPolicyType
 2 value!+ int32
 3 periodSeconds!+ int32
type autoscaling.v2.HPAScalingRules
 3 stabilizationWindowSeconds *int32
 1 selectPolicy *string/autoscaling.v2.ScalingPolicySelect
 2 policies []autoscaling.v2.HPAScalingPolicy list=atomic
 4 tolerance *api.resource.Quantity
type autoscaling.v2.HorizontalPodAutoscaler
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec! autoscaling.v2.HorizontalPodAutoscalerSpec
 3 status autoscaling.v2.HorizontalPodAutoscalerStatus
type autoscaling.v2.HorizontalPodAutoscalerBehavior
 1 scaleUp *autoscaling.v2.HPAScalingRules
 2 scaleDown *autoscaling.v2.HPAScalingRules
type autoscaling.v2.HorizontalPodAutoscalerCondition
 1 type!+ string/autoscaling.v2.HorizontalPodAutoscalerConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type autoscaling.v2.HorizontalPodAutoscalerList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []autoscaling.v2.HorizontalPodAutoscaler
type autoscaling.v2.HorizontalPodAutoscalerSpec
 1 scaleTargetRef!+ autoscaling.v2.CrossVersionObjectReference
 2 minReplicas *int32
 3 maxReplicas!+ int32
 4 metrics []autoscaling.v2.MetricSpec list=atomic
 5 behavior *autoscaling.v2.HorizontalPodAutoscalerBehavior
type autoscaling.v2.HorizontalPodAutoscalerStatus
 1 observedGeneration *int64
 2 lastScaleTime *meta.v1.Time
 3 currentReplicas int32
 4 desiredReplicas!+ int32
 5 currentMetrics+ []autoscaling.v2.MetricStatus list=atomic
 6 conditions []autoscaling.v2.HorizontalPodAutoscalerCondition list=map:type patch=merge:type
type autoscaling.v2.MetricIdentifier
 1 name!+ string
 2 selector *meta.v1.LabelSelector
type autoscaling.v2.MetricSpec
 1 type!+ string/autoscaling.v2.MetricSourceType
 2 object *autoscaling.v2.ObjectMetricSource
 3 pods *autoscaling.v2.PodsMetricSource
 4 resource *autoscaling.v2.ResourceMetricSource
 7 containerResource *autoscaling.v2.ContainerResourceMetricSource
 5 external *autoscaling.v2.ExternalMetricSource
type autoscaling.v2.MetricStatus
 1 type!+ string/autoscaling.v2.MetricSourceType
 2 object *autoscaling.v2.ObjectMetricStatus
 3 pods *autoscaling.v2.PodsMetricStatus
 4 resource *autoscaling.v2.ResourceMetricStatus
 7 containerResource *autoscaling.v2.ContainerResourceMetricStatus
 5 external *autoscaling.v2.ExternalMetricStatus
type autoscaling.v2.MetricTarget
 1 type!+ string/autoscaling.v2.MetricTargetType
 2 value *api.resource.Quantity
 3 averageValue *api.resource.Quantity
 4 averageUtilization *int32
type autoscaling.v2.MetricValueStatus
 1 value *api.resource.Quantity
 2 averageValue *api.resource.Quantity
 3 averageUtilization *int32
type autoscaling.v2.ObjectMetricSource
 1 describedObject!+ autoscaling.v2.CrossVersionObjectReference
 2 target!+ autoscaling.v2.MetricTarget
 3 metric!+ autoscaling.v2.MetricIdentifier
type autoscaling.v2.ObjectMetricStatus
 1 metric!+ autoscaling.v2.MetricIdentifier
 2 current!+ autoscaling.v2.MetricValueStatus
 3 describedObject!+ autoscaling.v2.CrossVersionObjectReference
type autoscaling.v2.PodsMetricSource
 1 metric!+ autoscaling.v2.MetricIdentifier
 2 target!+ autoscaling.v2.MetricTarget
type autoscaling.v2.PodsMetricStatus
 1 metric!+ autoscaling.v2.MetricIdentifier
 2 current!+ autoscaling.v2.MetricValueStatus
type autoscaling.v2.ResourceMetricSource
 1 name!+ string/core.v1.ResourceName
 2 target!+ autoscaling.v2.MetricTarget
type autoscaling.v2.ResourceMetricStatus
 1 name!+ string/core.v1.ResourceName
 2 current!+ autoscaling.v2.MetricValueStatus
type batch.v1.CronJob
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec! batch.v1.CronJobSpec
 3 status batch.v1.CronJobStatus
type batch.v1.CronJobList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []batch.v1.CronJob
type batch.v1.CronJobSpec
 1 schedule!+ string
 8 timeZone *string
 2 startingDeadlineSeconds *int64
 3 concurrencyPolicy string/batch.v1.ConcurrencyPolicy
 4 suspend *bool
 5 jobTemplate!+ batch.v1.JobTemplateSpec
 6 successfulJobsHistoryLimit *int32
 7 failedJobsHistoryLimit *int32
type batch.v1.CronJobStatus
 1 active []core.v1.ObjectReference list=atomic
 4 lastScheduleTime *meta.v1.Time
 5 lastSuccessfulTime *meta.v1.Time
type batch.v1.Job
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec batch.v1.JobSpec
 3 status batch.v1.JobStatus
type batch.v1.JobCondition
 1 type!+ string/batch.v1.JobConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastProbeTime meta.v1.Time
 4 lastTransitionTime meta.v1.Time
 5 reason string
 6 message string
type batch.v1.JobList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []batch.v1.Job
type batch.v1.JobSpec
 1 parallelism *int32
 2 completions *int32
 3 activeDeadlineSeconds *int64
 11 podFailurePolicy *batch.v1.PodFailurePolicy
 16 successPolicy *batch.v1.SuccessPolicy
 7 backoffLimit *int32
 12 backoffLimitPerIndex *int32
 13 maxFailedIndexes *int32
 4 selector *meta.v1.LabelSelector
 5 manualSelector *bool
 6 template!+ core.v1.PodTemplateSpec
 8 ttlSecondsAfterFinished *int32 go=TTLSecondsAfterFinished
 9 completionMode *string/batch.v1.CompletionMode
 10 suspend *bool
 14 podReplacementPolicy *string/batch.v1.PodReplacementPolicy
 15 managedBy *string
type batch.v1.JobStatus
 1 conditions []batch.v1.JobCondition list=atomic patch=merge:type
 2 startTime *meta.v1.Time
 3 completionTime *meta.v1.Time
 4 active int32
 5 succeeded int32
 6 failed int32
 11 terminating *int32
 7 completedIndexes string
 10 failedIndexes *string
 8 uncountedTerminatedPods *batch.v1.UncountedTerminatedPods
 9 ready *int32
type batch.v1.JobTemplateSpec
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec batch.v1.JobSpec
type batch.v1.PodFailurePolicy
 1 rules!+ []batch.v1.PodFailurePolicyRule list=atomic
type batch.v1.PodFailurePolicyOnExitCodesRequirement
 1 containerName *string
 2 operator!+ string/batch.v1.PodFailurePolicyOnExitCodesOperator
 3 values!+ []int32 list=set
type batch.v1.PodFailurePolicyOnPodConditionsPattern
 1 type!+ string/core.v1.PodConditionType
 2 status+ string/core.v1.ConditionStatus
type batch.v1.PodFailurePolicyRule
 1 action!+ string/batch.v1.PodFailurePolicyAction
 2 onExitCodes *batch.v1.PodFailurePolicyOnExitCodesRequirement
 3 onPodConditions []batch.v1.PodFailurePolicyOnPodConditionsPattern list=atomic
type batch.v1.SuccessPolicy
 1 rules!+ []batch.v1.SuccessPolicyRule list=atomic
type batch.v1.SuccessPolicyRule
 1 succeededIndexes *string
 2 succeededCount *int32
type batch.v1.UncountedTerminatedPods
 1 succeeded []string/types.UID list=set
 2 failed []string/types.UID list=set
type certificates.v1.CertificateSigningRequest
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ certificates.v1.CertificateSigningRequestSpec
 3 status certificates.v1.CertificateSigningRequestStatus
type certificates.v1.CertificateSigningRequestCondition
 1 type!+ string/certificates.v1.RequestConditionType
 6 status!+ string/core.v1.ConditionStatus
 2 reason string
 3 message string
 4 lastUpdateTime meta.v1.Time
 5 lastTransitionTime meta.v1.Time
type certificates.v1.CertificateSigningRequestList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []certificates.v1.CertificateSigningRequest
type certificates.v1.CertificateSigningRequestSpec
 1 request!+ bytes
 7 signerName!+ string
 8 expirationSeconds *int32
 5 usages []string/certificates.v1.KeyUsage list=atomic
 2 username string
 3 uid string go=UID
 4 groups []string list=atomic
 6 extra {[]string/certificates.v1.ExtraValue}
type certificates.v1.CertificateSigningRequestStatus
 1 conditions []certificates.v1.CertificateSigningRequestCondition list=map:type
 2 certificate bytes
type coordination.v1.Lease
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec coordination.v1.LeaseSpec
type coordination.v1.LeaseList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []coordination.v1.Lease
type coordination.v1.LeaseSpec
 1 holderIdentity *string
 2 leaseDurationSeconds *int32
 3 acquireTime *meta.v1.MicroTime
 4 renewTime *meta.v1.MicroTime
 5 leaseTransitions *int32
 6 strategy *string/coordination.v1.CoordinatedLeaseStrategy
 7 preferredHolder *string
type core.v1.AWSElasticBlockStoreVolumeSource
 1 volumeID!+ string
 2 fsType string go=FSType
 3 partition int32
 4 readOnly bool
type core.v1.Affinity
 1 nodeAffinity *core.v1.NodeAffinity
 2 podAffinity *core.v1.PodAffinity
 3 podAntiAffinity *core.v1.PodAntiAffinity
type core.v1.AppArmorProfile
 1 type!+ string/core.v1.AppArmorProfileType
 2 localhostProfile *string
type core.v1.AttachedVolume
 1 name!+ string/core.v1.UniqueVolumeName
 2 devicePath!+ string
type core.v1.AzureDiskVolumeSource
 1 diskName!+ string
 2 diskURI!+ string go=DataDiskURI
 3 cachingMode *string/core.v1.AzureDataDiskCachingMode default="ReadWrite"
 4 fsType *string go=FSType default="ext4"
 5 readOnly *bool default=false
 6 kind *string/core.v1.AzureDataDiskKind default="Shared"
type core.v1.AzureFilePersistentVolumeSource
 1 secretName!+ string
 2 shareName!+ string
 3 readOnly bool
 4 secretNamespace+ *string
type core.v1.AzureFileVolumeSource
 1 secretName!+ string
 2 shareName!+ string
 3 readOnly bool
type core.v1.Binding
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 target!+ core.v1.ObjectReference
type core.v1.CSIPersistentVolumeSource
 1 driver!+ string
 2 volumeHandle!+ string
 3 readOnly bool
 4 fsType string go=FSType
 5 volumeAttributes {string}
 6 controllerPublishSecretRef *core.v1.SecretReference
 7 nodeStageSecretRef *core.v1.SecretReference
 8 nodePublishSecretRef *core.v1.SecretReference
 9 controllerExpandSecretRef *core.v1.SecretReference
 10 nodeExpandSecretRef *core.v1.SecretReference
type core.v1.CSIVolumeSource
 1 driver!+ string
 2 readOnly *bool
 3 fsType *string go=FSType
 4 volumeAttributes {string}
 5 nodePublishSecretRef *core.v1.LocalObjectReference
type core.v1.Capabilities
 1 add []string/core.v1.Capability list=atomic
 2 drop []string/core.v1.Capability list=atomic
type core.v1.CephFSPersistentVolumeSource
 1 monitors!+ []string list=atomic
 2 path string
 3 user string
 4 secretFile string
 5 secretRef *core.v1.SecretReference
 6 readOnly bool
type core.v1.CephFSVolumeSource
 1 monitors!+ []string list=atomic
 2 path string
 3 user string
 4 secretFile string
 5 secretRef *core.v1.LocalObjectReference
 6 readOnly bool
type core.v1.CinderPersistentVolumeSource
 1 volumeID!+ string
 2 fsType string go=FSType
 3 readOnly bool
 4 secretRef *core.v1.SecretReference
type core.v1.CinderVolumeSource
 1 volumeID!+ string
 2 fsType string go=FSType
 3 readOnly bool
 4 secretRef *core.v1.LocalObjectReference
type core.v1.ClientIPConfig
 1 timeoutSeconds *int32
type core.v1.ClusterTrustBundleProjection
 1 name *string
 2 signerName *string
 3 labelSelector *meta.v1.LabelSelector
 5 optional *bool
 4 path!+ string
type core.v1.ComponentCondition
 1 type!+ string/core.v1.ComponentConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 message string
 4 error string
type core.v1.ComponentStatus
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 conditions []core.v1.ComponentCondition list=map:type patch=merge:type
type core.v1.ComponentStatusList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.ComponentStatus
type core.v1.ConfigMap
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 4 immutable *bool
 2 data {string}
 3 binaryData {bytes}
type core.v1.ConfigMapEnvSource
 1 ~ core.v1.LocalObjectReference
 2 optional *bool
type core.v1.ConfigMapKeySelector atomic
 1 ~ core.v1.LocalObjectReference
 2 key!+ string
 3 optional *bool
type core.v1.ConfigMapList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.ConfigMap
type core.v1.ConfigMapNodeConfigSource
 1 namespace!+ string
 2 name!+ string
 3 uid string/types.UID go=UID
 4 resourceVersion string
 5 kubeletConfigKey!+ string
type core.v1.ConfigMapProjection
 1 ~ core.v1.LocalObjectReference
 2 items []core.v1.KeyToPath list=atomic
 4 optional *bool
type core.v1.ConfigMapVolumeSource
 1 ~ core.v1.LocalObjectReference
 2 items []core.v1.KeyToPath list=atomic
 3 defaultMode *int32
 4 optional *bool
type core.v1.Container
 1 name!+ string
 2 image string
 3 command []string list=atomic
 4 args []string list=atomic
 5 workingDir string
 6 ports []core.v1.ContainerPort list=map:containerPort:protocol patch=merge:containerPort
 19 envFrom []core.v1.EnvFromSource list=atomic
 7 env []core.v1.EnvVar list=map:name patch=merge:name
 8 resources core.v1.ResourceRequirements
 23 resizePolicy []core.v1.ContainerResizePolicy list=atomic
 24 restartPolicy *string/core.v1.ContainerRestartPolicy
 25 restartPolicyRules []core.v1.ContainerRestartRule list=atomic
 9 volumeMounts []core.v1.VolumeMount list=map:mountPath patch=merge:mountPath
 21 volumeDevices []core.v1.VolumeDevice list=map:devicePath patch=merge:devicePath
 10 livenessProbe *core.v1.Probe
 11 readinessProbe *core.v1.Probe
 22 startupProbe *core.v1.Probe
 12 lifecycle *core.v1.Lifecycle
 13 terminationMessagePath string
 20 terminationMessagePolicy string/core.v1.TerminationMessagePolicy
 14 imagePullPolicy string/core.v1.PullPolicy
 15 securityContext *core.v1.SecurityContext
 16 stdin bool
 17 stdinOnce bool
 18 tty bool go=TTY
type core.v1.ContainerExtendedResourceRequest
 1 containerName!+ string
 2 resourceName!+ string
 3 requestName!+ string
type core.v1.ContainerImage
 1 names+ []string list=atomic
 2 sizeBytes int64
type core.v1.ContainerPort
 1 name string
 2 hostPort int32
 3 containerPort!+ int32
 4 protocol string/core.v1.Protocol default="TCP"
 5 hostIP string
type core.v1.ContainerResizePolicy
 1 resourceName!+ string/core.v1.ResourceName
 2 restartPolicy!+ string/core.v1.ResourceResizeRestartPolicy
type core.v1.ContainerRestartRule
 1 action! string/core.v1.ContainerRestartRuleAction
 2 exitCodes *core.v1.ContainerRestartRuleOnExitCodes
type core.v1.ContainerRestartRuleOnExitCodes
 1 operator! string/core.v1.ContainerRestartRuleOnExitCodesOperator
 2 values []int32 list=set
type core.v1.ContainerState
 1 waiting *core.v1.ContainerStateWaiting
 2 running *core.v1.ContainerStateRunning
 3 terminated *core.v1.ContainerStateTerminated
type core.v1.ContainerStateRunning
 1 startedAt meta.v1.Time
type core.v1.ContainerStateTerminated
 1 exitCode!+ int32
 2 signal int32
 3 reason string
 4 message string
 5 startedAt meta.v1.Time
 6 finishedAt meta.v1.Time
 7 containerID string
type core.v1.ContainerStateWaiting
 1 reason string
 2 message string
type core.v1.ContainerStatus
 1 name!+ string
 2 state core.v1.ContainerState
 3 lastState core.v1.ContainerState go=LastTerminationState
 4 ready!+ bool
 5 restartCount!+ int32
 6 image!+ string
 7 imageID!+ string
 8 containerID string
 9 started *bool
 10 allocatedResources {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 11 resources *core.v1.ResourceRequirements
 12 volumeMounts []core.v1.VolumeMountStatus list=map:mountPath patch=merge:mountPath
 13 user *core.v1.ContainerUser
 14 allocatedResourcesStatus []core.v1.ResourceStatus list=map:name patch=merge:name
 15 stopSignal *string/core.v1.Signal
type core.v1.ContainerUser
 1 linux *core.v1.LinuxContainerUser
type core.v1.DaemonEndpoint
 1 Port!+ int32
type core.v1.DownwardAPIProjection
 1 items []core.v1.DownwardAPIVolumeFile list=atomic
type core.v1.DownwardAPIVolumeFile
 1 path!+ string
 2 fieldRef *core.v1.ObjectFieldSelector
 3 resourceFieldRef *core.v1.ResourceFieldSelector
 4 mode *int32
type core.v1.DownwardAPIVolumeSource
 1 items []core.v1.DownwardAPIVolumeFile list=atomic
 2 defaultMode *int32
type core.v1.EmptyDirVolumeSource
 1 medium string/core.v1.StorageMedium
 2 sizeLimit *api.resource.Quantity
type core.v1.EndpointAddress atomic
 1 ip!+ string go=IP
 3 hostname string
 4 nodeName *string
 2 targetRef *core.v1.ObjectReference
type core.v1.EndpointPort atomic
 1 name string
 2 port!+ int32
 3 protocol string/core.v1.Protocol
 4 appProtocol *string
type core.v1.EndpointSubset
 1 addresses []core.v1.EndpointAddress list=atomic
 2 notReadyAddresses []core.v1.EndpointAddress list=atomic
 3 ports []core.v1.EndpointPort list=atomic
type core.v1.Endpoints
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 subsets []core.v1.EndpointSubset list=atomic
type core.v1.EndpointsList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Endpoints
type core.v1.EnvFromSource
 1 prefix string
 2 configMapRef *core.v1.ConfigMapEnvSource
 3 secretRef *core.v1.SecretEnvSource
type core.v1.EnvVar
 1 name!+ string
 2 value string
 3 valueFrom *core.v1.EnvVarSource
type core.v1.EnvVarSource
 1 fieldRef *core.v1.ObjectFieldSelector
 2 resourceFieldRef *core.v1.ResourceFieldSelector
 3 configMapKeyRef *core.v1.ConfigMapKeySelector
 4 secretKeyRef *core.v1.SecretKeySelector
 5 fileKeyRef *core.v1.FileKeySelector
type core.v1.EphemeralContainer
 1 ~ core.v1.EphemeralContainerCommon
 2 targetContainerName string
type core.v1.EphemeralContainerCommon
 1 name+ string
 2 image string
 3 command []string
 4 args []string
 5 workingDir string
 6 ports []core.v1.ContainerPort patch=merge:containerPort
 19 envFrom []core.v1.EnvFromSource
 7 env []core.v1.EnvVar patch=merge:name
 8 resources core.v1.ResourceRequirements
 23 resizePolicy []core.v1.ContainerResizePolicy
 24 restartPolicy *string/core.v1.ContainerRestartPolicy
 25 restartPolicyRules []core.v1.ContainerRestartRule
 9 volumeMounts []core.v1.VolumeMount patch=merge:mountPath
 21 volumeDevices []core.v1.VolumeDevice patch=merge:devicePath
 10 livenessProbe *core.v1.Probe
 11 readinessProbe *core.v1.Probe
 22 startupProbe *core.v1.Probe
 12 lifecycle *core.v1.Lifecycle
 13 terminationMessagePath string
 20 terminationMessagePolicy string/core.v1.TerminationMessagePolicy
 14 imagePullPolicy string/core.v1.PullPolicy
 15 securityContext *core.v1.SecurityContext
 16 stdin bool
 17 stdinOnce bool
 18 tty bool go=TTY
type core.v1.EphemeralVolumeSource
 1 volumeClaimTemplate *core.v1.PersistentVolumeClaimTemplate
type core.v1.Event
 0 ~ meta.v1.TypeMeta
 1 metadata!+ meta.v1.ObjectMeta go=ObjectMeta
 2 involvedObject!+ core.v1.ObjectReference
 3 reason string
 4 message string
 5 source core.v1.EventSource
 6 firstTimestamp meta.v1.Time
 7 lastTimestamp meta.v1.Time
 8 count int32
 9 type string
 10 eventTime meta.v1.MicroTime
 11 series *core.v1.EventSeries
 12 action string
 13 related *core.v1.ObjectReference
 14 reportingComponent+ string go=ReportingController
 15 reportingInstance+ string
type core.v1.EventList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Event
type core.v1.EventSeries
 1 count int32
 2 lastObservedTime meta.v1.MicroTime
type core.v1.EventSource
 1 component string
 2 host string
type core.v1.ExecAction
 1 command []string list=atomic
type core.v1.FCVolumeSource
 1 targetWWNs []string list=atomic
 2 lun *int32
 3 fsType string go=FSType
 4 readOnly bool
 5 wwids []string go=WWIDs list=atomic
type core.v1.FileKeySelector atomic
 1 volumeName!+ string
 2 path!+ string
 3 key!+ string
 4 optional *bool default=false
type core.v1.FlexPersistentVolumeSource
 1 driver!+ string
 2 fsType string go=FSType
 3 secretRef *core.v1.SecretReference
 4 readOnly bool
 5 options {string}
type core.v1.FlexVolumeSource
 1 driver!+ string
 2 fsType string go=FSType
 3 secretRef *core.v1.LocalObjectReference
 4 readOnly bool
 5 options {string}
type core.v1.FlockerVolumeSource
 1 datasetName string
 2 datasetUUID string
type core.v1.GCEPersistentDiskVolumeSource
 1 pdName!+ string go=PDName
 2 fsType string go=FSType
 3 partition int32
 4 readOnly bool
type core.v1.GRPCAction
 1 port!+ int32
 2 service+ *string default=""
type core.v1.GitRepoVolumeSource
 1 repository!+ string
 2 revision string
 3 directory string
type core.v1.GlusterfsPersistentVolumeSource
 1 endpoints!+ string go=EndpointsName
 2 path!+ string
 3 readOnly bool
 4 endpointsNamespace *string
type core.v1.GlusterfsVolumeSource
 1 endpoints!+ string go=EndpointsName
 2 path!+ string
 3 readOnly bool
type core.v1.HTTPGetAction
 1 path string
 2 port!+ util.intstr.IntOrString
 3 host string
 4 scheme string/core.v1.URIScheme
 5 httpHeaders []core.v1.HTTPHeader go=HTTPHeaders list=atomic
type core.v1.HTTPHeader
 1 name!+ string
 2 value!+ string
type core.v1.HostAlias
 1 ip!+ string go=IP
 2 hostnames []string list=atomic
type core.v1.HostIP
 1 ip!+ string go=IP
type core.v1.HostPathVolumeSource
 1 path!+ string
 2 type *string/core.v1.HostPathType
type core.v1.ISCSIPersistentVolumeSource
 1 targetPortal!+ string
 2 iqn!+ string go=IQN
 3 lun!+ int32
 4 iscsiInterface string go=ISCSIInterface default="default"
 5 fsType string go=FSType
 6 readOnly bool
 7 portals []string list=atomic
 8 chapAuthDiscovery bool go=DiscoveryCHAPAuth
 11 chapAuthSession bool go=SessionCHAPAuth
 10 secretRef *core.v1.SecretReference
 12 initiatorName *string
type core.v1.ISCSIVolumeSource
 1 targetPortal!+ string
 2 iqn!+ string go=IQN
 3 lun!+ int32
 4 iscsiInterface string go=ISCSIInterface default="default"
 5 fsType string go=FSType
 6 readOnly bool
 7 portals []string list=atomic
 8 chapAuthDiscovery bool go=DiscoveryCHAPAuth
 11 chapAuthSession bool go=SessionCHAPAuth
 10 secretRef *core.v1.LocalObjectReference
 12 initiatorName *string
type core.v1.ImageVolumeSource
 1 reference string
 2 pullPolicy string/core.v1.PullPolicy
type core.v1.ImageVolumeStatus
 1 imageRef! string
type core.v1.KeyToPath
 1 key!+ string
 2 path!+ string
 3 mode *int32
type core.v1.Lifecycle
 1 postStart *core.v1.LifecycleHandler
 2 preStop *core.v1.LifecycleHandler
 3 stopSignal *string/core.v1.Signal
type core.v1.LifecycleHandler
 1 exec *core.v1.ExecAction
 2 httpGet *core.v1.HTTPGetAction go=HTTPGet
 3 tcpSocket *core.v1.TCPSocketAction go=TCPSocket
 4 sleep *core.v1.SleepAction
type core.v1.LimitRange
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.LimitRangeSpec
type core.v1.LimitRangeItem
 1 type!+ string/core.v1.LimitType
 2 max {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 3 min {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 4 default {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 5 defaultRequest {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 6 maxLimitRequestRatio {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
type core.v1.LimitRangeList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.LimitRange
type core.v1.LimitRangeSpec
 1 limits!+ []core.v1.LimitRangeItem list=atomic
type core.v1.LinuxContainerUser
 1 uid!+ int64 go=UID
 2 gid!+ int64 go=GID
 3 supplementalGroups []int64 list=atomic
type core.v1.LoadBalancerIngress
 1 ip string go=IP
 2 hostname string
 3 ipMode *string/core.v1.LoadBalancerIPMode go=IPMode
 4 ports []core.v1.PortStatus list=atomic
type core.v1.LoadBalancerStatus
 1 ingress []core.v1.LoadBalancerIngress list=atomic
type core.v1.LocalObjectReference atomic
 1 name string default=""
type core.v1.LocalVolumeSource
 1 path!+ string
 2 fsType *string go=FSType
type core.v1.ModifyVolumeStatus
 1 targetVolumeAttributesClassName string
 2 status!+ string/core.v1.PersistentVolumeClaimModifyVolumeStatus
type core.v1.NFSVolumeSource
 1 server!+ string
 2 path!+ string
 3 readOnly bool
type core.v1.Namespace
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.NamespaceSpec
 3 status core.v1.NamespaceStatus
type core.v1.NamespaceCondition
 1 type!+ string/core.v1.NamespaceConditionType
 2 status!+ string/core.v1.ConditionStatus
 4 lastTransitionTime meta.v1.Time
 5 reason string
 6 message string
type core.v1.NamespaceList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Namespace
type core.v1.NamespaceSpec
 1 finalizers []string/core.v1.FinalizerName list=atomic
type core.v1.NamespaceStatus
 1 phase string/core.v1.NamespacePhase
 2 conditions []core.v1.NamespaceCondition list=map:type patch=merge:type
type core.v1.Node
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.NodeSpec
 3 status core.v1.NodeStatus
type core.v1.NodeAddress
 1 type!+ string/core.v1.NodeAddressType
 2 address!+ string
type core.v1.NodeAffinity
 1 requiredDuringSchedulingIgnoredDuringExecution *core.v1.NodeSelector
 2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.PreferredSchedulingTerm list=atomic
type core.v1.NodeAllocatableResourceClaimStatus
 1 resourceClaimName!+ string
 2 containers []string list=set
 3 resources!+ {string/core.v1.ResourceName:api.resource.Quantity}
type core.v1.NodeCondition
 1 type!+ string/core.v1.NodeConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastHeartbeatTime meta.v1.Time
 4 lastTransitionTime meta.v1.Time
 5 reason string
 6 message string
type core.v1.NodeConfigSource
 2 configMap *core.v1.ConfigMapNodeConfigSource
type core.v1.NodeConfigStatus
 1 assigned *core.v1.NodeConfigSource
 2 active *core.v1.NodeConfigSource
 3 lastKnownGood *core.v1.NodeConfigSource
 4 error string
type core.v1.NodeDaemonEndpoints
 1 kubeletEndpoint core.v1.DaemonEndpoint
type core.v1.NodeFeatures
 1 supplementalGroupsPolicy *bool
type core.v1.NodeList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Node
type core.v1.NodeProxyOptions
 0 ~ meta.v1.TypeMeta
 1 path string
type core.v1.NodeRuntimeHandler
 1 name+ string
 2 features *core.v1.NodeRuntimeHandlerFeatures
type core.v1.NodeRuntimeHandlerFeatures
 1 recursiveReadOnlyMounts *bool
 2 userNamespaces *bool
type core.v1.NodeSelector atomic
 1 nodeSelectorTerms!+ []core.v1.NodeSelectorTerm list=atomic
type core.v1.NodeSelectorRequirement
 1 key!+ string
 2 operator!+ string/core.v1.NodeSelectorOperator
 3 values []string list=atomic
type core.v1.NodeSelectorTerm atomic
 1 matchExpressions []core.v1.NodeSelectorRequirement list=atomic
 2 matchFields []core.v1.NodeSelectorRequirement list=atomic
type core.v1.NodeSpec
 1 podCIDR string
 7 podCIDRs []string list=set patch=merge
 3 providerID string
 4 unschedulable bool
 5 taints []core.v1.Taint list=atomic
 6 configSource *core.v1.NodeConfigSource
 2 externalID string go=DoNotUseExternalID
type core.v1.NodeStatus
 1 capacity {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 allocatable {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 3 phase string/core.v1.NodePhase
 4 conditions []core.v1.NodeCondition list=map:type patch=merge:type
 5 addresses []core.v1.NodeAddress list=map:type patch=merge:type
 6 daemonEndpoints core.v1.NodeDaemonEndpoints
 7 nodeInfo core.v1.NodeSystemInfo
 8 images []core.v1.ContainerImage list=atomic
 9 volumesInUse []string/core.v1.UniqueVolumeName list=atomic
 10 volumesAttached []core.v1.AttachedVolume list=atomic
 11 config *core.v1.NodeConfigStatus
 12 runtimeHandlers []core.v1.NodeRuntimeHandler list=atomic
 13 features *core.v1.NodeFeatures
 14 declaredFeatures []string list=atomic
type core.v1.NodeSwapStatus
 1 capacity *int64
type core.v1.NodeSystemInfo
 1 machineID!+ string
 2 systemUUID!+ string
 3 bootID!+ string
 4 kernelVersion!+ string
 5 osImage!+ string go=OSImage
 6 containerRuntimeVersion!+ string
 7 kubeletVersion!+ string
 8 kubeProxyVersion!+ string
 9 operatingSystem!+ string
 10 architecture!+ string
 11 swap *core.v1.NodeSwapStatus
type core.v1.ObjectFieldSelector atomic
 1 apiVersion string go=APIVersion
 2 fieldPath!+ string
type core.v1.ObjectReference atomic
 1 kind string
 2 namespace string
 3 name string
 4 uid string/types.UID go=UID
 5 apiVersion string go=APIVersion
 6 resourceVersion string
 7 fieldPath string
type core.v1.PersistentVolume
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.PersistentVolumeSpec
 3 status core.v1.PersistentVolumeStatus
type core.v1.PersistentVolumeClaim
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.PersistentVolumeClaimSpec
 3 status core.v1.PersistentVolumeClaimStatus
type core.v1.PersistentVolumeClaimCondition
 1 type!+ string/core.v1.PersistentVolumeClaimConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastProbeTime meta.v1.Time
 4 lastTransitionTime meta.v1.Time
 5 reason string
 6 message string
type core.v1.PersistentVolumeClaimList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.PersistentVolumeClaim
type core.v1.PersistentVolumeClaimSpec
 1 accessModes []string/core.v1.PersistentVolumeAccessMode list=atomic
 4 selector *meta.v1.LabelSelector
 2 resources core.v1.VolumeResourceRequirements
 3 volumeName string
 5 storageClassName *string
 6 volumeMode *string/core.v1.PersistentVolumeMode
 7 dataSource *core.v1.TypedLocalObjectReference
 8 dataSourceRef *core.v1.TypedObjectReference
 9 volumeAttributesClassName *string
type core.v1.PersistentVolumeClaimStatus
 1 phase string/core.v1.PersistentVolumeClaimPhase
 2 accessModes []string/core.v1.PersistentVolumeAccessMode list=atomic
 3 capacity {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 4 conditions []core.v1.PersistentVolumeClaimCondition list=map:type patch=merge:type
 5 allocatedResources {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 7 allocatedResourceStatuses {string/core.v1.ResourceName:string/core.v1.ClaimResourceStatus} map=granular
 8 currentVolumeAttributesClassName *string
 9 modifyVolumeStatus *core.v1.ModifyVolumeStatus
type core.v1.PersistentVolumeClaimTemplate
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ core.v1.PersistentVolumeClaimSpec
type core.v1.PersistentVolumeClaimVolumeSource
 1 claimName!+ string
 2 readOnly bool
type core.v1.PersistentVolumeList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.PersistentVolume
type core.v1.PersistentVolumeSource
 1 gcePersistentDisk *core.v1.GCEPersistentDiskVolumeSource go=GCEPersistentDisk
 2 awsElasticBlockStore *core.v1.AWSElasticBlockStoreVolumeSource go=AWSElasticBlockStore
 3 hostPath *core.v1.HostPathVolumeSource
 4 glusterfs *core.v1.GlusterfsPersistentVolumeSource
 5 nfs *core.v1.NFSVolumeSource go=NFS
 6 rbd *core.v1.RBDPersistentVolumeSource go=RBD
 7 iscsi *core.v1.ISCSIPersistentVolumeSource go=ISCSI
 8 cinder *core.v1.CinderPersistentVolumeSource
 9 cephfs *core.v1.CephFSPersistentVolumeSource go=CephFS
 10 fc *core.v1.FCVolumeSource go=FC
 11 flocker *core.v1.FlockerVolumeSource
 12 flexVolume *core.v1.FlexPersistentVolumeSource
 13 azureFile *core.v1.AzureFilePersistentVolumeSource
 14 vsphereVolume *core.v1.VsphereVirtualDiskVolumeSource
 15 quobyte *core.v1.QuobyteVolumeSource
 16 azureDisk *core.v1.AzureDiskVolumeSource
 17 photonPersistentDisk *core.v1.PhotonPersistentDiskVolumeSource
 18 portworxVolume *core.v1.PortworxVolumeSource
 19 scaleIO *core.v1.ScaleIOPersistentVolumeSource
 20 local *core.v1.LocalVolumeSource
 21 storageos *core.v1.StorageOSPersistentVolumeSource go=StorageOS
 22 csi *core.v1.CSIPersistentVolumeSource go=CSI
type core.v1.PersistentVolumeSpec
 1 capacity {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 ~ core.v1.PersistentVolumeSource
 3 accessModes []string/core.v1.PersistentVolumeAccessMode list=atomic
 4 claimRef *core.v1.ObjectReference map=granular
 5 persistentVolumeReclaimPolicy string/core.v1.PersistentVolumeReclaimPolicy
 6 storageClassName string
 7 mountOptions []string list=atomic
 8 volumeMode *string/core.v1.PersistentVolumeMode
 9 nodeAffinity *core.v1.VolumeNodeAffinity
 10 volumeAttributesClassName *string
type core.v1.PersistentVolumeStatus
 1 phase string/core.v1.PersistentVolumePhase
 2 message string
 3 reason string
 4 lastPhaseTransitionTime *meta.v1.Time
type core.v1.PhotonPersistentDiskVolumeSource
 1 pdID!+ string
 2 fsType string go=FSType
type core.v1.Pod
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.PodSpec
 3 status core.v1.PodStatus
type core.v1.PodAffinity
 1 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm list=atomic
 2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm list=atomic
type core.v1.PodAffinityTerm
 1 labelSelector *meta.v1.LabelSelector
 2 namespaces []string list=atomic
 3 topologyKey!+ string
 4 namespaceSelector *meta.v1.LabelSelector
 5 matchLabelKeys []string list=atomic
 6 mismatchLabelKeys []string list=atomic
type core.v1.PodAntiAffinity
 1 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm list=atomic
 2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm list=atomic
type core.v1.PodAttachOptions
 0 ~ meta.v1.TypeMeta
 1 stdin bool
 2 stdout bool
 3 stderr bool
 4 tty bool go=TTY
 5 container string
type core.v1.PodCertificateProjection
 1 signerName! string
 2 keyType! string
 3 maxExpirationSeconds *int32
 4 credentialBundlePath string
 5 keyPath string
 6 certificateChainPath string
 7 userAnnotations {string}
type core.v1.PodCondition
 1 type!+ string/core.v1.PodConditionType
 7 observedGeneration int64
 2 status!+ string/core.v1.ConditionStatus
 3 lastProbeTime meta.v1.Time
 4 lastTransitionTime meta.v1.Time
 5 reason string
 6 message string
type core.v1.PodDNSConfig
 1 nameservers []string list=atomic
 2 searches []string list=atomic
 3 options []core.v1.PodDNSConfigOption list=atomic
type core.v1.PodDNSConfigOption
 1 name string
 2 value *string
type core.v1.PodExecOptions
 0 ~ meta.v1.TypeMeta
 1 stdin bool
 2 stdout bool
 3 stderr bool
 4 tty bool go=TTY
 5 container string
 6 command+ []string
type core.v1.PodExtendedResourceClaimStatus
 1 requestMappings!+ []core.v1.ContainerExtendedResourceRequest list=atomic
 2 resourceClaimName!+ string
type core.v1.PodIP
 1 ip!+ string go=IP
type core.v1.PodList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Pod
type core.v1.PodOS
 1 name!+ string/core.v1.OSName
type core.v1.PodPortForwardOptions
 0 ~ meta.v1.TypeMeta
 1 ports []int32
type core.v1.PodProxyOptions
 0 ~ meta.v1.TypeMeta
 1 path string
type core.v1.PodReadinessGate
 1 conditionType!+ string/core.v1.PodConditionType
type core.v1.PodResourceClaim
 1 name!+ string
 3 resourceClaimName *string
 4 resourceClaimTemplateName *string
type core.v1.PodResourceClaimStatus
 1 name!+ string
 2 resourceClaimName *string
type core.v1.PodSchedulingGate
 1 name!+ string
type core.v1.PodSchedulingGroup
 1 podGroupName *string
type core.v1.PodSecurityContext
 1 seLinuxOptions *core.v1.SELinuxOptions go=SELinuxOptions
 8 windowsOptions *core.v1.WindowsSecurityContextOptions
 2 runAsUser *int64
 6 runAsGroup *int64
 3 runAsNonRoot *bool
 4 supplementalGroups []int64 list=atomic
 12 supplementalGroupsPolicy *string/core.v1.SupplementalGroupsPolicy
 5 fsGroup *int64 go=FSGroup
 7 sysctls []core.v1.Sysctl list=atomic
 9 fsGroupChangePolicy *string/core.v1.PodFSGroupChangePolicy go=FSGroupChangePolicy
 10 seccompProfile *core.v1.SeccompProfile
 11 appArmorProfile *core.v1.AppArmorProfile
 13 seLinuxChangePolicy *string/core.v1.PodSELinuxChangePolicy go=SELinuxChangePolicy
type core.v1.PodSpec
 1 volumes []core.v1.Volume list=map:name patch=merge,retainKeys:name
 20 initContainers []core.v1.Container list=map:name patch=merge:name
 2 containers!+ []core.v1.Container list=map:name patch=merge:name
 34 ephemeralContainers []core.v1.EphemeralContainer list=map:name patch=merge:name
 3 restartPolicy string/core.v1.RestartPolicy
 4 terminationGracePeriodSeconds *int64
 5 activeDeadlineSeconds *int64
 6 dnsPolicy string/core.v1.DNSPolicy go=DNSPolicy
 7 nodeSelector {string} map=atomic
 8 serviceAccountName string
 9 serviceAccount string go=DeprecatedServiceAccount
 21 automountServiceAccountToken *bool
 10 nodeName string
 11 hostNetwork bool
 12 hostPID bool
 13 hostIPC bool
 27 shareProcessNamespace *bool
 14 securityContext *core.v1.PodSecurityContext
 15 imagePullSecrets []core.v1.LocalObjectReference list=map:name patch=merge:name
 16 hostname string
 17 subdomain string
 18 affinity *core.v1.Affinity
 19 schedulerName string
 22 tolerations []core.v1.Toleration list=atomic
 23 hostAliases []core.v1.HostAlias list=map:ip patch=merge:ip
 24 priorityClassName string
 25 priority *int32
 26 dnsConfig *core.v1.PodDNSConfig go=DNSConfig
 28 readinessGates []core.v1.PodReadinessGate list=atomic
 29 runtimeClassName *string
 30 enableServiceLinks *bool
 31 preemptionPolicy *string/core.v1.PreemptionPolicy
 32 overhead {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 33 topologySpreadConstraints []core.v1.TopologySpreadConstraint list=map:topologyKey:whenUnsatisfiable patch=merge:topologyKey
 35 setHostnameAsFQDN *bool
 36 os *core.v1.PodOS go=OS
 37 hostUsers *bool
 38 schedulingGates []core.v1.PodSchedulingGate list=map:name patch=merge:name
 39 resourceClaims []core.v1.PodResourceClaim list=map:name patch=merge,retainKeys:name
 40 resources *core.v1.ResourceRequirements
 41 hostnameOverride *string
 43 schedulingGroup *core.v1.PodSchedulingGroup
type core.v1.PodStatus
 17 observedGeneration int64
 1 phase string/core.v1.PodPhase
 2 conditions []core.v1.PodCondition list=map:type patch=merge:type
 3 message string
 4 reason string
 11 nominatedNodeName string
 5 hostIP string
 16 hostIPs []core.v1.HostIP list=atomic patch=merge:ip
 6 podIP string
 12 podIPs []core.v1.PodIP list=map:ip patch=merge:ip
 7 startTime *meta.v1.Time
 10 initContainerStatuses []core.v1.ContainerStatus list=atomic
 8 containerStatuses []core.v1.ContainerStatus list=atomic
 9 qosClass string/core.v1.PodQOSClass go=QOSClass
 13 ephemeralContainerStatuses []core.v1.ContainerStatus list=atomic
 14 resize string/core.v1.PodResizeStatus
 15 resourceClaimStatuses []core.v1.PodResourceClaimStatus list=map:name patch=merge,retainKeys:name
 18 extendedResourceClaimStatus *core.v1.PodExtendedResourceClaimStatus
 19 allocatedResources {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 20 resources *core.v1.ResourceRequirements
 21 nodeAllocatableResourceClaimStatuses []core.v1.NodeAllocatableResourceClaimStatus list=atomic
type core.v1.PodTemplate
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 template core.v1.PodTemplateSpec
type core.v1.PodTemplateList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.PodTemplate
type core.v1.PodTemplateSpec
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.PodSpec
type core.v1.PortStatus
 1 port!+ int32
 2 protocol!+ string/core.v1.Protocol
 3 error *string
type core.v1.PortworxVolumeSource
 1 volumeID!+ string
 2 fsType string go=FSType
 3 readOnly bool
type core.v1.PreferredSchedulingTerm
 1 weight!+ int32
 2 preference!+ core.v1.NodeSelectorTerm
type core.v1.Probe
 1 ~ core.v1.ProbeHandler
 2 initialDelaySeconds int32
 3 timeoutSeconds int32
 4 periodSeconds int32
 5 successThreshold int32
 6 failureThreshold int32
 7 terminationGracePeriodSeconds *int64
type core.v1.ProbeHandler
 1 exec *core.v1.ExecAction
 2 httpGet *core.v1.HTTPGetAction go=HTTPGet
 3 tcpSocket *core.v1.TCPSocketAction go=TCPSocket
 4 grpc *core.v1.GRPCAction go=GRPC
type core.v1.ProjectedVolumeSource
 1 sources+ []core.v1.VolumeProjection list=atomic
 2 defaultMode *int32
type core.v1.QuobyteVolumeSource
 1 registry!+ string
 2 volume!+ string
 3 readOnly bool
 4 user string
 5 group string
 6 tenant string
type core.v1.RBDPersistentVolumeSource
 1 monitors!+ []string go=CephMonitors list=atomic
 2 image!+ string go=RBDImage
 3 fsType string go=FSType
 4 pool string go=RBDPool default="rbd"
 5 user string go=RadosUser default="admin"
 6 keyring string default="/etc/ceph/keyring"
 7 secretRef *core.v1.SecretReference
 8 readOnly bool
type core.v1.RBDVolumeSource
 1 monitors!+ []string go=CephMonitors list=atomic
 2 image!+ string go=RBDImage
 3 fsType string go=FSType
 4 pool string go=RBDPool default="rbd"
 5 user string go=RadosUser default="admin"
 6 keyring string default="/etc/ceph/keyring"
 7 secretRef *core.v1.LocalObjectReference
 8 readOnly bool
type core.v1.ReplicationController
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.ReplicationControllerSpec
 3 status core.v1.ReplicationControllerStatus
type core.v1.ReplicationControllerCondition
 1 type!+ string/core.v1.ReplicationControllerConditionType
 2 status!+ string/core.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type core.v1.ReplicationControllerList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.ReplicationController
type core.v1.ReplicationControllerSpec
 1 replicas *int32 default=1
 4 minReadySeconds int32 default=0
 2 selector {string} map=atomic
 3 template *core.v1.PodTemplateSpec
type core.v1.ReplicationControllerStatus
 1 replicas!+ int32
 2 fullyLabeledReplicas int32
 4 readyReplicas int32
 5 availableReplicas int32
 3 observedGeneration int64
 6 conditions []core.v1.ReplicationControllerCondition list=map:type patch=merge:type
type core.v1.ResourceClaim
 1 name!+ string
 2 request string
type core.v1.ResourceFieldSelector atomic
 1 containerName string
 2 resource!+ string
 3 divisor api.resource.Quantity
type core.v1.ResourceHealth
 1 resourceID!+ string/core.v1.ResourceID
 2 health string/core.v1.ResourceHealthStatus
 6 message *string
type core.v1.ResourceQuota
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.ResourceQuotaSpec
 3 status core.v1.ResourceQuotaStatus
type core.v1.ResourceQuotaList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.ResourceQuota
type core.v1.ResourceQuotaSpec
 1 hard {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 scopes []string/core.v1.ResourceQuotaScope list=atomic
 3 scopeSelector *core.v1.ScopeSelector
type core.v1.ResourceQuotaStatus
 1 hard {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 used {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
type core.v1.ResourceRequirements
 1 limits {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 requests {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 3 claims []core.v1.ResourceClaim list=map:name
type core.v1.ResourceStatus
 1 name!+ string/core.v1.ResourceName
 2 resources []core.v1.ResourceHealth list=map:resourceID
type core.v1.SELinuxOptions
 1 user string
 2 role string
 3 type string
 4 level string
type core.v1.ScaleIOPersistentVolumeSource
 1 gateway!+ string
 2 system!+ string
 3 secretRef!+ *core.v1.SecretReference
 4 sslEnabled bool go=SSLEnabled
 5 protectionDomain string
 6 storagePool string
 7 storageMode string default="ThinProvisioned"
 8 volumeName string
 9 fsType string go=FSType default="xfs"
 10 readOnly bool
type core.v1.ScaleIOVolumeSource
 1 gateway!+ string
 2 system!+ string
 3 secretRef!+ *core.v1.LocalObjectReference
 4 sslEnabled bool go=SSLEnabled
 5 protectionDomain string
 6 storagePool string
 7 storageMode string default="ThinProvisioned"
 8 volumeName string
 9 fsType string go=FSType default="xfs"
 10 readOnly bool
type core.v1.ScopeSelector atomic
 1 matchExpressions []core.v1.ScopedResourceSelectorRequirement list=atomic
type core.v1.ScopedResourceSelectorRequirement
 1 scopeName!+ string/core.v1.ResourceQuotaScope
 2 operator!+ string/core.v1.ScopeSelectorOperator
 3 values []string list=atomic
type core.v1.SeccompProfile
 1 type!+ string/core.v1.SeccompProfileType
 2 localhostProfile *string
type core.v1.Secret
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 5 immutable *bool
 2 data {bytes}
 4 stringData {string}
 3 type string/core.v1.SecretType
type core.v1.SecretEnvSource
 1 ~ core.v1.LocalObjectReference
 2 optional *bool
type core.v1.SecretKeySelector atomic
 1 ~ core.v1.LocalObjectReference
 2 key!+ string
 3 optional *bool
type core.v1.SecretList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Secret
type core.v1.SecretProjection
 1 ~ core.v1.LocalObjectReference
 2 items []core.v1.KeyToPath list=atomic
 4 optional *bool
type core.v1.SecretReference atomic
 1 name string
 2 namespace string
type core.v1.SecretVolumeSource
 1 secretName string
 2 items []core.v1.KeyToPath list=atomic
 3 defaultMode *int32
 4 optional *bool
type core.v1.SecurityContext
 1 capabilities *core.v1.Capabilities
 2 privileged *bool
 3 seLinuxOptions *core.v1.SELinuxOptions go=SELinuxOptions
 10 windowsOptions *core.v1.WindowsSecurityContextOptions
 4 runAsUser *int64
 8 runAsGroup *int64
 5 runAsNonRoot *bool
 6 readOnlyRootFilesystem *bool
 7 allowPrivilegeEscalation *bool
 9 procMount *string/core.v1.ProcMountType
 11 seccompProfile *core.v1.SeccompProfile
 12 appArmorProfile *core.v1.AppArmorProfile
type core.v1.Service
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec core.v1.ServiceSpec
 3 status core.v1.ServiceStatus
type core.v1.ServiceAccount
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 secrets []core.v1.ObjectReference list=map:name patch=merge:name
 3 imagePullSecrets []core.v1.LocalObjectReference list=atomic
 4 automountServiceAccountToken *bool
type core.v1.ServiceAccountList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.ServiceAccount
type core.v1.ServiceAccountTokenProjection
 1 audience string
 2 expirationSeconds *int64
 3 path!+ string
type core.v1.ServiceList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []core.v1.Service
type core.v1.ServicePort
 1 name string
 2 protocol string/core.v1.Protocol default="TCP"
 6 appProtocol *string
 3 port!+ int32
 4 targetPort util.intstr.IntOrString
 5 nodePort int32
type core.v1.ServiceProxyOptions
 0 ~ meta.v1.TypeMeta
 1 path string
type core.v1.ServiceSpec
 1 ports []core.v1.ServicePort list=map:port:protocol patch=merge:port
 2 selector {string} map=atomic
 3 clusterIP string
 18 clusterIPs []string list=atomic
 4 type string/core.v1.ServiceType
 5 externalIPs []string list=atomic
 7 sessionAffinity string/core.v1.ServiceAffinity
 8 loadBalancerIP string
 9 loadBalancerSourceRanges []string list=atomic
 10 externalName string
 11 externalTrafficPolicy string/core.v1.ServiceExternalTrafficPolicy
 12 healthCheckNodePort int32
 13 publishNotReadyAddresses bool
 14 sessionAffinityConfig *core.v1.SessionAffinityConfig
 19 ipFamilies []string/core.v1.IPFamily go=IPFamilies list=atomic
 17 ipFamilyPolicy *string/core.v1.IPFamilyPolicy go=IPFamilyPolicy
 20 allocateLoadBalancerNodePorts *bool
 21 loadBalancerClass *string
 22 internalTrafficPolicy *string/core.v1.ServiceInternalTrafficPolicy
 23 trafficDistribution *string
type core.v1.ServiceStatus
 1 loadBalancer core.v1.LoadBalancerStatus
 2 conditions []meta.v1.Condition list=map:type patch=merge:type
type core.v1.SessionAffinityConfig
 1 clientIP *core.v1.ClientIPConfig
type core.v1.SleepAction
 1 seconds!+ int64
type core.v1.StorageOSPersistentVolumeSource
 1 volumeName string
 2 volumeNamespace string
 3 fsType string go=FSType
 4 readOnly bool
 5 secretRef *core.v1.ObjectReference
type core.v1.StorageOSVolumeSource
 1 volumeName string
 2 volumeNamespace string
 3 fsType string go=FSType
 4 readOnly bool
 5 secretRef *core.v1.LocalObjectReference
type core.v1.Sysctl
 1 name!+ string
 2 value!+ string
type core.v1.TCPSocketAction
 1 port!+ util.intstr.IntOrString
 2 host string
type core.v1.Taint
 1 key!+ string
 2 value string
 3 effect!+ string/core.v1.TaintEffect
 4 timeAdded *meta.v1.Time
type core.v1.Toleration
 1 key string
 2 operator string/core.v1.TolerationOperator
 3 value string
 4 effect string/core.v1.TaintEffect
 5 tolerationSeconds *int64
type core.v1.TopologySelectorLabelRequirement
 1 key!+ string
 2 values!+ []string list=atomic
type core.v1.TopologySelectorTerm atomic
 1 matchLabelExpressions []core.v1.TopologySelectorLabelRequirement list=atomic
type core.v1.TopologySpreadConstraint
 1 maxSkew!+ int32
 2 topologyKey!+ string
 3 whenUnsatisfiable!+ string/core.v1.UnsatisfiableConstraintAction
 4 labelSelector *meta.v1.LabelSelector
 5 minDomains *int32
 6 nodeAffinityPolicy *string/core.v1.NodeInclusionPolicy
 7 nodeTaintsPolicy *string/core.v1.NodeInclusionPolicy
 8 matchLabelKeys []string list=atomic
type core.v1.TypedLocalObjectReference atomic
 1 apiGroup+ *string go=APIGroup
 2 kind!+ string
 3 name!+ string
type core.v1.TypedObjectReference
 1 apiGroup+ *string go=APIGroup
 2 kind!+ string
 3 name!+ string
 4 namespace *string
type core.v1.Volume
 1 name!+ string
 2 ~ core.v1.VolumeSource
type core.v1.VolumeDevice
 1 name!+ string
 2 devicePath!+ string
type core.v1.VolumeMount
 1 name!+ string
 2 readOnly bool
 7 recursiveReadOnly *string/core.v1.RecursiveReadOnlyMode
 3 mountPath!+ string
 4 subPath string
 5 mountPropagation *string/core.v1.MountPropagationMode
 6 subPathExpr string
type core.v1.VolumeMountStatus
 1 name!+ string
 2 mountPath!+ string
 3 readOnly bool
 4 recursiveReadOnly *string/core.v1.RecursiveReadOnlyMode
 5 volumeStatus *core.v1.VolumeStatus
type core.v1.VolumeNodeAffinity
 1 required *core.v1.NodeSelector
type core.v1.VolumeProjection
 1 secret *core.v1.SecretProjection
 2 downwardAPI *core.v1.DownwardAPIProjection
 3 configMap *core.v1.ConfigMapProjection
 4 serviceAccountToken *core.v1.ServiceAccountTokenProjection
 5 clusterTrustBundle *core.v1.ClusterTrustBundleProjection
 6 podCertificate *core.v1.PodCertificateProjection
type core.v1.VolumeResourceRequirements
 1 limits {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
 2 requests {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
type core.v1.VolumeSource
 1 hostPath *core.v1.HostPathVolumeSource
 2 emptyDir *core.v1.EmptyDirVolumeSource
 3 gcePersistentDisk *core.v1.GCEPersistentDiskVolumeSource go=GCEPersistentDisk
 4 awsElasticBlockStore *core.v1.AWSElasticBlockStoreVolumeSource go=AWSElasticBlockStore
 5 gitRepo *core.v1.GitRepoVolumeSource
 6 secret *core.v1.SecretVolumeSource
 7 nfs *core.v1.NFSVolumeSource go=NFS
 8 iscsi *core.v1.ISCSIVolumeSource go=ISCSI
 9 glusterfs *core.v1.GlusterfsVolumeSource
 10 persistentVolumeClaim *core.v1.PersistentVolumeClaimVolumeSource
 11 rbd *core.v1.RBDVolumeSource go=RBD
 12 flexVolume *core.v1.FlexVolumeSource
 13 cinder *core.v1.CinderVolumeSource
 14 cephfs *core.v1.CephFSVolumeSource go=CephFS
 15 flocker *core.v1.FlockerVolumeSource
 16 downwardAPI *core.v1.DownwardAPIVolumeSource
 17 fc *core.v1.FCVolumeSource go=FC
 18 azureFile *core.v1.AzureFileVolumeSource
 19 configMap *core.v1.ConfigMapVolumeSource
 20 vsphereVolume *core.v1.VsphereVirtualDiskVolumeSource
 21 quobyte *core.v1.QuobyteVolumeSource
 22 azureDisk *core.v1.AzureDiskVolumeSource
 23 photonPersistentDisk *core.v1.PhotonPersistentDiskVolumeSource
 26 projected *core.v1.ProjectedVolumeSource
 24 portworxVolume *core.v1.PortworxVolumeSource
 25 scaleIO *core.v1.ScaleIOVolumeSource
 27 storageos *core.v1.StorageOSVolumeSource go=StorageOS
 28 csi *core.v1.CSIVolumeSource go=CSI
 29 ephemeral *core.v1.EphemeralVolumeSource
 30 image *core.v1.ImageVolumeSource
type core.v1.VolumeStatus
 1 image *core.v1.ImageVolumeStatus
type core.v1.VsphereVirtualDiskVolumeSource
 1 volumePath!+ string
 2 fsType string go=FSType
 3 storagePolicyName string
 4 storagePolicyID string
type core.v1.WeightedPodAffinityTerm
 1 weight!+ int32
 2 podAffinityTerm!+ core.v1.PodAffinityTerm
type core.v1.WindowsSecurityContextOptions
 1 gmsaCredentialSpecName *string go=GMSACredentialSpecName
 2 gmsaCredentialSpec *string go=GMSACredentialSpec
 3 runAsUserName *string
 4 hostProcess *bool
type discovery.v1.Endpoint
 1 addresses!+ []string list=set
 2 conditions discovery.v1.EndpointConditions
 3 hostname *string
 4 targetRef *core.v1.ObjectReference
 5 deprecatedTopology {string}
 6 nodeName *string
 7 zone *string
 8 hints *discovery.v1.EndpointHints
type discovery.v1.EndpointConditions
 1 ready *bool
 2 serving *bool
 3 terminating *bool
type discovery.v1.EndpointHints
 1 forZones []discovery.v1.ForZone list=atomic
 2 forNodes []discovery.v1.ForNode list=atomic
type discovery.v1.EndpointPort atomic
 1 name *string
 2 protocol *string/core.v1.Protocol
 3 port *int32
 4 appProtocol *string
type discovery.v1.EndpointSlice
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 4 addressType!+ string/discovery.v1.AddressType
 2 endpoints+ []discovery.v1.Endpoint list=atomic
 3 ports+ []discovery.v1.EndpointPort list=atomic
type discovery.v1.EndpointSliceList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []discovery.v1.EndpointSlice
type discovery.v1.ForNode
 1 name!+ string
type discovery.v1.ForZone
 1 name!+ string
type events.v1.Event
 0 ~ meta.v1.TypeMeta
 1 metadata+ meta.v1.ObjectMeta go=ObjectMeta
 2 eventTime!+ meta.v1.MicroTime
 3 series *events.v1.EventSeries
 4 reportingController string
 5 reportingInstance string
 6 action string
 7 reason string
 8 regarding core.v1.ObjectReference
 9 related *core.v1.ObjectReference
 10 note string
 11 type string
 12 deprecatedSource core.v1.EventSource
 13 deprecatedFirstTimestamp meta.v1.Time
 14 deprecatedLastTimestamp meta.v1.Time
 15 deprecatedCount int32
type events.v1.EventList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []events.v1.Event
type events.v1.EventSeries
 1 count!+ int32
 2 lastObservedTime!+ meta.v1.MicroTime
type flowcontrol.v1.ExemptPriorityLevelConfiguration
 1 nominalConcurrencyShares *int32
 2 lendablePercent *int32
type flowcontrol.v1.FlowDistinguisherMethod
 1 type!+ string/flowcontrol.v1.FlowDistinguisherMethodType
type flowcontrol.v1.FlowSchema
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec flowcontrol.v1.FlowSchemaSpec
 3 status flowcontrol.v1.FlowSchemaStatus
type flowcontrol.v1.FlowSchemaCondition
 1 type string/flowcontrol.v1.FlowSchemaConditionType
 2 status string/flowcontrol.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type flowcontrol.v1.FlowSchemaList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []flowcontrol.v1.FlowSchema
type flowcontrol.v1.FlowSchemaSpec
 1 priorityLevelConfiguration!+ flowcontrol.v1.PriorityLevelConfigurationReference
 2 matchingPrecedence+ int32
 3 distinguisherMethod *flowcontrol.v1.FlowDistinguisherMethod
 4 rules []flowcontrol.v1.PolicyRulesWithSubjects list=atomic
type flowcontrol.v1.FlowSchemaStatus
 1 conditions []flowcontrol.v1.FlowSchemaCondition list=map:type patch=merge:type
type flowcontrol.v1.GroupSubject
 1 name!+ string
type flowcontrol.v1.LimitResponse
 1 type!+ string/flowcontrol.v1.LimitResponseType
 2 queuing *flowcontrol.v1.QueuingConfiguration
type flowcontrol.v1.LimitedPriorityLevelConfiguration
 1 nominalConcurrencyShares+ *int32
 2 limitResponse flowcontrol.v1.LimitResponse
 3 lendablePercent *int32
 4 borrowingLimitPercent *int32
type flowcontrol.v1.NonResourcePolicyRule
 1 verbs!+ []string list=set
 6 nonResourceURLs!+ []string list=set
type flowcontrol.v1.PolicyRulesWithSubjects
 1 subjects!+ []flowcontrol.v1.Subject list=atomic
 2 resourceRules []flowcontrol.v1.ResourcePolicyRule list=atomic
 3 nonResourceRules []flowcontrol.v1.NonResourcePolicyRule list=atomic
type flowcontrol.v1.PriorityLevelConfiguration
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec flowcontrol.v1.PriorityLevelConfigurationSpec
 3 status flowcontrol.v1.PriorityLevelConfigurationStatus
type flowcontrol.v1.PriorityLevelConfigurationCondition
 1 type string/flowcontrol.v1.PriorityLevelConfigurationConditionType
 2 status string/flowcontrol.v1.ConditionStatus
 3 lastTransitionTime meta.v1.Time
 4 reason string
 5 message string
type flowcontrol.v1.PriorityLevelConfigurationList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []flowcontrol.v1.PriorityLevelConfiguration
type flowcontrol.v1.PriorityLevelConfigurationReference
 1 name!+ string
type flowcontrol.v1.PriorityLevelConfigurationSpec
 1 type!+ string/flowcontrol.v1.PriorityLevelEnablement
 2 limited *flowcontrol.v1.LimitedPriorityLevelConfiguration
 3 exempt *flowcontrol.v1.ExemptPriorityLevelConfiguration
type flowcontrol.v1.PriorityLevelConfigurationStatus
 1 conditions []flowcontrol.v1.PriorityLevelConfigurationCondition list=map:type patch=merge:type
type flowcontrol.v1.QueuingConfiguration
 1 queues+ int32
 2 handSize+ int32
 3 queueLengthLimit+ int32
type flowcontrol.v1.ResourcePolicyRule
 1 verbs!+ []string list=set
 2 apiGroups!+ []string go=APIGroups list=set
 3 resources!+ []string list=set
 4 clusterScope bool
 5 namespaces+ []string list=set
type flowcontrol.v1.ServiceAccountSubject
 1 namespace!+ string
 2 name!+ string
type flowcontrol.v1.Subject
 1 kind!+ string/flowcontrol.v1.SubjectKind
 2 user *flowcontrol.v1.UserSubject
 3 group *flowcontrol.v1.GroupSubject
 4 serviceAccount *flowcontrol.v1.ServiceAccountSubject
type flowcontrol.v1.UserSubject
 1 name!+ string
type meta.v1.APIGroup
 0 ~ meta.v1.TypeMeta
 1 name!+ string
 2 versions!+ []meta.v1.GroupVersionForDiscovery list=atomic
 3 preferredVersion meta.v1.GroupVersionForDiscovery
 4 serverAddressByClientCIDRs []meta.v1.ServerAddressByClientCIDR list=atomic
type meta.v1.APIGroupList
 0 ~ meta.v1.TypeMeta
 1 groups+ []meta.v1.APIGroup
type meta.v1.APIResource
 1 name!+ string
 6 singularName!+ string
 2 namespaced!+ bool
 8 group string
 9 version string
 3 kind!+ string
 4 verbs!+ []string/meta.v1.Verbs
 5 shortNames []string list=atomic
 7 categories []string list=atomic
 10 storageVersionHash string
type meta.v1.APIResourceList
 0 ~ meta.v1.TypeMeta
 1 groupVersion!+ string
 2 resources!+ []meta.v1.APIResource go=APIResources list=atomic
type meta.v1.Condition
 1 type!+ string
 2 status!+ string/meta.v1.ConditionStatus
 3 observedGeneration int64
 4 lastTransitionTime!+ meta.v1.Time
 5 reason!+ string
 6 message!+ string
type meta.v1.CreateOptions
 0 ~ meta.v1.TypeMeta
 1 dryRun []string
 3 fieldManager string
 4 fieldValidation string
type meta.v1.DeleteOptions
 0 ~ meta.v1.TypeMeta
 1 gracePeriodSeconds *int64
 2 preconditions *meta.v1.Preconditions
 3 orphanDependents *bool
 4 propagationPolicy *string/meta.v1.DeletionPropagation
 5 dryRun []string list=atomic
 6 ignoreStoreReadErrorWithClusterBreakingPotential *bool
type meta.v1.FieldSelectorRequirement
 1 key!+ string
 2 operator!+ string/meta.v1.FieldSelectorOperator
 3 values []string list=atomic
type meta.v1.GetOptions
 0 ~ meta.v1.TypeMeta
 1 resourceVersion string
type meta.v1.GroupResource
 1 group+ string
 2 resource+ string
type meta.v1.GroupVersionForDiscovery
 1 groupVersion!+ string
 2 version!+ string
type meta.v1.LabelSelector atomic
 1 matchLabels {string}
 2 matchExpressions []meta.v1.LabelSelectorRequirement list=atomic
type meta.v1.LabelSelectorRequirement
 1 key!+ string
 2 operator!+ string/meta.v1.LabelSelectorOperator
 3 values []string list=atomic
type meta.v1.ListMeta
 1 selfLink string
 2 resourceVersion string
 3 continue string
 4 remainingItemCount *int64
 5 shardInfo *meta.v1.ShardInfo
type meta.v1.ListOptions
 0 ~ meta.v1.TypeMeta
 1 labelSelector string
 2 fieldSelector string
 3 watch bool
 9 allowWatchBookmarks bool
 4 resourceVersion string
 10 resourceVersionMatch string/meta.v1.ResourceVersionMatch
 5 timeoutSeconds *int64
 7 limit int64
 8 continue string
 11 sendInitialEvents *bool
 15 shardSelector string
type meta.v1.ManagedFieldsEntry
 1 manager string
 2 operation string/meta.v1.ManagedFieldsOperationType
 3 apiVersion string go=APIVersion
 4 time *meta.v1.Time
 6 fieldsType string
 7 fieldsV1 *meta.v1.FieldsV1
 8 subresource string
type meta.v1.ObjectMeta
 1 name string
 2 generateName string
 3 namespace string
 4 selfLink string
 5 uid string/types.UID go=UID
 6 resourceVersion string
 7 generation int64
 8 creationTimestamp meta.v1.Time
 9 deletionTimestamp *meta.v1.Time
 10 deletionGracePeriodSeconds *int64
 11 labels {string}
 12 annotations {string}
 13 ownerReferences []meta.v1.OwnerReference list=map:uid patch=merge:uid
 14 finalizers []string list=set patch=merge
 17 managedFields []meta.v1.ManagedFieldsEntry list=atomic
type meta.v1.OwnerReference atomic
 5 apiVersion!+ string go=APIVersion
 1 kind!+ string
 3 name!+ string
 4 uid!+ string/types.UID go=UID
 6 controller *bool
 7 blockOwnerDeletion *bool
type meta.v1.PartialObjectMetadata
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
type meta.v1.PartialObjectMetadataList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items+ []meta.v1.PartialObjectMetadata
type meta.v1.PatchOptions
 0 ~ meta.v1.TypeMeta
 1 dryRun []string
 2 force *bool
 3 fieldManager string
 4 fieldValidation string
type meta.v1.Preconditions
 1 uid *string/types.UID go=UID
 2 resourceVersion *string
type meta.v1.ServerAddressByClientCIDR
 1 clientCIDR!+ string
 2 serverAddress!+ string
type meta.v1.ShardInfo
 1 selector!+ string
type meta.v1.Status
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 status string
 3 message string
 4 reason string/meta.v1.StatusReason
 5 details *meta.v1.StatusDetails
 6 code int32
type meta.v1.StatusCause
 1 reason string/meta.v1.CauseType go=Type
 2 message string
 3 field string
type meta.v1.StatusDetails
 1 name string
 2 group string
 3 kind string
 6 uid string/types.UID go=UID
 4 causes []meta.v1.StatusCause list=atomic
 5 retryAfterSeconds int32
type meta.v1.Table
 0 ~ meta.v1.TypeMeta
 0 metadata meta.v1.ListMeta go=ListMeta
 0 columnDefinitions+ []meta.v1.TableColumnDefinition
 0 rows+ []meta.v1.TableRow
type meta.v1.TableColumnDefinition
 0 name+ string
 0 type+ string
 0 format+ string
 0 description+ string
 0 priority+ int32
type meta.v1.TableRow
 0 cells+ []interface
 0 conditions []meta.v1.TableRowCondition
 0 object runtime.RawExtension
type meta.v1.TableRowCondition
 0 type+ string/meta.v1.RowConditionType
 0 status+ string/meta.v1.ConditionStatus
 0 reason string
 0 message string
type meta.v1.TypeMeta
 1 kind string
 2 apiVersion string go=APIVersion
type meta.v1.UpdateOptions
 0 ~ meta.v1.TypeMeta
 1 dryRun []string
 2 fieldManager string
 3 fieldValidation string
type meta.v1.WatchEvent
 1 type!+ string
 2 object!+ runtime.RawExtension
type networking.v1.HTTPIngressPath
 1 path string
 3 pathType!+ *string/networking.v1.PathType
 2 backend!+ networking.v1.IngressBackend
type networking.v1.HTTPIngressRuleValue
 1 paths!+ []networking.v1.HTTPIngressPath list=atomic
type networking.v1.IPAddress
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec! networking.v1.IPAddressSpec
type networking.v1.IPAddressList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []networking.v1.IPAddress
type networking.v1.IPAddressSpec
 1 parentRef! *networking.v1.ParentReference
type networking.v1.IPBlock
 1 cidr!+ string go=CIDR
 2 except []string list=atomic
type networking.v1.Ingress
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec networking.v1.IngressSpec
 3 status networking.v1.IngressStatus
type networking.v1.IngressBackend
 4 service *networking.v1.IngressServiceBackend
 3 resource *core.v1.TypedLocalObjectReference
type networking.v1.IngressClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec networking.v1.IngressClassSpec
type networking.v1.IngressClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []networking.v1.IngressClass
type networking.v1.IngressClassParametersReference
 1 apiGroup *string go=APIGroup
 2 kind!+ string
 3 name!+ string
 4 scope+ *string
 5 namespace *string
type networking.v1.IngressClassSpec
 1 controller string
 2 parameters *networking.v1.IngressClassParametersReference
type networking.v1.IngressList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []networking.v1.Ingress
type networking.v1.IngressLoadBalancerIngress
 1 ip string go=IP
 2 hostname string
 4 ports []networking.v1.IngressPortStatus list=atomic
type networking.v1.IngressLoadBalancerStatus
 1 ingress []networking.v1.IngressLoadBalancerIngress list=atomic
type networking.v1.IngressPortStatus
 1 port!+ int32
 2 protocol!+ string/core.v1.Protocol
 3 error *string
type networking.v1.IngressRule
 1 host string
 2 ~ networking.v1.IngressRuleValue
type networking.v1.IngressRuleValue
 1 http *networking.v1.HTTPIngressRuleValue go=HTTP
type networking.v1.IngressServiceBackend
 1 name!+ string
 2 port networking.v1.ServiceBackendPort
type networking.v1.IngressSpec
 4 ingressClassName *string
 1 defaultBackend *networking.v1.IngressBackend
 2 tls []networking.v1.IngressTLS go=TLS list=atomic
 3 rules []networking.v1.IngressRule list=atomic
type networking.v1.IngressStatus
 1 loadBalancer networking.v1.IngressLoadBalancerStatus
type networking.v1.IngressTLS
 1 hosts []string list=atomic
 2 secretName string
type networking.v1.NetworkPolicy
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec networking.v1.NetworkPolicySpec
type networking.v1.NetworkPolicyEgressRule
 1 ports []networking.v1.NetworkPolicyPort list=atomic
 2 to []networking.v1.NetworkPolicyPeer list=atomic
type networking.v1.NetworkPolicyIngressRule
 1 ports []networking.v1.NetworkPolicyPort list=atomic
 2 from []networking.v1.NetworkPolicyPeer list=atomic
type networking.v1.NetworkPolicyList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []networking.v1.NetworkPolicy
type networking.v1.NetworkPolicyPeer
 1 podSelector *meta.v1.LabelSelector
 2 namespaceSelector *meta.v1.LabelSelector
 3 ipBlock *networking.v1.IPBlock go=IPBlock
type networking.v1.NetworkPolicyPort
 1 protocol *string/core.v1.Protocol
 2 port *util.intstr.IntOrString
 3 endPort *int32
type networking.v1.NetworkPolicySpec
 1 podSelector+ meta.v1.LabelSelector
 2 ingress []networking.v1.NetworkPolicyIngressRule list=atomic
 3 egress []networking.v1.NetworkPolicyEgressRule list=atomic
 4 policyTypes []string/networking.v1.PolicyType list=atomic
type networking.v1.ParentReference
 1 group string
 2 resource! string
 3 namespace string
 4 name! string
type networking.v1.ServiceBackendPort atomic
 1 name string
 2 number int32
type networking.v1.ServiceCIDR
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec networking.v1.ServiceCIDRSpec
 3 status networking.v1.ServiceCIDRStatus
type networking.v1.ServiceCIDRList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []networking.v1.ServiceCIDR
type networking.v1.ServiceCIDRSpec
 1 cidrs []string go=CIDRs list=atomic
type networking.v1.ServiceCIDRStatus
 1 conditions []meta.v1.Condition list=map:type patch=merge:type
type node.v1.Overhead
 1 podFixed {string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList
type node.v1.RuntimeClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 handler!+ string
 3 overhead *node.v1.Overhead
 4 scheduling *node.v1.Scheduling
type node.v1.RuntimeClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []node.v1.RuntimeClass
type node.v1.Scheduling
 1 nodeSelector {string} map=atomic
 2 tolerations []core.v1.Toleration list=atomic
type policy.v1.Eviction
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 deleteOptions *meta.v1.DeleteOptions
type policy.v1.PodDisruptionBudget
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec policy.v1.PodDisruptionBudgetSpec
 3 status policy.v1.PodDisruptionBudgetStatus
type policy.v1.PodDisruptionBudgetList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []policy.v1.PodDisruptionBudget
type policy.v1.PodDisruptionBudgetSpec
 1 minAvailable *util.intstr.IntOrString
 2 selector *meta.v1.LabelSelector patch=replace
 3 maxUnavailable *util.intstr.IntOrString
 4 unhealthyPodEvictionPolicy *string/policy.v1.UnhealthyPodEvictionPolicyType
type policy.v1.PodDisruptionBudgetStatus
 1 observedGeneration int64
 2 disruptedPods {meta.v1.Time}
 3 disruptionsAllowed+ int32
 4 currentHealthy+ int32
 5 desiredHealthy+ int32
 6 expectedPods+ int32
 7 conditions []meta.v1.Condition list=map:type patch=merge:type
type rbac.v1.AggregationRule
 1 clusterRoleSelectors []meta.v1.LabelSelector list=atomic
type rbac.v1.ClusterRole
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 rules+ []rbac.v1.PolicyRule list=atomic
 3 aggregationRule *rbac.v1.AggregationRule
type rbac.v1.ClusterRoleBinding
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 subjects []rbac.v1.Subject list=atomic
 3 roleRef!+ rbac.v1.RoleRef
type rbac.v1.ClusterRoleBindingList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []rbac.v1.ClusterRoleBinding
type rbac.v1.ClusterRoleList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []rbac.v1.ClusterRole
type rbac.v1.PolicyRule
 1 verbs!+ []string list=atomic
 2 apiGroups []string go=APIGroups list=atomic
 3 resources []string list=atomic
 4 resourceNames []string list=atomic
 5 nonResourceURLs []string list=atomic
type rbac.v1.Role
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 rules+ []rbac.v1.PolicyRule list=atomic
type rbac.v1.RoleBinding
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 subjects []rbac.v1.Subject list=atomic
 3 roleRef!+ rbac.v1.RoleRef
type rbac.v1.RoleBindingList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []rbac.v1.RoleBinding
type rbac.v1.RoleList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []rbac.v1.Role
type rbac.v1.RoleRef atomic
 1 apiGroup+ string go=APIGroup
 2 kind!+ string
 3 name!+ string
type rbac.v1.Subject atomic
 1 kind!+ string
 2 apiGroup string go=APIGroup
 3 name!+ string
 4 namespace string
type resource.v1.AllocatedDeviceStatus
 1 driver!+ string
 2 pool!+ string
 3 device!+ string
 7 shareID *string
 4 conditions+ []meta.v1.Condition list=map:type
 5 data *runtime.RawExtension
 6 networkData *resource.v1.NetworkDeviceData
type resource.v1.AllocationResult
 1 devices resource.v1.DeviceAllocationResult
 3 nodeSelector *core.v1.NodeSelector
 5 allocationTimestamp *meta.v1.Time
type resource.v1.CELDeviceSelector
 1 expression!+ string
type resource.v1.CapacityRequestPolicy
 1 default+ *api.resource.Quantity
 3 validValues []api.resource.Quantity list=atomic
 4 validRange *resource.v1.CapacityRequestPolicyRange
type resource.v1.CapacityRequestPolicyRange
 1 min! *api.resource.Quantity
 2 max *api.resource.Quantity
 3 step *api.resource.Quantity
type resource.v1.CapacityRequirements
 1 requests {string/resource.v1.QualifiedName:api.resource.Quantity}
type resource.v1.Counter
 1 value!+ api.resource.Quantity
type resource.v1.CounterSet
 1 name!+ string
 2 counters! {resource.v1.Counter}
type resource.v1.Device
 1 name!+ string
 2 attributes {string/resource.v1.QualifiedName:resource.v1.DeviceAttribute}
 3 capacity {string/resource.v1.QualifiedName:resource.v1.DeviceCapacity}
 4 consumesCounters []resource.v1.DeviceCounterConsumption list=atomic
 5 nodeName *string
 6 nodeSelector *core.v1.NodeSelector
 7 allNodes *bool
 8 taints []resource.v1.DeviceTaint list=atomic
 9 bindsToNode *bool
 10 bindingConditions []string list=atomic
 11 bindingFailureConditions []string list=atomic
 12 allowMultipleAllocations *bool
 13 nodeAllocatableResourceMappings {string/core.v1.ResourceName:resource.v1.NodeAllocatableResourceMapping}
type resource.v1.DeviceAllocationConfiguration
 1 source!+ string/resource.v1.AllocationConfigSource
 2 requests []string list=atomic
 3 ~ resource.v1.DeviceConfiguration
type resource.v1.DeviceAllocationResult
 1 results []resource.v1.DeviceRequestAllocationResult list=atomic
 2 config []resource.v1.DeviceAllocationConfiguration list=atomic
type resource.v1.DeviceAttribute
 2 int *int64 go=IntValue
 3 bool *bool go=BoolValue
 4 string *string go=StringValue
 5 version *string go=VersionValue
 6 ints []int64 go=IntValues list=atomic
 7 bools []bool go=BoolValues list=atomic
 8 strings []string go=StringValues list=atomic
 9 versions []string go=VersionValues list=atomic
type resource.v1.DeviceCapacity
 1 value!+ api.resource.Quantity
 2 requestPolicy *resource.v1.CapacityRequestPolicy
type resource.v1.DeviceClaim
 1 requests+ []resource.v1.DeviceRequest list=atomic
 2 constraints []resource.v1.DeviceConstraint list=atomic
 3 config []resource.v1.DeviceClaimConfiguration list=atomic
type resource.v1.DeviceClaimConfiguration
 1 requests []string list=atomic
 2 ~ resource.v1.DeviceConfiguration
type resource.v1.DeviceClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ resource.v1.DeviceClassSpec
type resource.v1.DeviceClassConfiguration
 1 ~ resource.v1.DeviceConfiguration
type resource.v1.DeviceClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []resource.v1.DeviceClass
type resource.v1.DeviceClassSpec
 1 selectors []resource.v1.DeviceSelector list=atomic
 2 config []resource.v1.DeviceClassConfiguration list=atomic
 4 extendedResourceName *string
type resource.v1.DeviceConfiguration
 1 opaque *resource.v1.OpaqueDeviceConfiguration
type resource.v1.DeviceConstraint
 1 requests []string list=atomic
 2 matchAttribute *string/resource.v1.FullyQualifiedName
 3 distinctAttribute *string/resource.v1.FullyQualifiedName
type resource.v1.DeviceCounterConsumption
 1 counterSet!+ string
 2 counters! {resource.v1.Counter}
type resource.v1.DeviceRequest
 1 name!+ string
 2 exactly *resource.v1.ExactDeviceRequest
 3 firstAvailable []resource.v1.DeviceSubRequest list=atomic
type resource.v1.DeviceRequestAllocationResult
 1 request!+ string
 2 driver!+ string
 3 pool!+ string
 4 device!+ string
 5 adminAccess *bool
 6 tolerations []resource.v1.DeviceToleration list=atomic
 7 bindingConditions []string list=atomic
 8 bindingFailureConditions []string list=atomic
 9 shareID *string/types.UID
 10 consumedCapacity {string/resource.v1.QualifiedName:api.resource.Quantity}
type resource.v1.DeviceSelector
 1 cel *resource.v1.CELDeviceSelector go=CEL
type resource.v1.DeviceSubRequest
 1 name!+ string
 2 deviceClassName!+ string
 3 selectors []resource.v1.DeviceSelector list=atomic
 4 allocationMode string/resource.v1.DeviceAllocationMode
 5 count int64
 6 tolerations []resource.v1.DeviceToleration list=atomic
 7 capacity *resource.v1.CapacityRequirements
type resource.v1.DeviceTaint
 1 key!+ string
 2 value string
 3 effect!+ string/resource.v1.DeviceTaintEffect
 4 timeAdded *meta.v1.Time
type resource.v1.DeviceToleration
 1 key string
 2 operator string/resource.v1.DeviceTolerationOperator default="Equal"
 3 value string
 4 effect string/resource.v1.DeviceTaintEffect
 5 tolerationSeconds *int64
type resource.v1.ExactDeviceRequest
 1 deviceClassName!+ string
 2 selectors []resource.v1.DeviceSelector list=atomic
 3 allocationMode string/resource.v1.DeviceAllocationMode
 4 count int64
 5 adminAccess *bool
 6 tolerations []resource.v1.DeviceToleration list=atomic
 7 capacity *resource.v1.CapacityRequirements
type resource.v1.NetworkDeviceData
 1 interfaceName string
 2 ips []string go=IPs list=atomic
 3 hardwareAddress string
type resource.v1.NodeAllocatableResourceMapping
 1 capacityKey *string/resource.v1.QualifiedName
 2 allocationMultiplier *api.resource.Quantity
type resource.v1.OpaqueDeviceConfiguration
 1 driver!+ string
 2 parameters!+ runtime.RawExtension
type resource.v1.ResourceClaim
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ resource.v1.ResourceClaimSpec
 3 status resource.v1.ResourceClaimStatus
type resource.v1.ResourceClaimConsumerReference
 1 apiGroup string go=APIGroup
 3 resource!+ string
 4 name!+ string
 5 uid!+ string/types.UID go=UID
type resource.v1.ResourceClaimList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []resource.v1.ResourceClaim
type resource.v1.ResourceClaimSpec
 1 devices+ resource.v1.DeviceClaim
type resource.v1.ResourceClaimStatus
 1 allocation *resource.v1.AllocationResult
 2 reservedFor []resource.v1.ResourceClaimConsumerReference list=map:uid patch=merge:uid
 4 devices []resource.v1.AllocatedDeviceStatus list=map:driver:device:pool:shareID
type resource.v1.ResourceClaimTemplate
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ resource.v1.ResourceClaimTemplateSpec
type resource.v1.ResourceClaimTemplateList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []resource.v1.ResourceClaimTemplate
type resource.v1.ResourceClaimTemplateSpec
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ resource.v1.ResourceClaimSpec
type resource.v1.ResourcePool
 1 name!+ string
 2 generation!+ int64
 3 resourceSliceCount!+ int64
type resource.v1.ResourceSlice
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ resource.v1.ResourceSliceSpec
type resource.v1.ResourceSliceList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []resource.v1.ResourceSlice
type resource.v1.ResourceSliceSpec
 1 driver!+ string
 2 pool!+ resource.v1.ResourcePool
 3 nodeName *string
 4 nodeSelector *core.v1.NodeSelector
 5 allNodes *bool
 6 devices []resource.v1.Device list=atomic
 7 perDeviceNodeSelection *bool
 8 sharedCounters []resource.v1.CounterSet list=atomic
type scheduling.v1.PriorityClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 value+ int32
 3 globalDefault bool
 4 description string
 5 preemptionPolicy *string/core.v1.PreemptionPolicy
type scheduling.v1.PriorityClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []scheduling.v1.PriorityClass
type storage.v1.CSIDriver
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ storage.v1.CSIDriverSpec
type storage.v1.CSIDriverList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.CSIDriver
type storage.v1.CSIDriverSpec
 1 attachRequired *bool
 2 podInfoOnMount *bool
 3 volumeLifecycleModes []string/storage.v1.VolumeLifecycleMode list=set
 4 storageCapacity *bool
 5 fsGroupPolicy *string/storage.v1.FSGroupPolicy go=FSGroupPolicy
 6 tokenRequests []storage.v1.TokenRequest list=atomic
 7 requiresRepublish *bool
 8 seLinuxMount *bool go=SELinuxMount
 9 nodeAllocatableUpdatePeriodSeconds *int64
 10 serviceAccountTokenInSecrets *bool
 11 preventPodSchedulingIfMissing *bool
type storage.v1.CSINode
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ storage.v1.CSINodeSpec
type storage.v1.CSINodeDriver
 1 name!+ string
 2 nodeID!+ string
 3 topologyKeys+ []string list=atomic
 4 allocatable *storage.v1.VolumeNodeResources
type storage.v1.CSINodeList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.CSINode
type storage.v1.CSINodeSpec
 1 drivers!+ []storage.v1.CSINodeDriver list=map:name patch=merge:name
type storage.v1.CSIStorageCapacity
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 nodeTopology *meta.v1.LabelSelector
 3 storageClassName!+ string
 4 capacity *api.resource.Quantity
 5 maximumVolumeSize *api.resource.Quantity
type storage.v1.CSIStorageCapacityList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.CSIStorageCapacity
type storage.v1.StorageClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 provisioner!+ string
 3 parameters {string}
 4 reclaimPolicy *string/core.v1.PersistentVolumeReclaimPolicy
 5 mountOptions []string list=atomic
 6 allowVolumeExpansion *bool
 7 volumeBindingMode *string/storage.v1.VolumeBindingMode
 8 allowedTopologies []core.v1.TopologySelectorTerm list=atomic
type storage.v1.StorageClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.StorageClass
type storage.v1.TokenRequest
 1 audience!+ string
 2 expirationSeconds *int64
type storage.v1.VolumeAttachment
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 spec!+ storage.v1.VolumeAttachmentSpec
 3 status storage.v1.VolumeAttachmentStatus
type storage.v1.VolumeAttachmentList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.VolumeAttachment
type storage.v1.VolumeAttachmentSource
 1 persistentVolumeName *string
 2 inlineVolumeSpec *core.v1.PersistentVolumeSpec
type storage.v1.VolumeAttachmentSpec
 1 attacher!+ string
 2 source!+ storage.v1.VolumeAttachmentSource
 3 nodeName!+ string
type storage.v1.VolumeAttachmentStatus
 1 attached!+ bool
 2 attachmentMetadata {string}
 3 attachError *storage.v1.VolumeError
 4 detachError *storage.v1.VolumeError
type storage.v1.VolumeAttributesClass
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ObjectMeta go=ObjectMeta
 2 driverName!+ string
 3 parameters {string}
type storage.v1.VolumeAttributesClassList
 0 ~ meta.v1.TypeMeta
 1 metadata meta.v1.ListMeta go=ListMeta
 2 items!+ []storage.v1.VolumeAttributesClass
type storage.v1.VolumeError
 1 time meta.v1.Time
 2 message string
 3 errorCode *int32
type storage.v1.VolumeNodeResources
 1 count *int32
`;

/** The values of types that are a closed list of texts. */
export const enumsText: string = `
admissionregistration.v1.FailurePolicyType Fail,Ignore
admissionregistration.v1.MatchPolicyType Equivalent,Exact
admissionregistration.v1.PatchType ApplyConfiguration,JSONPatch
admissionregistration.v1.ReinvocationPolicyType IfNeeded,Never
admissionregistration.v1.SideEffectClass None,NoneOnDryRun,Some,Unknown
apiextensions.v1.FieldValueErrorReason FieldValueDuplicate,FieldValueForbidden,FieldValueInvalid,FieldValueRequired
apps.v1.DaemonSetUpdateStrategyType OnDelete,RollingUpdate
apps.v1.DeploymentStrategyType Recreate,RollingUpdate
apps.v1.PodManagementPolicyType OrderedReady,Parallel
apps.v1.StatefulSetUpdateStrategyType OnDelete,RollingUpdate
batch.v1.CompletionMode Indexed,NonIndexed
batch.v1.ConcurrencyPolicy Allow,Forbid,Replace
batch.v1.PodFailurePolicyAction Count,FailIndex,FailJob,Ignore
batch.v1.PodFailurePolicyOnExitCodesOperator In,NotIn
batch.v1.PodReplacementPolicy Failed,TerminatingOrFailed
core.v1.AppArmorProfileType Localhost,RuntimeDefault,Unconfined
core.v1.AzureDataDiskCachingMode None,ReadOnly,ReadWrite
core.v1.AzureDataDiskKind Dedicated,Managed,Shared
core.v1.DNSPolicy ClusterFirst,ClusterFirstWithHostNet,Default,None
core.v1.HostPathType ,BlockDevice,CharDevice,Directory,DirectoryOrCreate,File,FileOrCreate,Socket
core.v1.IPFamilyPolicy PreferDualStack,RequireDualStack,SingleStack
core.v1.MountPropagationMode Bidirectional,HostToContainer,None
core.v1.NamespacePhase Active,Terminating
core.v1.NodeInclusionPolicy Honor,Ignore
core.v1.NodePhase Pending,Running,Terminated
core.v1.NodeSelectorOperator DoesNotExist,Exists,Gt,In,Lt,NotIn
core.v1.PersistentVolumeClaimModifyVolumeStatus InProgress,Infeasible,Pending
core.v1.PersistentVolumeClaimPhase Bound,Lost,Pending
core.v1.PersistentVolumeMode Block,Filesystem
core.v1.PersistentVolumePhase Available,Bound,Failed,Pending,Released
core.v1.PersistentVolumeReclaimPolicy Delete,Recycle,Retain
core.v1.PodFSGroupChangePolicy Always,OnRootMismatch
core.v1.PodPhase Failed,Pending,Running,Succeeded,Unknown
core.v1.PodQOSClass BestEffort,Burstable,Guaranteed
core.v1.PreemptionPolicy Never,PreemptLowerPriority
core.v1.ProcMountType Default,Unmasked
core.v1.Protocol SCTP,TCP,UDP
core.v1.PullPolicy Always,IfNotPresent,Never
core.v1.ResourceQuotaScope BestEffort,CrossNamespacePodAffinity,NotBestEffort,NotTerminating,PriorityClass,Terminating,VolumeAttributesClass
core.v1.RestartPolicy Always,Never,OnFailure
core.v1.ScopeSelectorOperator DoesNotExist,Exists,In,NotIn
core.v1.SeccompProfileType Localhost,RuntimeDefault,Unconfined
core.v1.ServiceAffinity ClientIP,None
core.v1.ServiceExternalTrafficPolicy Cluster,Local
core.v1.ServiceInternalTrafficPolicy Cluster,Local
core.v1.ServiceType ClusterIP,ExternalName,LoadBalancer,NodePort
core.v1.Signal SIGABRT,SIGALRM,SIGBUS,SIGCHLD,SIGCLD,SIGCONT,SIGFPE,SIGHUP,SIGILL,SIGINT,SIGIO,SIGIOT,SIGKILL,SIGPIPE,SIGPOLL,SIGPROF,SIGPWR,SIGQUIT,SIGRTMAX,SIGRTMAX-1,SIGRTMAX-10,SIGRTMAX-11,SIGRTMAX-12,SIGRTMAX-13,SIGRTMAX-14,SIGRTMAX-2,SIGRTMAX-3,SIGRTMAX-4,SIGRTMAX-5,SIGRTMAX-6,SIGRTMAX-7,SIGRTMAX-8,SIGRTMAX-9,SIGRTMIN,SIGRTMIN+1,SIGRTMIN+10,SIGRTMIN+11,SIGRTMIN+12,SIGRTMIN+13,SIGRTMIN+14,SIGRTMIN+15,SIGRTMIN+2,SIGRTMIN+3,SIGRTMIN+4,SIGRTMIN+5,SIGRTMIN+6,SIGRTMIN+7,SIGRTMIN+8,SIGRTMIN+9,SIGSEGV,SIGSTKFLT,SIGSTOP,SIGSYS,SIGTERM,SIGTRAP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGUSR1,SIGUSR2,SIGVTALRM,SIGWINCH,SIGXCPU,SIGXFSZ
core.v1.SupplementalGroupsPolicy Merge,Strict
core.v1.TaintEffect NoExecute,NoSchedule,PreferNoSchedule
core.v1.TerminationMessagePolicy FallbackToLogsOnError,File
core.v1.TolerationOperator Equal,Exists,Gt,Lt
core.v1.URIScheme HTTP,HTTPS
core.v1.UnsatisfiableConstraintAction DoNotSchedule,ScheduleAnyway
discovery.v1.AddressType FQDN,IPv4,IPv6
networking.v1.PathType Exact,ImplementationSpecific,Prefix
policy.v1.UnhealthyPodEvictionPolicyType AlwaysAllow,IfHealthyBudget
resource.v1.AllocationConfigSource FromClaim,FromClass
resource.v1.DeviceAllocationMode All,ExactCount
resource.v1.DeviceTaintEffect NoExecute,NoSchedule,None
resource.v1.DeviceTolerationOperator Equal,Exists
storage.v1.VolumeBindingMode Immediate,WaitForFirstConsumer
`;

/** The beginnings of types' names in OpenAPI documents that are not `io.k8s.api.`. */
export const packagesText: string = `
apiextensions io.k8s.apiextensions-apiserver.pkg.apis.
apiregistration io.k8s.kube-aggregator.pkg.apis.
meta io.k8s.apimachinery.pkg.apis.
`;
