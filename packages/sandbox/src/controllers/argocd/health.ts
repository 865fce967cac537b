import type { KubernetesObject } from '../../apiserver/types';
import { findCondition } from '../conditions';
import { groupOf } from '../runtime/keys';

export type HealthStatus =
  | 'Healthy'
  | 'Suspended'
  | 'Progressing'
  | 'Missing'
  | 'Degraded'
  | 'Unknown';

export interface Health {
  status: HealthStatus;
  message?: string;
}

/** From best to worst: an Application is as healthy as the worst of its resources (gitops-engine, `health.go`). */
const ORDER: HealthStatus[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

export function worstHealth(all: HealthStatus[]): HealthStatus {
  return all.reduce(
    (worst, next) =>
      ORDER.indexOf(next) > ORDER.indexOf(worst) ? next : worst,
    'Healthy',
  );
}

/** Kinds with a health check of their own (gitops-engine, `GetHealthCheckFunc`). */
const WITH_HEALTH_CHECK = new Set([
  '/PersistentVolumeClaim',
  '/Pod',
  '/Service',
  'apiregistration.k8s.io/APIService',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/Job',
  'extensions/Ingress',
  'networking.k8s.io/Ingress',
]);

/**
 * Whether an object that is not there makes its Application Missing: of a kind with a health check in Argo CD's own code, or
 * with any customization in `argocd-cm`, one of updates included.
 *
 * @param customized - `<group>_<kind>`, without a group the kind alone
 */
export function countsAsMissing(
  { apiVersion, kind }: KubernetesObject,
  customized: Set<string>,
): boolean {
  const group = groupOf(apiVersion);
  return (
    WITH_HEALTH_CHECK.has(`${group}/${kind}`) ||
    customized.has(group ? `${group}_${kind}` : kind)
  );
}

/** Milliseconds for which a claim may be out of sync without being degraded: what waits for something is so for a while. */
const CLAIM_GRACE = 10 * 60_000;

/**
 * Health of one object as Argo CD sees it; undefined for kinds without a health of their own.
 *
 * @param customized - `<group>_<kind>` of kinds for which `argocd-cm` brings a health check
 */
export function assessHealth(
  object: KubernetesObject,
  customized: Set<string>,
): Health | undefined {
  if (object.metadata.deletionTimestamp) {
    return { status: 'Progressing', message: 'Pending deletion' };
  }
  const group = groupOf(object.apiVersion);
  switch (`${group}/${object.kind}`) {
    case 'apps/Deployment':
      return deploymentHealth(object);
    case 'apps/StatefulSet':
      return statefulSetHealth(object);
    case 'apps/DaemonSet':
      return daemonSetHealth(object);
    case 'batch/CronJob':
      return object.spec?.suspend
        ? { status: 'Suspended', message: 'CronJob is Suspended' }
        : { status: 'Healthy' };
    case 'networking.k8s.io/Ingress':
      return addressHealth(object);
    case '/Service':
      return serviceHealth(object);
    case 'argoproj.io/Application':
      return customized.has('argoproj.io_Application')
        ? {
            status: object.status?.health?.status ?? 'Progressing',
            ...(object.status?.health?.message && {
              message: object.status.health.message,
            }),
          }
        : undefined;
    case 'apiextensions.crossplane.io/CompositeResourceDefinition':
      return findCondition(object, 'Established')?.status === 'True'
        ? { status: 'Healthy' }
        : { status: 'Progressing' };
    default:
      if (customized.has(`${group}_${object.kind}`)) {
        return crossplaneHealth(object, CLAIM_GRACE);
      }
      return group.endsWith('crossplane.io') || group.endsWith('upbound.io')
        ? crossplaneHealth(object)
        : undefined;
  }
}

const WITHOUT_STATUS = [
  'ClusterProviderConfig',
  'Composition',
  'DeploymentRuntimeConfig',
  'ManagedResourceActivationPolicy',
  'ProviderConfig',
];

/** Argo CD's check for Crossplane's kinds, and what the platform's `argocd-cm` says of its own kinds. */
function crossplaneHealth(
  object: KubernetesObject,
  grace = 0,
): Health | undefined {
  if (WITHOUT_STATUS.includes(object.kind)) return undefined;
  if (findCondition(object, 'Healthy')?.status === 'True') {
    return { status: 'Healthy', message: 'Resource is up-to-date.' };
  }
  const synced = findCondition(object, 'Synced');
  if (synced?.status === 'False') {
    const since = Date.now() - Date.parse(synced.lastTransitionTime ?? '');
    const status = since < grace ? 'Progressing' : 'Degraded';
    return { status, message: synced.message };
  }
  const ready = findCondition(object, 'Ready');
  if (ready?.status === 'True') {
    return { status: 'Healthy', message: 'Resource is up-to-date.' };
  }
  return {
    status: 'Progressing',
    message: ready?.message ?? 'Provisioning resource...',
  };
}

function deploymentHealth(object: KubernetesObject): Health {
  const { name, generation = 0 } = object.metadata;
  if (object.spec?.paused) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  const status = object.status ?? {};
  if ((status.observedGeneration ?? 0) < generation) {
    return {
      status: 'Progressing',
      message:
        'Waiting for rollout to finish: observed deployment generation less than desired generation',
    };
  }
  if (
    findCondition(object, 'Progressing')?.reason === 'ProgressDeadlineExceeded'
  ) {
    return {
      status: 'Degraded',
      message: `Deployment "${name}" exceeded its progress deadline`,
    };
  }
  const wanted = object.spec?.replicas ?? 1;
  const updated = status.updatedReplicas ?? 0;
  const available = status.availableReplicas ?? 0;
  if (updated < wanted) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`,
    };
  }
  if (available < updated) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`,
    };
  }
  return { status: 'Healthy' };
}

function statefulSetHealth(object: KubernetesObject): Health {
  const wanted = object.spec?.replicas ?? 1;
  const readyReplicas = object.status?.readyReplicas ?? 0;
  return readyReplicas < wanted
    ? {
        status: 'Progressing',
        message: `Waiting for ${wanted - readyReplicas} pods to be ready...`,
      }
    : { status: 'Healthy' };
}

function daemonSetHealth(object: KubernetesObject): Health {
  const { desiredNumberScheduled = 0, numberAvailable = 0 } =
    object.status ?? {};
  return numberAvailable < desiredNumberScheduled
    ? {
        status: 'Progressing',
        message: `Waiting for daemon set "${object.metadata.name}" rollout to finish: ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`,
      }
    : { status: 'Healthy' };
}

function serviceHealth(object: KubernetesObject): Health {
  return object.spec?.type === 'LoadBalancer'
    ? addressHealth(object)
    : { status: 'Healthy' };
}

/** Of what waits for a load balancer. */
function addressHealth(object: KubernetesObject): Health {
  return object.status?.loadBalancer?.ingress?.length
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}
