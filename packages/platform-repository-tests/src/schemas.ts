import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import ts from 'typescript';

/** An object and where it comes from. */
export interface Sourced {
  where: string;
  object: any;
}

/** Where the types of a group are found: generated from the CRDs of their providers. */
const PACKAGES: Array<[RegExp, string]> = [
  [/(^|\.)aws(\.m)?\.upbound\.io$/, '@crossplane-models/provider-upjet-aws'],
  [
    /^(apiextensions|pkg|protection)\.crossplane\.io$/,
    '@crossplane-models/crossplane',
  ],
  [/^argoproj\.io$/, '@kubernetes-models/argo-cd'],
  [/^$|^apps$|^policy$|\.k8s\.io$/, 'kubernetes-models'],
];

const ROOT = resolvePackagePath('@worker-clusters/platform-repository-tests');
const MODULES = join(ROOT, '../../node_modules');

/** The module and the name of an object's type; undefined if no package has it. */
export function typeOf(
  object: any,
): { module: string; type: string } | undefined {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const found = PACKAGES.find(([pattern]) => pattern.test(group));
  if (!found) return undefined;
  const module = [found[1], group, version, object.kind]
    .filter(Boolean)
    .join('/');
  if (!existsSync(join(MODULES, `${module}.d.ts`))) return undefined;
  return { module, type: `I${object.kind}` };
}

/**
 * Checks objects strictly against the schemas of their kinds: no unknown field at any depth, none missing, the right
 * types. It is the compiler that checks: each object becomes a literal of its kind's type.
 *
 * @returns a sentence per fault
 */
export function checkSchemas(objects: Sourced[]): string[] {
  const imports = new Map<string, string>();
  const lines: Array<{ text: string; where?: string }> = [];
  for (const { where, object } of objects) {
    const found = typeOf(object);
    if (!found) {
      throw new Error(
        `${where}: no schema for ${object.apiVersion} ${object.kind}`,
      );
    }
    const alias = imports.get(found.module) ?? `T${imports.size}`;
    if (!imports.has(found.module)) {
      imports.set(found.module, alias);
      lines.unshift({
        text: `import type { ${found.type} as ${alias} } from '${found.module}';`,
      });
    }
    JSON.stringify(object, null, 1)
      .split('\n')
      .forEach((text, i, all) =>
        lines.push({
          where,
          text:
            (i === 0 ? `const v${lines.length}: ${alias} = ` : '') +
            text +
            (i === all.length - 1 ? ';' : ''),
        }),
      );
  }
  return compile(lines);
}

function compile(lines: Array<{ text: string; where?: string }>): string[] {
  const file = join(ROOT, 'src/checked-objects.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = lines.map(l => l.text).join('\n');
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
      : getSourceFile.call(host, name, ...rest);
  host.fileExists = name => name === file || fileExists.call(host, name);
  host.readFile = name => (name === file ? text : readFile.call(host, name));
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map(({ messageText, start }) => {
    const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
    return `${lines[line].where ?? 'imports'}: ${lines[
      line
    ].text.trim()} ${ts.flattenDiagnosticMessageText(messageText, '; ')}`;
  });
}
