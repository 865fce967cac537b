import {
  minorVersion,
  parseVersion,
  type RequestFinding,
  writeMessage,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * Checks a change of the Kubernetes version: never down, and one minor version at a time (EKS refuses anything else:
 * "Update existing cluster to new Kubernetes version").
 */
export function checkVersion(
  version: string,
  before: string | undefined,
): RequestFinding[] {
  const to = parseVersion(minorVersion(version))?.numbers;
  const from = parseVersion(minorVersion(before))?.numbers;
  if (!to || !from || version === before) return [];
  const refuse = (message: Message): RequestFinding[] => [
    {
      severity: 'error',
      rule: 'version',
      field: 'spec.kubernetesVersion',
      ...message,
    },
  ];
  const steps = to[1] - from[1];
  if (to[0] < from[0] || (to[0] === from[0] && steps < 0)) {
    return refuse(writeMessage('version-down', { before: before!, version }));
  }
  if (to[0] !== from[0] || steps > 1) {
    return refuse(
      writeMessage('version-skips', {
        before: before!,
        next: `${from[0]}.${from[1] + 1}`,
      }),
    );
  }
  return [];
}
