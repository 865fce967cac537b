import type { DiscoveryService } from '@backstage/backend-plugin-api';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

const KEY = 'signals';
const TIMEOUT_MS = 10_000;

/**
 * Reports that the backend has no signals plugin, and withdraws that once it has. A published signal does not tell: without
 * the plugin nobody receives it, and nothing fails.
 *
 * A server that does not answer, or fails, changes nothing: whether it has the plugin is not known.
 */
export async function checkSignals(options: {
  discovery: Pick<DiscoveryService, 'getBaseUrl'>;
  problems: Pick<ConfigProblemsService, 'report' | 'resolve'>;
  timeoutMs?: number;
}): Promise<void> {
  const { discovery, problems, timeoutMs = TIMEOUT_MS } = options;
  let status: number;
  try {
    const base = await discovery.getBaseUrl('signals');
    const response = await fetch(`${base}/health`, {
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
    problems.resolve(KEY);
    return;
  }
  problems.report({
    key: KEY,
    severity: 'warning',
    message:
      'the backend has no signals: add @backstage/plugin-signals-backend to it',
    effect: 'Open pages follow a change within half a minute, not at once.',
  });
}
