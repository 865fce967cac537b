import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';

/** Built-in kinds that are in no namespace. */
const CLUSTER_SCOPED = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'storage.k8s.io/StorageClass',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'apiregistration.k8s.io/APIService',
  'scheduling.k8s.io/PriorityClass',
]);

/** The object with the namespace that it gets if it names none, and without one if its kind is in none. */
export function withNamespace(
  object: KubernetesObject,
  namespace: string | undefined,
  client: ObjectClient,
): KubernetesObject {
  const { namespace: own, ...metadata } = object.metadata;
  if (isClusterScoped(object, client)) return { ...object, metadata };
  return {
    ...object,
    metadata: { ...metadata, namespace: own ?? namespace ?? 'default' },
  };
}

function isClusterScoped(
  object: KubernetesObject,
  client: ObjectClient,
): boolean {
  const group = groupOf(object.apiVersion);
  if (CLUSTER_SCOPED.has(`${group}/${object.kind}`)) return true;
  const crd = client
    .list('apiextensions.k8s.io/v1', 'CustomResourceDefinition')
    .find(c => c.spec.group === group && c.spec.names.kind === object.kind);
  return crd?.spec.scope === 'Cluster';
}
