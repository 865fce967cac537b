import type { DiscoveryService } from '@backstage/backend-plugin-api';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

const TIMEOUT_MS = 10_000;

/** A plugin without which the backend does less. */
export interface OptionalPlugin {
  id: string;
  /** A path of its API that it answers at, whoever asks. */
  path: string;
  /** The package to add. */
  package: string;
  /** What does not work without it. */
  effect: string;
}

export const SIGNALS: OptionalPlugin = {
  id: 'signals',
  path: '/health',
  package: '@backstage/plugin-signals-backend',
  effect: 'Open pages follow a change within half a minute, not at once.',
};

export const NOTIFICATIONS: OptionalPlugin = {
  id: 'notifications',
  // It has no page for its health.
  path: '/status',
  package: '@backstage/plugin-notifications-backend',
  effect: 'Nobody is notified, although workerClusters.notifications says so.',
};

/**
 * Reports that the backend lacks a plugin, and withdraws that once it has it. To use it does not tell: a signal without its
 * plugin reaches nobody, and nothing fails.
 *
 * A server that does not answer, or fails, changes nothing: whether it has the plugin is not known.
 */
export async function checkPlugin(options: {
  plugin: OptionalPlugin;
  discovery: Pick<DiscoveryService, 'getBaseUrl'>;
  problems: Pick<ConfigProblemsService, 'report' | 'resolve'>;
  timeoutMs?: number;
}): Promise<void> {
  const { plugin, discovery, problems, timeoutMs = TIMEOUT_MS } = options;
  let status: number;
  try {
    const base = await discovery.getBaseUrl(plugin.id);
    const response = await fetch(`${base}${plugin.path}`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    await response.body?.cancel();
  } catch {
    return;
  }
  if (status >= 500) return;
  // A plugin that is there answers 200, or 401 to a caller that it does not know.
  if (status !== 404) {
    problems.resolve(plugin.id);
    return;
  }
  problems.report({
    key: plugin.id,
    severity: 'warning',
    message: `the backend has no ${plugin.id}: add ${plugin.package} to it`,
    effect: plugin.effect,
  });
}
