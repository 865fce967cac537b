import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  Claim,
  claimBranch,
  ClaimDefinition,
  ClaimInput,
  claimPath,
  countCelRules,
  createClaim,
  GitopsConfig,
  GitRepository,
  parseXrd,
  renderClaim,
  requireClusterName,
  validateClaim,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { codeSpan } from '../markdown';
import { oneLine } from './errors';
import type { Check } from './pullRequestText';
import { checkTakenInGit, findLiving } from './taken';

export interface PrepareRequestOptions {
  input: Omit<ClaimInput, 'requestedBy'>;
  requestedBy?: string;
  repository: GitRepository;
  gitops: GitopsConfig;
  catalog: CatalogService;
  fleet: WorkerClustersService;
  credentials: BackstageCredentials;
  appBaseUrl: string;
  taskId: string;
  logger: LoggerService;
}

/** A request that passed every check, not written anywhere yet. */
export interface PreparedRequest {
  claim: Claim;
  /** Text of the claim's file. */
  text: string;
  path: string;
  branch: string;
  base: string;
  checks: Check[];
}

/**
 * Runs every check of a request and renders its claim. Reads only.
 *
 * @throws InputError, ConflictError or NotFoundError that says what is wrong and what to do.
 */
export async function prepareRequest(
  options: PrepareRequestOptions,
): Promise<PreparedRequest> {
  const { input, requestedBy, repository, gitops, taskId, logger } = options;
  const checks: Check[] = [];
  const passed = (title: string, result: string) => {
    logger.info(`${title}: ${result}`);
    checks.push({ title, result });
  };

  const { name, environment } = input;
  requireClusterName(name);
  passed('Name', 'a DNS label that begins with a letter');

  const owner = await checkOwner(options);
  passed('Owner', `${codeSpan(owner)} is in the catalog`);

  const base = await findBase(repository, gitops);
  const definition = await readDefinition(repository, gitops, base);
  const claim = createClaim({ ...input, owner, requestedBy }, definition);
  const problems = validateClaim(claim, definition);
  if (problems.length) {
    throw new InputError(`${problems.map(p => p.message).join('. ')}.`);
  }
  passed('Schema', schemaResult(definition, gitops.xrdPath));

  await checkTakenInGit({
    repository,
    base,
    claimsFolder: gitops.claimsFolder,
    name,
    environments: environmentsOf(definition, environment),
    taskId,
  });
  passed('Name in Git', 'free: no claim and no open pull request has it');
  passed('Name in the fleet', await checkFleet(options));
  await checkCatalog(options);
  passed(
    'Name in the catalog',
    `free: no entity ${codeSpan(entityRefOf(name))}`,
  );

  return {
    claim,
    text: renderClaim(claim),
    path: claimPath({ claimsFolder: gitops.claimsFolder, environment, name }),
    branch: claimBranch({ environment, name }),
    base,
    checks,
  };
}

/** The catalog entity that stands for a cluster. */
export function entityRefOf(name: string): string {
  return `resource:default/${name}`;
}

async function checkOwner(options: PrepareRequestOptions): Promise<string> {
  const { input, catalog, credentials } = options;
  let ref: string;
  try {
    ref = stringifyEntityRef(
      parseEntityRef(input.owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(
      `Owner '${input.owner}' is not an entity reference: choose a group of the catalog, for example group:default/payments.`,
    );
  }
  if (!ref.startsWith('group:')) {
    throw new InputError(
      `Owner '${ref}' is not a group: a cluster belongs to a team. Choose a group of the catalog.`,
    );
  }
  if (!(await catalog.getEntityByRef(ref, { credentials }))) {
    throw new InputError(
      `Owner '${ref}' is not in the catalog, or you may not see it: choose one of the groups that the form offers.`,
    );
  }
  return ref;
}

async function findBase(repository: GitRepository, gitops: GitopsConfig) {
  const base = gitops.branch ?? (await repository.defaultBranch());
  if (!(await repository.getBranch(base))) {
    throw new NotFoundError(
      `${repository.url} has no branch '${base}': the platform team must correct workerClusters.gitops.branch in the portal's configuration.`,
    );
  }
  return base;
}

async function readDefinition(
  repository: GitRepository,
  { xrdPath }: GitopsConfig,
  base: string,
): Promise<ClaimDefinition> {
  const file = await repository.getFile(xrdPath, base);
  if (!file) {
    throw new NotFoundError(
      `${repository.url} has no XRD at ${xrdPath} on branch ${base}: the platform team must correct workerClusters.gitops.xrdPath in the portal's configuration.`,
    );
  }
  return parseXrd(file.content, xrdPath);
}

function schemaResult(definition: ClaimDefinition, xrdPath: string): string {
  const rules = countCelRules(definition.schema);
  const rest = rules
    ? `; its CEL rules (${rules}) are checked by the API server after the merge`
    : '';
  return `fits ${codeSpan(xrdPath)}${rest}`;
}

/** Environments in which the name might be taken: all that the XRD offers. */
function environmentsOf(
  { schema }: ClaimDefinition,
  environment: string,
): string[] {
  const offered = (schema as any)?.properties?.spec?.properties?.environment
    ?.enum;
  return Array.isArray(offered)
    ? offered.filter(e => typeof e === 'string')
    : [environment];
}

/** The fleet is a help, not an authority: a request does not wait long for it. */
export const FLEET_TIMEOUT_MS = 10_000;

async function checkFleet(options: PrepareRequestOptions): Promise<string> {
  const { input, fleet, appBaseUrl, logger } = options;
  let living;
  try {
    // As the plugin itself: a name is taken whether or not who asks may see the cluster.
    const { items } = await fleet.listClusters(
      { name: input.name },
      { signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) },
    );
    living = findLiving(items, input.name);
  } catch (error) {
    logger.warn(
      `The fleet could not be asked whether the name is taken; Git decides: ${oneLine(
        error,
      )}`,
    );
    return 'not checked: the fleet did not answer; Git decides';
  }
  if (living) {
    throw new ConflictError(
      `The name '${
        input.name
      }' is taken: a cluster of this name is in the fleet (environment ${
        living.environment ?? 'unknown'
      }), ${appBaseUrl}/worker-clusters. Choose another name.`,
    );
  }
  return 'free: no cluster has it';
}

async function checkCatalog(options: PrepareRequestOptions): Promise<void> {
  const { input, catalog, credentials, appBaseUrl } = options;
  if (await catalog.getEntityByRef(entityRefOf(input.name), { credentials })) {
    throw new ConflictError(
      `The name '${
        input.name
      }' is taken: the catalog has an entity ${entityRefOf(
        input.name,
      )}, ${appBaseUrl}/catalog/default/resource/${
        input.name
      }. Choose another name.`,
    );
  }
}
