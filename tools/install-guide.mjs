// Checks docs/install.md without installing anything: its marked blocks can be copied by a script, and the packages, configuration
// keys, extensions and links that it names exist. tools/fresh-portal.mjs does what it says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import configLoader from '@backstage/config-loader';
import { parse } from 'yaml';
import { fail, root } from './lib.mjs';
import { readSteps } from './freshPortal/guide.mjs';

const GUIDE = join(root, 'docs', 'install.md');
const read = path => readFileSync(path, 'utf8');
const problems = [];

const own = ['packages', 'plugins'].flatMap(folder =>
  readdirSync(join(root, folder)).map(name => {
    const path = join(root, folder, name);
    return { path, manifest: JSON.parse(read(join(path, 'package.json'))) };
  }),
);

function checkPackages(step) {
  const lockfile = read(join(root, 'yarn.lock'));
  const names =
    step.text.match(/@(?:backstage|worker-clusters)\/[\w-]+/g) ?? [];
  for (const name of names) {
    const exists = name.startsWith('@backstage/')
      ? lockfile.includes(`"${name}@`)
      : own.some(p => p.manifest.name === name && !p.manifest.private);
    if (!exists)
      problems.push(`line ${step.line}: there is no package ${name}`);
  }
}

/** Paths of maps' keys: `a.b.c`; lists count as what is in them. */
function keysOf(value, path = []) {
  if (Array.isArray(value)) return value.flatMap(item => keysOf(item, path));
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    keysOf(inner, [...path, key]),
  );
}

/** Whether a JSON schema describes the key; a schema without properties describes none. */
function describes(schema, path) {
  if (!schema) return false;
  const variants = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  if (variants.some(variant => describes(variant, path))) return true;
  if (schema.items) return describes(schema.items, path);
  if (path.length === 0) return true;
  const [key, ...rest] = path;
  return describes(
    schema.properties?.[key] ??
      (typeof schema.additionalProperties === 'object'
        ? schema.additionalProperties
        : undefined),
    rest,
  );
}

async function checkConfiguration(steps) {
  const schema = await configLoader.loadConfigSchema({
    dependencies: ['app', 'backend'],
    packagePaths: own
      .filter(p => ['app', 'backend'].includes(p.manifest.name))
      .map(p => join(p.path, 'package.json')),
  });
  const { schemas } = schema.serialize();
  for (const step of steps) {
    for (const path of keysOf(parse(step.text))) {
      if (!schemas.some(({ value }) => describes(value, path))) {
        problems.push(
          `line ${step.line}: no package has the option ${path.join('.')}`,
        );
      }
    }
  }
}

function checkExtensions(markdown) {
  const report = read(
    join(root, 'plugins', 'worker-clusters', 'report.api.md'),
  );
  for (const id of markdown.match(/[a-z-]+:worker-clusters\/[\w-]+/g) ?? []) {
    if (!report.includes(`'${id}'`)) {
      problems.push(`there is no extension ${id}`);
    }
  }
}

const anchorOf = heading =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-');

function checkLinks(markdown) {
  for (const [, target] of markdown.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const file = path ? join(dirname(GUIDE), path) : GUIDE;
    if (!existsSync(file)) {
      problems.push(`there is no file ${target}`);
    } else if (anchor) {
      const headings = [...read(file).matchAll(/^#+ (.+)$/gm)];
      if (!headings.some(([, heading]) => anchorOf(heading) === anchor)) {
        problems.push(`${path || 'the guide'} has no heading #${anchor}`);
      }
    }
  }
}

try {
  const markdown = read(GUIDE);
  const steps = readSteps(markdown);
  if (steps.filter(({ kind }) => kind === 'start').length !== 1) {
    problems.push('it needs one block ```sh start');
  }
  steps.forEach(checkPackages);
  await checkConfiguration(steps.filter(({ kind }) => kind === 'merge'));
  checkExtensions(markdown);
  checkLinks(markdown);
} catch (error) {
  problems.push(error.message);
}
if (problems.length) fail(`docs/install.md: ${problems.join('\n  ')}`);
console.log('docs/install.md can be followed by a script.');
