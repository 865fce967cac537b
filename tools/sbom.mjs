// Writes a software bill of materials (CycloneDX, JSON) for each published package and for what a backend image holds, and
// validates each by the schema of CycloneDX. `yarn release` calls it.
//
// node tools/sbom.mjs [folder]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { root, say, yarn } from './lib.mjs';
import { readPackages, readPublishable } from './packages.mjs';

const SPEC_VERSION = '1.6';
const PLUGIN = join(
  root,
  'node_modules/@cyclonedx/yarn-plugin-cyclonedx/yarn-plugin-cyclonedx.cjs',
);

/** The backend, and the app whose bundle it serves: together they are the image. */
const IMAGE = ['packages/backend', 'packages/app'];

/** Name of the file for a package. */
export const sbomName = ({ name, version }) =>
  `${name.replace('@', '').replace('/', '-')}-${version}.cdx.json`;

/** Rejects if a text is no valid CycloneDX document, with what is wrong. */
export async function validateSbom(text) {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const error = await validator.validate(text);
  if (error) {
    throw new Error(`no valid CycloneDX document: ${JSON.stringify(error)}`);
  }
}

/** Writes the bill of materials of a package, without what only its development needs. */
export async function writeSbom({ path, manifest }, folder) {
  const file = join(folder, sbomName(manifest));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      yarn,
      'cyclonedx',
      '--production',
      '--output-reproducible',
      '--spec-version',
      SPEC_VERSION,
      '--mc-type',
      IMAGE.includes(path) || manifest.backstage?.role === 'cli'
        ? 'application'
        : 'library',
      '--output-file',
      file,
    ],
    {
      cwd: join(root, path),
      encoding: 'utf8',
      env: { ...process.env, YARN_PLUGINS: PLUGIN },
    },
  );
  if (status !== 0) {
    throw new Error(`${path}: no bill of materials:\n${stdout}${stderr}`);
  }
  await validateSbom(readFileSync(file, 'utf8'));
  return file;
}

/** Writes the bills of materials of everything that is released. */
export async function writeSboms(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const image = readPackages().filter(({ path }) => IMAGE.includes(path));
  for (const current of [...readPublishable(), ...image]) {
    await writeSbom(current, folder);
    say(`${sbomName(current.manifest)}: valid`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeSboms(process.argv[2] ?? join(root, '.cache', 'sbom'));
}
