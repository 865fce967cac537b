// Makes `types` the first condition of each entry point in the package.json that is packed, since TypeScript takes the first
// condition that matches; `backstage-cli package prepack` writes it behind `require`. A package with several entry points runs
// it in its folder as part of prepack; `backstage-cli package postpack` restores the file.
//
// node tools/pack-exports.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Moves `types` to the front of each entry point; `backstage`, which is no path, comes next. */
export function typesFirst(exports) {
  return Object.fromEntries(
    Object.entries(exports).map(([name, entry]) => {
      if (typeof entry === 'string' || !entry.types) return [name, entry];
      const { backstage, types, ...rest } = entry;
      return [name, { types, ...(backstage && { backstage }), ...rest }];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  manifest.exports = typesFirst(manifest.exports);
  writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
}
