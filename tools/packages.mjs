// The packages of this repository.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

/** Reads path (relative to the root) and package.json of every package. */
export function readPackages(directory = root) {
  return ['packages', 'plugins']
    .flatMap(folder =>
      readdirSync(join(directory, folder)).map(name => `${folder}/${name}`),
    )
    .map(path => ({
      path,
      manifest: JSON.parse(
        readFileSync(join(directory, path, 'package.json'), 'utf8'),
      ),
    }));
}

/** Sorts packages so that each comes after those that it depends on, as a registry should receive them. */
export function sortByDependencies(packages) {
  const byName = new Map(packages.map(p => [p.manifest.name, p]));
  const sorted = new Set();
  const visit = (current, ancestors) => {
    const { name, dependencies, peerDependencies } = current.manifest;
    if (ancestors.includes(name)) {
      throw new Error(
        `Packages depend on each other: ${[...ancestors, name].join(' → ')}`,
      );
    }
    for (const dependency of Object.keys({
      ...dependencies,
      ...peerDependencies,
    }).sort()) {
      const next = byName.get(dependency);
      if (next) visit(next, [...ancestors, name]);
    }
    sorted.add(current);
  };
  for (const current of packages) visit(current, []);
  return [...sorted];
}

/** Reads the packages that are published, in the order in which they are. */
export const readPublishable = directory =>
  sortByDependencies(
    readPackages(directory).filter(({ manifest }) => !manifest.private),
  );
