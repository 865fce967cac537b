import type { Config } from '@backstage/config';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { AddressPolicy } from './credentials/addressPolicy';
import {
  type AccessEnvironment,
  readManagementAccess,
} from './credentials/managementAccess';
import type { AccessSource } from './http/ApiAccess';
import type { ClaimColumn } from './transform/claimColumns';
import type { ConfiguredManagementCluster } from './types';

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
  /** Those whose configuration is wrong: they are not observed, and what is stored of them stays. */
  wrong: Required<ConfiguredManagementCluster>[];
  /** Whether there is one of which not even the name can be read. */
  hasUnnamed: boolean;
  workers: { policy: AddressPolicy; argocdNamespace: string };
}

const readKinds = (config: Config, key: string): ClaimKind[] | undefined =>
  config.getOptionalConfigArray(key)?.map(entry => ({
    apiVersion: entry.getString('apiVersion'),
    kind: entry.getString('kind'),
  }));

/** Reads what of `workerClusters` says what is observed. What is wrong is reported and left out, the rest is read. */
export function readObserveConfig(
  config: Config,
  problems: ConfigProblemsService,
  environment?: AccessEnvironment,
): ObserveConfig {
  const columns = readClaimColumns(config, problems);
  const { read, ...clusters } = readManagementClusters(
    config,
    problems,
    environment,
  );
  const allowed = 'workerClusters.workers.dangerouslyAllowApiServers';
  const namespace = 'workerClusters.workers.argocdNamespace';
  return {
    ...clusters,
    managementClusters: read.map(cluster => ({
      ...cluster,
      ...(columns.length > 0 && { columns }),
    })),
    workers: {
      policy: problems.read(
        {
          key: allowed,
          effect: 'None of these addresses is allowed.',
          fallback: new AddressPolicy(),
        },
        () => new AddressPolicy(config.getOptionalStringArray(allowed)),
      ),
      argocdNamespace: problems.read(
        {
          key: namespace,
          effect: "The namespace is 'argocd' meanwhile.",
          fallback: 'argocd',
        },
        () => config.getOptionalString(namespace) ?? 'argocd',
      ),
    },
  };
}

/** One that is wrong is out, the others are read. */
function readManagementClusters(
  config: Config,
  problems: ConfigProblemsService,
  environment?: AccessEnvironment,
): Pick<ObserveConfig, 'wrong' | 'hasUnnamed'> & {
  read: ManagementClusterConfig[];
} {
  const key = 'workerClusters.managementClusters';
  const read: ManagementClusterConfig[] = [];
  const wrong: ObserveConfig['wrong'] = [];
  const entries = problems.read<Config[] | undefined>(
    {
      key,
      effect:
        'No management cluster is read; what is known of the fleet stays as it was.',
      fallback: undefined,
    },
    () => config.getOptionalConfigArray(key) ?? [],
  );
  let hasUnnamed = !entries;
  const names = new Set<string>();
  for (const [i, entry] of (entries ?? []).entries()) {
    const given = entry.getOptional('name');
    const name = typeof given === 'string' && given ? given : undefined;
    const cluster = problems.read<ManagementClusterConfig | undefined>(
      {
        key: `${key}[${i}]`,
        effect: name
          ? `The management cluster '${name}' is not read; what is known of its clusters stays as it was.`
          : 'This management cluster is not read; what is known of the fleet stays as it was.',
        fallback: undefined,
      },
      () => {
        if (name && names.has(name)) {
          throw new Error(
            `${key}: two management clusters have the name '${name}'`,
          );
        }
        return readManagementCluster(entry, config, environment);
      },
    );
    const isTwice = name !== undefined && names.has(name);
    if (name) names.add(name);
    else hasUnnamed = true;
    if (cluster) {
      read.push(cluster);
    } else if (name && !isTwice) {
      const problem = `Its configuration is wrong (${key}[${i}]).`;
      wrong.push({ name, title: name, problem });
    }
  }
  return { read, wrong, hasUnnamed };
}

const MAX_COLUMNS = 20;
const COLUMN_ID = /^[a-z][A-Za-z0-9-]{0,62}$/;
const COLUMN_PATH = /^(spec|status)(\.[A-Za-z0-9_-]+){1,10}$/;

/** Reads `workerClusters.fleet.columns`. A column that is wrong is reported and left out. */
export function readClaimColumns(
  config: Config,
  problems: ConfigProblemsService,
): ClaimColumn[] {
  const key = 'workerClusters.fleet.columns';
  const entries = problems.read<Config[]>(
    { key, effect: 'No column is added to the fleet page.', fallback: [] },
    () => config.getOptionalConfigArray(key) ?? [],
  );
  const columns: ClaimColumn[] = [];
  for (const [i, entry] of entries.entries()) {
    const column = problems.read<ClaimColumn | undefined>(
      {
        key: `${key}[${i}]`,
        effect: 'This column is left out.',
        fallback: undefined,
      },
      () => readClaimColumn(key, entry, columns),
    );
    if (column) columns.push(column);
  }
  return columns;
}

/** @throws Error that names the key. */
function readClaimColumn(
  key: string,
  column: Config,
  before: ClaimColumn[],
): ClaimColumn {
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
  if (before.some(other => other.id === id)) {
    throw new Error(`${key}: two columns have the id '${id}'`);
  }
  if (before.length >= MAX_COLUMNS) {
    throw new Error(`${key}: at most ${MAX_COLUMNS} columns are possible`);
  }
  return {
    id,
    title: column.getString('title').slice(0, 60),
    ...(label !== undefined && { label }),
    ...(path !== undefined && { path: path.split('.') }),
  };
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
