import { stringify } from 'yaml';
import type { Fault, ObjectClient } from '../apiserver/types';
import { PORTAL_ACCOUNT } from '../controllers/crossplane/LegacyPortalAccess';
import { findCondition } from '../controllers/conditions';
import {
  Incident,
  INCIDENTS_FIELD,
  INCIDENTS_KEY,
} from '../controllers/providers/incidents';
import type { Logger } from '../controllers/runtime/Logger';
import type { WorkerFleet } from '../controllers/workers/WorkerFleet';
import { Deviations } from './deviations';
import { GiteaUser } from './gitea';
import { REPOSITORY_URL } from './gitopsFiles';

/** A claim that the repository starts with. */
export interface SeededClaim {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  environment: string;
  path: string;
  text: string;
}

export interface SeedOptions {
  client: ObjectClient;
  workers: WorkerFleet;
  portal: GiteaUser;
  engineer: GiteaUser;
  claims: SeededClaim[];
  deviations: Deviations;
  /** The repository's address as Argo CD sees it. */
  repoUrl: string;
  setWorkerFaults(name: string, faults: Fault[]): Promise<void>;
  log: Logger;
}

/** The longest that the first start may wait for something. */
const PATIENCE_MS = 600_000;

const GUEST = { name: 'Guest', email: 'guest@worker-clusters.example.org' };
const ENGINEER = {
  name: 'Platform Engineer',
  email: 'platform-engineer@example.org',
};

/** Writes down which incidents the played cloud has. */
export function writeIncidents(
  client: ObjectClient,
  incidents: Incident[],
): void {
  const { namespace, name, apiVersion, kind } = INCIDENTS_KEY;
  client.apply(
    {
      apiVersion,
      kind,
      metadata: { name, namespace },
      data: { [INCIDENTS_FIELD]: stringify(incidents, { lineWidth: 0 }) },
    },
    'sandbox',
  );
}

/**
 * Brings the starting fleet to where it is worth looking at: waits until every cluster is as far as it comes, then lets
 * people upgrade, delete and ask for clusters by pull request, and lets things break.
 *
 * @throws Error if a cluster does not get where it should.
 */
export async function seedFleet(options: SeedOptions): Promise<void> {
  const { client, workers, portal, engineer, claims, deviations, log } =
    options;
  log(`first start: building ${claims.length} clusters`);
  // Until its rights are there, the portal is refused everything and asks more and more seldom.
  await waitFor(() =>
    hasPortalRights(client) ? undefined : "portal's rights",
  );
  await waitFor(() =>
    nameCluster(claims.find(claim => !isSettled(options, claim))),
  );

  for (const change of deviations.changes) {
    const claim = claims.find(c => c.name === change.name);
    if (!claim) continue;
    const number = await engineer.openPullRequest({
      branch: `worker-cluster/${change.environment}/${change.name}/${
        change.edit ? 'update' : 'delete'
      }`,
      title: change.title,
      body: 'Prepared with the fleet of the sandbox.',
      author: ENGINEER,
      changes: [
        {
          path: claim.path,
          content: change.edit?.(claim.text),
          exists: true,
        },
      ],
    });
    await engineer.merge(number);
  }
  await waitFor(() =>
    nameCluster(
      deviations.changes.find(change => {
        const claim = claims.find(c => c.name === change.name);
        return claim && !hasFollowed(options, claim, !change.edit);
      }),
    ),
  );

  writeIncidents(client, [
    ...deviations.incidents,
    ...deviations.laterIncidents,
  ]);
  for (const [name, objects] of Object.entries(deviations.workerObjects)) {
    const text = JSON.stringify(objects).replaceAll(
      REPOSITORY_URL,
      options.repoUrl,
    );
    for (const object of JSON.parse(text)) {
      workers.get(name)?.server.client.apply(object, 'kubectl');
    }
  }
  for (const [name, faults] of Object.entries(deviations.workerFaults)) {
    if (workers.get(name)) await options.setWorkerFaults(name, faults);
  }
  for (const request of deviations.requests) {
    const number = await portal.openPullRequest({
      branch: `worker-cluster/${request.environment}/${request.name}/create`,
      title: `worker-cluster: create ${request.name} (${request.region})`,
      body: describeRequest(request),
      author: GUEST,
      changes: [
        {
          path: `crossplane/claims/${request.environment}/${request.name}.yaml`,
          content: claimText(request),
        },
      ],
    });
    if (request.closed) await engineer.close(number);
  }
}

function nameCluster(cluster: { name: string } | undefined) {
  return cluster && `cluster ${cluster.name}`;
}

function hasPortalRights(client: ObjectClient): boolean {
  return Boolean(
    client.get({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      name: PORTAL_ACCOUNT.name,
    }),
  );
}

function isSettled(options: SeedOptions, claim: SeededClaim): boolean {
  const { client, workers, deviations } = options;
  const object = client.get({
    apiVersion: claim.apiVersion,
    kind: claim.kind,
    namespace: claim.namespace,
    name: claim.name,
  });
  if (!object) return false;
  if (deviations.unfinished.includes(claim.name)) {
    const blocker = deviations.incidents.find(i => i.cluster === claim.name);
    const refs: any[] = object.spec?.crossplane?.resourceRefs ?? [];
    return refs.some(
      ref =>
        client.get({ ...ref, namespace: claim.namespace })?.metadata
          .annotations?.['crossplane.io/composition-resource-name'] ===
        blocker?.resource,
    );
  }
  const worker = workers.get(claim.name);
  if (findCondition(object, 'Ready')?.status !== 'True' || !worker) {
    return false;
  }
  const applications = worker.server.client.list(
    'argoproj.io/v1alpha1',
    'Application',
  );
  return (
    applications.length > 1 &&
    applications.every(
      app =>
        app.status?.health?.status &&
        app.status.health.status !== 'Progressing',
    )
  );
}

/** True once the management cluster is at work on a change of a claim. */
function hasFollowed(
  options: SeedOptions,
  claim: SeededClaim,
  deletion: boolean,
): boolean {
  const object = options.client.get({
    apiVersion: claim.apiVersion,
    kind: claim.kind,
    namespace: claim.namespace,
    name: claim.name,
  });
  if (deletion) return !options.workers.get(claim.name);
  return object?.status?.cluster?.status === 'UPDATING';
}

async function waitFor(missing: () => string | undefined): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const name = missing();
    if (name === undefined) return;
    if (Date.now() > end) {
      throw new Error(
        `The ${name} of the starting fleet does not get where it should: look at it with kubectl, or start again with an empty directory`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function claimText(request: Deviations['requests'][number]): string {
  return `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: ${request.name}
  namespace: clusters-${request.environment}
  annotations:
    platform.example.org/requested-by: user:default/guest
spec:
  environment: ${request.environment}
  region: ${request.region}
  owner: group:default/${request.owner}
  kubernetesVersion: "${request.kubernetesVersion}"
  nodes:
    size: small
    min: 2
    max: 4
`;
}

function describeRequest(request: Deviations['requests'][number]): string {
  return `Asks for the worker cluster **${request.name}**.

| | |
|---|---|
| Environment | ${request.environment} |
| Region | ${request.region} |
| Owner | group:default/${request.owner} |
| Kubernetes | ${request.kubernetesVersion} |

Requested by user:default/guest in the portal.
`;
}
