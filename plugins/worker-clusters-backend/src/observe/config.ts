import { readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import { AddressPolicy } from './credentials/addressPolicy';
import { isCertificate, TOKEN } from './credentials/checks';

/** A kind of claim, or of namespaced composite resource. */
export interface ClaimKind {
  apiVersion: string;
  kind: string;
}

export interface ManagementClusterConfig {
  name: string;
  title: string;
  server: string;
  /** PEM */
  ca?: string;
  /** Read for each request: a token in a file rotates. */
  token(): Promise<string | undefined>;
  claims: ClaimKind[];
  /** Kinds of composed resources that are read besides those that Compositions name. */
  composedKinds: ClaimKind[];
  /** Names of the Compositions that claims may use. Undefined: the XRD's default. */
  allowedCompositions?: string[];
  argocdNamespace: string;
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
export function readObserveConfig(config: Config): ObserveConfig {
  const clusters =
    config
      .getOptionalConfigArray('workerClusters.managementClusters')
      ?.map(readManagementCluster) ?? [];
  const names = clusters.map(c => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) {
    throw new Error(
      `workerClusters.managementClusters: two management clusters have the name '${twice}'`,
    );
  }
  return {
    managementClusters: clusters,
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

function readManagementCluster(config: Config): ManagementClusterConfig {
  const name = config.getString('name');
  if (name.includes('/')) {
    throw new Error(
      `workerClusters.managementClusters: the name '${name}' may not contain a slash`,
    );
  }
  const server = config.getString('url');
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:') {
    throw new Error(
      `workerClusters.managementClusters: the url of '${name}' must be an https URL`,
    );
  }
  const token = config.getOptionalString('token');
  const tokenFile = config.getOptionalString('tokenFile');
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    server,
    ca: readCa(config, name),
    token: tokenFile
      ? async () => checkToken(await readFile(tokenFile, 'utf8'), tokenFile)
      : async () => token && checkToken(token, 'app-config'),
    claims: readKinds(config, 'claims') ?? [],
    composedKinds: readKinds(config, 'composedKinds') ?? [],
    allowedCompositions: config.getOptionalStringArray('allowedCompositions'),
    argocdNamespace: config.getOptionalString('argocdNamespace') ?? 'argocd',
  };
}

function readCa(config: Config, name: string): string | undefined {
  const caData = config.getOptionalString('caData');
  if (caData === undefined) return undefined;
  const pem = Buffer.from(caData, 'base64').toString('utf8');
  if (!isCertificate(pem)) {
    throw new Error(
      `workerClusters.managementClusters: the caData of '${name}' must be a PEM certificate, base64`,
    );
  }
  return pem;
}

function checkToken(content: string, source: string): string {
  const token = content.trim();
  if (!TOKEN.test(token)) {
    throw new Error(`what ${source} holds is no bearer token`);
  }
  return token;
}
