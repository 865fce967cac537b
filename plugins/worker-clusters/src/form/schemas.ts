import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

export const clusterNameSchema = makeFieldSchema({ output: z => z.string() });

export const clusterEnvironmentSchema = makeFieldSchema({
  output: z => z.string(),
});

export const clusterCidrSchema = makeFieldSchema({ output: z => z.string() });

export const clusterPickerSchema = makeFieldSchema({
  output: z =>
    z.object({
      managementCluster: z.string(),
      namespace: z.string(),
      environment: z.string(),
      name: z.string(),
    }),
  uiOptions: z =>
    z.object({
      may: z
        .enum(['update', 'decommission'])
        .optional()
        .describe('Offer only clusters for which the user may request this'),
    }),
});

export const clusterSpecSchema = makeFieldSchema({
  output: z => z.record(z.unknown()),
  uiOptions: z =>
    z.object({
      mode: z
        .enum(['create', 'update'])
        .optional()
        .describe('create: a whole spec; update: only what changes'),
      only: z
        .array(z.string())
        .optional()
        .describe('Paths below spec to show; all if not given'),
      hide: z
        .array(z.string())
        .optional()
        .describe('Paths below spec to leave out'),
    }),
});

export const clusterReviewSchema = makeFieldSchema({
  output: z =>
    z.object({
      confirmedName: z.string().optional(),
      allowed: z.boolean(),
      fingerprint: z.string(),
    }),
  uiOptions: z =>
    z.object({
      verb: z
        .enum(['create', 'update', 'decommission'])
        .describe('Verb of the request'),
      requestUserCredentials: z
        .boolean()
        .optional()
        .describe(
          "Whether the pull request is opened with the user's own token",
        ),
    }),
});
