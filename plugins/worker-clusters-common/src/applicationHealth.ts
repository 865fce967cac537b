import type { Application } from './applications';

/**
 * Whether Argo CD has compared the Application with its sources, and could the last time.
 *
 * @public
 */
export function isCompared(
  application: Pick<Application, 'sync' | 'reconciledAt' | 'conditions'>,
): boolean {
  const { sync, reconciledAt, conditions = [] } = application;
  return (
    reconciledAt !== undefined &&
    sync !== 'Unknown' &&
    conditions.every(c => c.type !== 'ComparisonError')
  );
}
