// The keys below `workerClusters` that the packages declare in their config.d.ts, as a tree for the warnings about unknown keys:
// writes it into worker-clusters-node. With --check it fails where the file differs. Fails for a key that sources name and no
// config.d.ts declares.
import { readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { fail, root, say } from './lib.mjs';

const TARGET = 'plugins/worker-clusters-node/src/config/knownKeys.json';

const parts = ['packages', 'plugins'].flatMap(folder =>
  readdirSync(join(root, folder))
    .map(name => join(root, folder, name, 'config.d.ts'))
    .filter(file => existsSync(file))
    .map(readTree),
);
const tree = sorted(merge(parts));
const text = `${JSON.stringify(tree, null, 2)}\n`;

const undeclared = ['packages', 'plugins'].flatMap(folder =>
  readdirSync(join(root, folder)).flatMap(name =>
    namedKeys(join(root, folder, name, 'src')).filter(
      ({ key }) => !isDeclared(key),
    ),
  ),
);
if (undeclared.length) {
  fail(
    `No config.d.ts declares ${undeclared
      .map(({ key, path }) => `${key} (${relative(root, path)})`)
      .join(', ')}`,
  );
}

const file = join(root, TARGET);
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  fail(
    `${TARGET} is not what the config.d.ts of the packages declare: run node tools/config-keys.mjs`,
  );
}
say(`${TARGET} has the keys of ${parts.length} packages`);

/** The keys below `workerClusters` that the sources of a package name as a whole, those of its tests left out. */
function namedKeys(src) {
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true })
    .filter(
      name => /\.tsx?$/.test(name) && !/\.test\.tsx?$|__testUtils__/.test(name),
    )
    .flatMap(name => {
      const path = join(src, name);
      const found = readFileSync(path, 'utf8').matchAll(
        /['"`](workerClusters(?:\.[A-Za-z]+)+)['"`]/g,
      );
      return [...found].map(([, key]) => ({ key, path }));
    });
}

function isDeclared(key) {
  let below = tree;
  for (const part of key.split('.').slice(1)) {
    below = below[part] ?? below['*'];
    if (!below) return false;
  }
  return true;
}

/** What a config.d.ts declares below `workerClusters`. */
function readTree(path) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const config = source.statements.find(
    one => ts.isInterfaceDeclaration(one) && one.name.text === 'Config',
  );
  if (!config) fail(`${path} declares no interface Config`);
  return treeOfMembers(config.members).workerClusters ?? {};
}

function treeOfMembers(members) {
  return merge(
    members.map(member =>
      ts.isIndexSignatureDeclaration(member)
        ? { '*': treeOf(member.type) }
        : { [member.name.text]: treeOf(member.type) },
    ),
  );
}

/** A type of which nothing is known below it (a string, an imported type) is a value: an empty tree. */
function treeOf(type) {
  if (ts.isTypeLiteralNode(type)) return treeOfMembers(type.members);
  if (ts.isArrayTypeNode(type)) return itemsOf(treeOf(type.elementType));
  if (ts.isParenthesizedTypeNode(type)) return treeOf(type.type);
  if (ts.isUnionTypeNode(type)) return merge(type.types.map(treeOf));
  if (ts.isTypeReferenceNode(type) && type.typeName.text === 'Array') {
    return itemsOf(treeOf(type.typeArguments[0]));
  }
  return {};
}

/** A list of values is a value as well. */
function itemsOf(tree) {
  return Object.keys(tree).length ? { '[]': tree } : {};
}

function merge(trees) {
  const result = {};
  for (const tree of trees) {
    for (const [key, child] of Object.entries(tree)) {
      result[key] = merge([result[key] ?? {}, child]);
    }
  }
  return result;
}

function sorted(tree) {
  return Object.fromEntries(
    Object.keys(tree)
      .sort()
      .map(key => [key, sorted(tree[key])]),
  );
}
