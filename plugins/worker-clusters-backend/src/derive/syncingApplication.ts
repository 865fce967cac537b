import {
  applicationProblems,
  assessedHealth,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication } from '../observe/types';
import { deriveApplication } from './applications';
import type { DeriveSettings } from './settings';
import { boundedText } from './text';

/** The management Argo CD's Application that syncs the claim, as much as the page shows of it. */
export function deriveSyncingApplication(
  application: ArgoApplication | undefined,
  settings: DeriveSettings,
): WorkerClusterDetails['syncedBy'] {
  if (!application) return undefined;
  const derived = deriveApplication(application, { settings });
  const [problem] = applicationProblems(derived);
  const message = boundedText(
    problem && (problem.message ?? problem.title),
    settings.maxMessageLength,
  );
  const { name, sync, sources } = derived;
  const revision = sources[0]?.revision?.value;
  return {
    name: name || '?',
    sync,
    health: assessedHealth(derived),
    ...(revision && { revision }),
    ...(message && { message }),
  };
}
