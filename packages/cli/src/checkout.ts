import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  ClaimDefinition,
  type CompositionSummary,
  parseCompositions,
  parseXrd,
  Policy,
  readPolicy,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { parse } from 'yaml';

/** Options that every command has. */
export interface CommonOptions {
  claims: string;
  xrd?: string[];
  composition: string;
  policy?: string;
  base?: string;
  /** Files with the root Applications, from the repository's root. */
  root?: string[];
}

/** The command line is wrong, or a file that it needs cannot be read. */
export class UsageError extends Error {}

/** The GitOps repository in the working directory. */
export interface Checkout {
  claimsFolder: string;
  /** One per API group of claims. */
  definitions: [ClaimDefinition, ...ClaimDefinition[]];
  /** The default Composition first. */
  compositions: CompositionSummary[];
  policy: Policy;
  /** Files of the claims folder: path in the repository → text. */
  files: Map<string, string>;
}

const XRDS = 'crossplane/xrds';
/** An XRD, a Composition or a policy has up to 100,000 bytes. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** A claim has about 600 bytes. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads the files that the commands need.
 *
 * @throws UsageError that says which file is missing or unusable, and what to do.
 */
export function openCheckout(options: CommonOptions): Checkout {
  const { xrd = findXrds(), policy } = options;
  const claimsFolder = options.claims.replace(/^\.\//, '').replace(/\/+$/, '');
  if (
    posix.isAbsolute(claimsFolder) ||
    claimsFolder.split('/').includes('..')
  ) {
    throw new UsageError(
      `--claims is '${options.claims}': name a folder of the repository that you are in, for example crossplane/claims`,
    );
  }
  const [first, ...rest] = xrd.map(file => parseXrd(read(file, '--xrd'), file));
  return {
    claimsFolder,
    definitions: [first, ...rest],
    compositions: readCompositions(options.composition),
    policy: policy ? readPolicyFile(policy) : {},
    files: readFolder(claimsFolder),
  };
}

/**
 * The XRDs of the repository. The shorter name first: `workercluster.yaml` is what a new claim is of, `workercluster-v1.yaml`
 * what older ones may be of.
 */
function findXrds(): string[] {
  let names: string[] = [];
  try {
    names = readdirSync(XRDS, { withFileTypes: true })
      .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map(entry => entry.name);
  } catch {
    // Said below, by the file that is looked for.
  }
  const found = names
    .sort((a, b) => a.length - b.length || a.localeCompare(b))
    .map(name => posix.join(XRDS, name))
    .filter(file =>
      /^kind:\s*['"]?CompositeResourceDefinition\b/m.test(read(file, '--xrd')),
    );
  return found.length ? found : [posix.join(XRDS, 'workercluster.yaml')];
}

function readPolicyFile(file: string): Policy {
  const text = read(file, '--policy');
  try {
    // A warning would be printed as it is, with a line of the file in it.
    const data = parse(text, { maxAliasCount: 20, logLevel: 'error' }) ?? {};
    // The portal's whole configuration is accepted too.
    return readPolicy(
      new ConfigReader(data.workerClusters?.policy ?? data, file),
    );
  } catch (error) {
    throw new UsageError(
      `${file} is not a policy: ${(error as Error).message}`,
    );
  }
}

function read(file: string, option: string): string {
  try {
    return readBounded(file);
  } catch (error) {
    throw new UsageError(
      `cannot read ${file} (${
        (error as { code?: string }).code ?? (error as Error).message
      }): run it at the root of the GitOps repository, or say where the file is by ${option}`,
    );
  }
}

/** Reads the Compositions of a file, then those of the other files in its folder. */
function readCompositions(file: string): CompositionSummary[] {
  const text = readOptional(file);
  if (text === undefined) return [];
  const folder = dirname(file);
  const others = readdirSync(folder, { withFileTypes: true })
    .filter(e => e.isFile() && /\.ya?ml$/.test(e.name))
    .map(e => join(folder, e.name))
    .filter(other => resolve(other) !== resolve(file))
    .sort();
  return [text, ...others.map(other => readOptional(other) ?? '')].flatMap(
    content => parseCompositions(content),
  );
}

function readOptional(file: string): string | undefined {
  try {
    return readBounded(file);
  } catch {
    return undefined;
  }
}

function readBounded(file: string): string {
  if (statSync(file).size > MAX_FILE_BYTES) {
    throw new Error(`larger than ${MAX_FILE_BYTES / 1024} KiB`);
  }
  return readFileSync(file, 'utf8');
}

/** Reads a folder without following links, whose targets are not part of the pull request. */
function readFolder(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) {
        const { size } = lstatSync(child);
        files.set(
          child,
          size > MAX_BYTES
            ? ' '.repeat(MAX_BYTES + 1)
            : readFileSync(child, 'utf8'),
        );
      }
    }
  };
  try {
    walk(join(folder));
  } catch (error) {
    throw new UsageError(
      `cannot read the folder ${folder} (${
        (error as { code?: string }).code
      }): run it at the root of the GitOps repository, or say where the claims are by --claims`,
    );
  }
  return files;
}
