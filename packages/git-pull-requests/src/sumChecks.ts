import type { GitCheckState } from './GitRepository';

/** All checks together. @internal */
export function sumChecks(states: GitCheckState[]): GitCheckState {
  const order = ['failed', 'pending', 'passed'] as const;
  return order.find(state => states.includes(state)) ?? 'none';
}
