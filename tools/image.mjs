// Runs the steps of the Dockerfile without Docker: each stage in a folder of its own, whose WORKDIR is a folder in it. It
// knows the instructions that the Dockerfile has and refuses others. Commands of apt-get are not run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { DockerfileParser } from 'dockerfile-ast';

/**
 * Reads a Dockerfile.
 * @returns its stages in order: name, image, steps with keyword, flags, arguments and text
 * @throws Error for an instruction that {@link buildImage} does not know
 */
export function readDockerfile(text) {
  const parsed = DockerfileParser.parse(text);
  const stages = [];
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword().toUpperCase();
    if (keyword === 'FROM') {
      const args = instruction.getArguments().map(a => a.getValue());
      stages.push({ name: args[2] ?? '', image: args[0], steps: [] });
      continue;
    }
    if (keyword === 'ARG' && stages.length === 0) continue;
    if (!KEYWORDS.includes(keyword)) {
      throw new Error(`Dockerfile: ${keyword} is not known to tools/image.mjs`);
    }
    const flags = (instruction.getFlags?.() ?? []).map(flag => [
      flag.getName(),
      flag.getValue(),
    ]);
    stages.at(-1).steps.push({
      keyword,
      flags: Object.fromEntries(flags),
      args: instruction
        .getArguments()
        .map(argument => argument.getValue())
        .filter(value => !value.startsWith('--') || keyword === 'ENTRYPOINT'),
      text: (instruction.getRawArgumentsContent() ?? '')
        .replace(/\\\n/g, ' ')
        .trim(),
    });
  }
  return stages;
}

const KEYWORDS = [
  'WORKDIR',
  'COPY',
  'RUN',
  'ENV',
  'USER',
  'EXPOSE',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
];

/** The files of a folder that a build gets as its context. */
export function contextFiles(folder) {
  const ignored = dockerignore().add(
    readFileSync(join(folder, '.dockerignore'), 'utf8'),
  );
  const files = [];
  const visit = path => {
    for (const entry of readdirSync(join(folder, path), {
      withFileTypes: true,
    })) {
      const name = path ? `${path}/${entry.name}` : entry.name;
      // A folder that is ignored has nothing that is not: there is no exception in our file.
      if (ignored.ignores(name)) continue;
      if (entry.isDirectory()) visit(name);
      else files.push(name);
    }
  };
  visit('');
  return files;
}

/** Copies a file or what is in a folder. `copy` makes one file: {@link copyFileSync}, or {@link linkSync} between stages. */
function copyTree(from, to, copy) {
  if (!statSync(from).isDirectory()) {
    mkdirSync(dirname(to), { recursive: true });
    rmSync(to, { force: true });
    copy(from, to);
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isSymbolicLink()) {
      rmSync(target, { force: true, recursive: true });
      symlinkSync(readlinkSync(source), target);
    } else copyTree(source, target, copy);
  }
}

/** A hash over the paths and the content of what a stage copies. */
function fingerprint(hash, path) {
  if (!statSync(path).isDirectory()) {
    hash.update(`\0${path}\0`).update(readFileSync(path));
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (!entry.isSymbolicLink()) fingerprint(hash, join(path, entry.name));
  }
}

/**
 * Runs the stages of a Dockerfile.
 *
 * @param options.stages - of {@link readDockerfile}
 * @param options.context - folder of the repository
 * @param options.to - folder for the stages
 * @param options.built - stages by name whose WORKDIR is a folder that has the context and its dependencies already: what they
 * copy from the context and the installation of dependencies is left out
 * @param options.cached - names of stages that are taken as they are while what they copy and run is the same
 * @returns `folder` (WORKDIR of the last stage), `env`, `user`, `command` (of Node.js), `healthcheck`, `notRun` (commands)
 */
export function buildImage({ stages, context, to, built = {}, cached = [] }) {
  const folders = {};
  const notRun = [];
  let image;
  for (const stage of stages) {
    const root = join(to, stage.name || 'image');
    let workdir = root;
    const env = {};
    image = { env, notRun };
    const inPlace = built[stage.name];
    const inStage = path =>
      path.startsWith('/') ? join(root, path) : join(workdir, path);
    const sourceOf = ({ flags, args }) =>
      args.slice(0, -1).map(path => {
        if (!flags.from) return join(context, path);
        const [, first, ...rest] = path.split('/');
        const other = folders[flags.from];
        return built[flags.from]
          ? join(other, ...rest)
          : join(other, first, ...rest);
      });

    const hash = createHash('sha256').update(JSON.stringify(stage.steps));
    const isCached = cached.includes(stage.name);
    if (isCached) {
      for (const step of stage.steps.filter(s => s.keyword === 'COPY')) {
        for (const path of sourceOf(step)) fingerprint(hash, path);
      }
    }
    const stamp = join(to, `${stage.name}.built`);
    const key = hash.digest('hex');
    folders[stage.name] = inPlace ?? root;
    if (isCached && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) {
      continue;
    }
    rmSync(stamp, { force: true });
    if (!inPlace) rmSync(root, { recursive: true, force: true });

    for (const step of stage.steps) {
      const { keyword, flags, args, text } = step;
      if (keyword === 'WORKDIR') {
        workdir = inPlace ?? join(root, args[0]);
        mkdirSync(workdir, { recursive: true });
      } else if (keyword === 'COPY') {
        if (inPlace && !flags.from) continue;
        const target = args.at(-1);
        if (!flags.from && args[0] === '.') {
          for (const file of contextFiles(context)) {
            copyTree(
              join(context, file),
              join(inStage(target), file),
              copyFileSync,
            );
          }
          continue;
        }
        for (const path of sourceOf(step)) {
          const into = target.endsWith('/') && !statSync(path).isDirectory();
          copyTree(
            path,
            join(inStage(target), into ? path.split('/').pop() : ''),
            flags.from ? linkSync : copyFileSync,
          );
        }
      } else if (keyword === 'RUN') {
        const command = text.replace(/^(--\S+\s+)+/, '');
        if (/\bapt-get\b/.test(command)) notRun.push(command);
        else if (!(inPlace && / install --immutable/.test(command))) {
          run(command, workdir, env);
        }
      } else if (keyword === 'ENV') {
        const [, name, value] = /^(\w+)=(\S+)$/.exec(text);
        env[name] = value;
      } else if (keyword === 'HEALTHCHECK') {
        image.healthcheck = JSON.parse(text.slice(text.indexOf('[')));
      } else if (keyword === 'EXPOSE') image.port = Number(args[0]);
      else
        image[keyword.toLowerCase()] =
          keyword === 'USER' ? args[0] : JSON.parse(text);
    }
    image.folder = workdir;
    if (isCached) writeFileSync(stamp, key);
  }
  return image;
}

function run(command, cwd, env) {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', command], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ...env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      YARN_NM_MODE: 'hardlinks-global',
    },
  });
  if (status !== 0) {
    const lines = `${stdout}${stderr}`.split('\n').slice(-30).join('\n');
    throw new Error(`RUN ${command}\n${lines}`);
  }
}
