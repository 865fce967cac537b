import type { KubernetesObject } from '../../apiserver/types';
import { appVersionOf, renderArgoCdChart } from './argocdChart';
import { renderAutoscalerChart } from './autoscalerChart';
import { CloudError } from './external';

/** What a chart of the platform renders. @throws CloudError for a chart or a version that there is not. */
export function renderChart(
  chart: { name?: string; version?: string; repository?: string } = {},
  namespace: string,
  values: Record<string, unknown>,
): KubernetesObject[] {
  const { name, version } = chart;
  if (name === 'argo-cd' && version && appVersionOf(version)) {
    return renderArgoCdChart({ version, namespace, values });
  }
  if (name === 'cluster-autoscaler' && /^9\.\d+\.\d+$/.test(version ?? '')) {
    return renderAutoscalerChart({ version: version!, namespace, values });
  }
  throw new CloudError(
    `create failed: failed to install release: chart "${name}" version "${version}" not found in ${chart.repository} repository`,
  );
}
