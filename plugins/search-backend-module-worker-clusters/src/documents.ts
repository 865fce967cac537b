import type { IndexableDocument } from '@backstage/plugin-search-common';
import {
  type Application,
  type ApplicationSource,
  applicationVersion,
  clusterPath,
  type ClusterRef,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A worker cluster in the index of the search. */
export interface ClusterDocument extends IndexableDocument, ClusterRef {
  environment?: string;
  region?: string;
  owner?: string;
  kubernetesVersion?: string;
  phase: string;
}

/** An application in the index of the search. Flat: search engines match only fields that are texts. */
export interface ApplicationDocument extends IndexableDocument {
  managementCluster: string;
  clusterNamespace: string;
  clusterName: string;
  applicationNamespace: string;
  environment?: string;
  project?: string;
  repository?: string;
  version?: string;
}

/** Names are shorter; addresses of repositories come from clusters. */
const MAX_VALUE = 500;
const MAX_TEXT = 4_000;

const cut = (value: string | undefined) => value?.slice(0, MAX_VALUE);

/** `<label>: <value>` of what has a value, for people to read and for words to be found. */
const toText = (facts: Array<[string, string | undefined]>) =>
  facts
    .flatMap(([label, value]) => (value ? `${label}: ${cut(value)}` : []))
    .join(', ')
    .slice(0, MAX_TEXT);

/** With its last part as a word of its own: search engines take a reference or an address for one word. */
function withLastPart(value: string | undefined): string | undefined {
  const last = value
    // Looks back, or many slashes in the middle would take time by the square of their number.
    ?.replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1);
  return last && last !== value ? `${last} (${value})` : value;
}

const addressOf = (ref: ClusterRef) =>
  `/worker-clusters/clusters/${clusterPath(ref)}`;

/** Where a cluster is, as both types of documents say it. */
const placeOf = (
  cluster: WorkerCluster,
): Array<[string, string | undefined]> => [
  ['Environment', cluster.environment],
  ['Region', cluster.region],
  ['Owner', withLastPart(cluster.owner)],
];

/** A cluster as a document: found by what its claim says, its versions and its phase. */
export function toClusterDocument(cluster: WorkerCluster): ClusterDocument {
  const {
    managementCluster,
    namespace,
    name,
    environment,
    region,
    owner,
    kubernetesVersion,
    kubernetesVersionRequested,
    argocd,
    phase,
  } = cluster;
  return {
    title: name,
    text: toText([
      ...placeOf(cluster),
      ['Kubernetes', kubernetesVersion],
      ['Kubernetes requested', kubernetesVersionRequested],
      ['Argo CD', argocd?.version],
      ['Phase', phase.phase],
      ['Management cluster', managementCluster],
      ['Network', cluster.vpcCidr],
    ]),
    location: addressOf(cluster),
    authorization: { resourceRef: stringifyClusterRef(cluster) },
    managementCluster,
    namespace,
    name,
    environment,
    region,
    owner,
    kubernetesVersion: kubernetesVersion ?? kubernetesVersionRequested,
    phase: phase.phase,
  };
}

const repositoryOf = ({ repoUrl, chart }: ApplicationSource) =>
  [withLastPart(repoUrl), chart && `chart ${chart}`].filter(Boolean).join(' ');

/** An application as a document: found by its cluster, project, sources, images and version. */
export function toApplicationDocument(
  application: Application,
  cluster: WorkerCluster,
): ApplicationDocument {
  const { namespace, name, project, sources, images = [] } = application;
  const version = applicationVersion(application)?.value;
  const drawer = new URLSearchParams({ application: `${namespace}/${name}` });
  return {
    title: name,
    text: toText([
      ['Cluster', cluster.name],
      ...placeOf(cluster),
      ['Project', project],
      ['Version', version],
      ['Namespace', application.destinationNamespace],
      ...sources.map((source): [string, string] => [
        'Repository',
        repositoryOf(source),
      ]),
      ...images.map((image): [string, string | undefined] => [
        'Image',
        withLastPart(image),
      ]),
    ]),
    location: `${addressOf(cluster)}/applications?${drawer}`,
    authorization: { resourceRef: stringifyClusterRef(cluster) },
    managementCluster: cluster.managementCluster,
    clusterNamespace: cluster.namespace,
    clusterName: cluster.name,
    applicationNamespace: namespace,
    environment: cluster.environment,
    project: cut(project),
    repository: cut(sources.find(source => source.repoUrl)?.repoUrl),
    version: cut(version),
  };
}
