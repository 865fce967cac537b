import { dirname, join } from 'node:path';

/** A path in the folder of this package, where it is installed or in its repository. */
export function inPackage(...path: string[]): string {
  return join(
    dirname(require.resolve('@worker-clusters/sandbox/package.json')),
    ...path,
  );
}
