import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const BENCH = dirname(require.resolve('@worker-clusters/bench/package.json'));
const ROOT = resolve(BENCH, '..', '..');
/** In the repository, so that what is no workspace is found in its `node_modules`. */
const OUTPUT = join(ROOT, '.cache', 'bench');

let compiled = false;

const toJs = (file: string) => file.replace(/\.ts$/, '.js');
const outputOf = (folder: string) => join(OUTPUT, relative(ROOT, folder));

const entriesToJs = (entries: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, toJs(file)]),
  );

function compile(file: string): string {
  const { outputText } = transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  return outputText;
}

function link(target: string, path: string) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function compileFolder(folder: string) {
  const output = outputOf(folder);
  mkdirSync(output, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    const file = join(folder, name);
    if (entry.isDirectory()) {
      if (!/^__\w+__$/.test(name)) compileFolder(file);
    } else if (!name.endsWith('.ts')) {
      copyFileSync(file, join(output, name));
    } else if (!name.endsWith('.test.ts')) {
      writeFileSync(join(output, toJs(name)), compile(file));
    }
  }
}

function compileWorkspace(folder: string, done: Set<string>) {
  if (done.has(folder)) return;
  done.add(folder);
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(text);
  const output = outputOf(folder);
  compileFolder(join(folder, 'src'));
  writeFileSync(
    join(output, 'package.json'),
    JSON.stringify({
      name: manifest.name,
      version: manifest.version,
      main: toJs(manifest.main),
      exports: manifest.exports && entriesToJs(manifest.exports),
    }),
  );
  link(output, join(OUTPUT, 'node_modules', manifest.name));
  for (const [name, version] of Object.entries<string>(
    manifest.dependencies ?? {},
  )) {
    // Of a linked package single files are used, and nothing that it depends on.
    if (version.startsWith('link:')) {
      const linked = resolve(folder, version.slice('link:'.length));
      compileFolder(join(linked, 'src'));
      link(outputOf(linked), join(OUTPUT, 'node_modules', name));
    } else if (version.startsWith('workspace:')) {
      const path = require.resolve(`${name}/package.json`);
      compileWorkspace(dirname(path), done);
    } else {
      // What could not be installed at the root.
      const own = join(folder, 'node_modules', name);
      if (existsSync(own)) link(own, join(output, 'node_modules', name));
    }
  }
}

/**
 * Path of a program of this package as JavaScript. The first call compiles it and the workspaces that it depends on, file by
 * file, as their published packages are: a process that loads TypeScript holds some hundred megabytes for its compiler.
 *
 * @param file - relative to `src`, for example `backend/main.ts`
 */
export function compiledFile(file: string): string {
  if (!compiled) {
    rmSync(OUTPUT, { recursive: true, force: true });
    compileWorkspace(BENCH, new Set());
    compiled = true;
  }
  return join(outputOf(BENCH), 'src', toJs(file));
}
