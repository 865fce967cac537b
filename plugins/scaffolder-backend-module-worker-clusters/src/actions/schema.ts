/** Parts of the actions' schemas; `z` is the scaffolder's. */
type Z = any;

export const identityInput = {
  name: (z: Z) =>
    z
      .string()
      .describe(
        'Name of the cluster: lowercase letters, digits and "-"; must start with a letter; at most 40 characters',
      ),
  environment: (z: Z) =>
    z.string().describe('Environment, for example dev, staging or prod'),
};

export const lifetimeInput = {
  expiresAt: (z: Z) =>
    z
      .string()
      .optional()
      .describe(
        'When the lifetime of the cluster ends, in UTC, for example 2026-12-31T12:00:00Z; for a new cluster by default what the policy gives to its environment',
      ),
};

export const commonInput = {
  reason: (z: Z) =>
    z
      .string()
      .optional()
      .describe('Why, for the reviewer; shown as plain text'),
  repoUrl: (z: Z) =>
    z
      .string()
      .optional()
      .describe(
        'GitOps repository as host?owner=o&repo=r, instead of workerClusters.gitops.repoUrl',
      ),
  token: (z: Z) =>
    z
      .string()
      .optional()
      .describe(
        'Token for the Git host, instead of the credentials of its integration',
      ),
};

export const requestOutput = {
  pullRequestUrl: (z: Z) => z.string().describe('Page of the pull request'),
  pullRequestNumber: (z: Z) =>
    z.number().describe('Number of the pull request'),
  branch: (z: Z) => z.string().describe('Branch of the pull request'),
  claimPath: (z: Z) =>
    z.string().describe('Path of the claim in the GitOps repository'),
  entityRef: (z: Z) =>
    z.string().describe('Catalog entity that stands for the cluster'),
};
