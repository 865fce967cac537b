import type { RequestPreview } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { OutputOf, Zod } from './zod';

/** A longer diff is cut off. */
const MAX_DIFF = 10_000;

/** The schema of what is requested. */
export const requestInputSchema = (zod: Zod) =>
  zod.object({
    verb: zod.enum(['create', 'update', 'decommission']),
    name: zod.string().max(63).describe('Name of the cluster'),
    environment: zod
      .string()
      .max(63)
      .describe('For example dev, staging or prod'),
    spec: zod
      .record(zod.unknown())
      .optional()
      .describe(
        "create: the claim's spec without the environment. update: what changes of it, as a JSON merge patch. Not for decommission",
      ),
    expiresAt: zod
      .string()
      .max(40)
      .optional()
      .describe('When its lifetime ends, in UTC: 2026-12-31T12:00:00Z'),
    extend: zod
      .boolean()
      .optional()
      .describe(
        'update: moves the end of its lifetime as far ahead as the policy gives to a new cluster',
      ),
  });

/** The schema of {@link planOutput}. */
export const planSchema = (zod: Zod) =>
  zod.object({
    allowed: zod
      .boolean()
      .describe('Whether the request may be made as it stands'),
    title: zod.string().describe('Title of the pull request'),
    path: zod.string().describe("The claim's file in the GitOps repository"),
    findings: zod.array(
      zod.object({
        severity: zod
          .enum(['error', 'warning', 'info'])
          .describe('An error forbids the request'),
        rule: zod.string(),
        field: zod.string().optional(),
        message: zod.string(),
      }),
    ),
    changes: zod.array(
      zod.object({
        field: zod.string(),
        label: zod.string(),
        before: zod.string().optional(),
        after: zod.string().optional(),
      }),
    ),
    consequences: zod.array(zod.string()).describe('Effects on what runs'),
    monthlyCost: zod
      .object({
        currency: zod.string(),
        min: zod.number(),
        max: zod.number(),
        before: zod.object({ min: zod.number(), max: zod.number() }).optional(),
      })
      .optional(),
    diff: zod.string().describe('Of the file, at most 10,000 characters'),
  });

/** What an agent is told of a plan. */
export function planOutput(
  preview: RequestPreview,
): OutputOf<typeof planSchema> {
  const { allowed, title, path, consequences, cost, diff } = preview;
  return {
    allowed,
    title,
    path,
    findings: preview.findings.map(({ severity, rule, field, message }) => ({
      severity,
      rule,
      field,
      message,
    })),
    changes: preview.changes.map(({ field, label, before, after }) => ({
      field,
      label,
      before,
      after,
    })),
    consequences,
    monthlyCost: cost && {
      currency: cost.currency,
      ...cost.monthly,
      before: cost.before,
    },
    diff: diff.length > MAX_DIFF ? `${diff.slice(0, MAX_DIFF - 1)}…` : diff,
  };
}
