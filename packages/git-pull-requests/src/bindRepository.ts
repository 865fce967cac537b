import type { GitRepository } from './GitRepository';

/** The methods of {@link GitRepository}, each as a function whose first argument is what it needs of its host. */
export type RepositoryFunctions<H> = {
  [M in Exclude<keyof GitRepository, 'url'>]: (
    host: H,
    ...args: Parameters<GitRepository[M]>
  ) => ReturnType<GitRepository[M]>;
};

/**
 * A repository from the functions of one type of host.
 *
 * @internal
 */
export function bindRepository<H extends { url: string }>(
  host: H,
  functions: RepositoryFunctions<H>,
): GitRepository {
  const bound = Object.entries(functions).map(([name, call]) => [
    name,
    (...args: unknown[]) =>
      (call as (...all: unknown[]) => unknown)(host, ...args),
  ]);
  return { url: host.url, ...Object.fromEntries(bound) };
}
