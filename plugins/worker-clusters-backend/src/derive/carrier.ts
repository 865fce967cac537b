import {
  applicationProblems,
  assessedHealth,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication } from '../observe/types';
import { deriveApplication } from './applications';
import type { DeriveSettings } from './settings';
import { boundedText } from './text';

/** The management Argo CD's Application that carries the claim, as much as the page shows of it. */
export function deriveCarrier(
  carrier: ArgoApplication | undefined,
  settings: DeriveSettings,
): WorkerClusterDetails['carrier'] {
  if (!carrier) return undefined;
  const application = deriveApplication(carrier, { settings });
  const [problem] = applicationProblems(application);
  const message = boundedText(
    problem && (problem.message ?? problem.title),
    settings.maxMessageLength,
  );
  const { name, sync, sources } = application;
  const revision = sources[0]?.revision?.value;
  return {
    name: name || '?',
    sync,
    health: assessedHealth(application),
    ...(revision && { revision }),
    ...(message && { message }),
  };
}
