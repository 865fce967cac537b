// Makes the one file with which a platform repository checks its pull requests: the command worker-clusters with all that it
// needs. It lies in the repository, so that its pipeline installs nothing.
//   node tools/cli-bundle.mjs            writes it
//   node tools/cli-bundle.mjs --check    fails if it is not what the sources make
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib.mjs';

const FOLDER = join(root, 'templates/platform-repository/skeleton/scripts');
const BUNDLE = join(FOLDER, 'worker-clusters.cjs');
const LICENCES = join(FOLDER, 'worker-clusters.licences.txt');

const HEADER = version =>
  `// @worker-clusters/cli ${version}, Apache-2.0, with the packages of worker-clusters.licences.txt. Generated: do not edit.`;

async function bundle() {
  const { version } = JSON.parse(
    readFileSync(join(root, 'packages/cli/package.json'), 'utf8'),
  );
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `import { main } from './packages/cli/src'; main(process.argv);`,
      resolveDir: root,
    },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return {
    text: `${HEADER(version)}\n${outputFiles[0].text}`,
    licences: licencesOf(
      Object.values(metafile.outputs).flatMap(output =>
        Object.entries(output.inputs)
          .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
          .map(([input]) => input),
      ),
    ),
  };
}

/**
 * Names, versions and licences of the packages whose files are in the bundle. Packages under Apache-2.0 may come without its
 * text: it stands once at the end, for them and for this project.
 */
function licencesOf(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    if (!input.includes('node_modules/')) continue;
    let folder = dirname(join(root, input));
    while (!isPackage(folder)) folder = dirname(folder);
    folders.add(folder);
  }
  const texts = [...folders].map(folder => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(folder).find(f => /^licen[cs]e/i.test(f));
    if (!file && license !== 'Apache-2.0') {
      throw new Error(`${name} ${version} (${license}) has no licence file`);
    }
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
    return `${name} ${version} (${license})\n\n${text}`.trim();
  });
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return `${[...texts.sort(), own].join(
    `\n\n${'-'.repeat(80)}\n\n`,
  )}\n`.replace(/[^\S\n]+$/gm, '');
}

function isPackage(folder) {
  const file = join(folder, 'package.json');
  return (
    existsSync(file) && Boolean(JSON.parse(readFileSync(file, 'utf8')).version)
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, licences } = await bundle();
  if (process.argv.includes('--check')) {
    const current = file => existsSync(file) && readFileSync(file, 'utf8');
    if (current(BUNDLE) !== text || current(LICENCES) !== licences) {
      console.error(
        'Run node tools/cli-bundle.mjs: templates/platform-repository/skeleton/scripts/worker-clusters.cjs is not what packages/cli makes.',
      );
      process.exitCode = 1;
    }
  } else {
    writeFileSync(BUNDLE, text);
    writeFileSync(LICENCES, licences);
  }
}
