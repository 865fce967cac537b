import type { Config } from '@backstage/config';
import { AddressPolicy } from './credentials/addressPolicy';
import {
  type AccessEnvironment,
  readManagementAccess,
} from './credentials/managementAccess';
import type { AccessSource } from './http/ApiAccess';
import type { ClaimColumn } from './transform/claimColumns';

/** A kind of claim, or of namespaced composite resource. */
export interface ClaimKind {
  apiVersion: string;
  kind: string;
}

export interface ManagementClusterConfig {
  name: string;
  title: string;
  /** Where it is, and with which credential. */
  access: AccessSource;
  claims: ClaimKind[];
  /** Kinds of composed resources that are read besides those that Compositions name. */
  composedKinds: ClaimKind[];
  /** Names of the Compositions that claims may use. Undefined: the XRD's default. */
  allowedCompositions?: string[];
  argocdNamespace: string;
  /** Columns of the fleet page that are read from claims. */
  columns?: ClaimColumn[];
}

export interface ObserveConfig {
  managementClusters: ManagementClusterConfig[];
  workers: { policy: AddressPolicy; argocdNamespace: string };
}

const readKinds = (config: Config, key: string): ClaimKind[] | undefined =>
  config.getOptionalConfigArray(key)?.map(entry => ({
    apiVersion: entry.getString('apiVersion'),
    kind: entry.getString('kind'),
  }));

/**
 * Reads `workerClusters` of app-config.
 *
 * @throws Error that names the key.
 */
export function readObserveConfig(
  config: Config,
  environment?: AccessEnvironment,
): ObserveConfig {
  const clusters =
    config
      .getOptionalConfigArray('workerClusters.managementClusters')
      ?.map(cluster => readManagementCluster(cluster, config, environment)) ??
    [];
  const columns = readClaimColumns(config);
  const names = clusters.map(c => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) {
    throw new Error(
      `workerClusters.managementClusters: two management clusters have the name '${twice}'`,
    );
  }
  return {
    managementClusters: clusters.map(cluster => ({
      ...cluster,
      ...(columns.length > 0 && { columns }),
    })),
    workers: {
      policy: new AddressPolicy(
        config.getOptionalStringArray(
          'workerClusters.workers.dangerouslyAllowApiServers',
        ),
      ),
      argocdNamespace:
        config.getOptionalString('workerClusters.workers.argocdNamespace') ??
        'argocd',
    },
  };
}

const MAX_COLUMNS = 20;
const COLUMN_ID = /^[a-z][A-Za-z0-9-]{0,62}$/;
const COLUMN_PATH = /^(spec|status)(\.[A-Za-z0-9_-]+){1,10}$/;

/**
 * Reads `workerClusters.fleet.columns`.
 *
 * @throws Error that names the key.
 */
export function readClaimColumns(config: Config): ClaimColumn[] {
  const key = 'workerClusters.fleet.columns';
  const columns = (config.getOptionalConfigArray(key) ?? []).map(column => {
    const id = column.getString('id');
    const label = column.getOptionalString('label');
    const path = column.getOptionalString('path');
    if (!COLUMN_ID.test(id)) {
      throw new Error(
        `${key}: the id '${id}' must start with a lowercase letter and have letters, digits and '-' only`,
      );
    }
    if ((label === undefined) === (path === undefined)) {
      throw new Error(`${key}: '${id}' needs either a label or a path`);
    }
    if (path !== undefined && !COLUMN_PATH.test(path)) {
      throw new Error(
        `${key}: the path of '${id}' must be keys joined by dots that begin with spec or status, such as spec.nodes.size`,
      );
    }
    return {
      id,
      title: column.getString('title').slice(0, 60),
      ...(label !== undefined && { label }),
      ...(path !== undefined && { path: path.split('.') }),
    };
  });
  const ids = columns.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new Error(`${key}: two columns have the id '${twice}'`);
  if (columns.length > MAX_COLUMNS) {
    throw new Error(`${key}: at most ${MAX_COLUMNS} columns are possible`);
  }
  return columns;
}

function readManagementCluster(
  config: Config,
  root: Config,
  environment?: AccessEnvironment,
): ManagementClusterConfig {
  const name = config.getString('name');
  if (name.includes('/')) {
    throw new Error(
      `workerClusters.managementClusters: the name '${name}' may not contain a slash`,
    );
  }
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    access: readManagementAccess(config, root, environment),
    claims: readKinds(config, 'claims') ?? [],
    composedKinds: readKinds(config, 'composedKinds') ?? [],
    allowedCompositions: config.getOptionalStringArray('allowedCompositions'),
    argocdNamespace: config.getOptionalString('argocdNamespace') ?? 'argocd',
  };
}
