// publint and Are The Types Wrong over a tarball, less the rules that no package of Backstage's own kind can keep.
import { checkPackage, Package } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const BACKEND_FEATURE = ['backend-plugin', 'backend-plugin-module'];
const FOR_BUNDLERS = ['frontend-plugin', 'web-library', 'common-library'];
const ALL = [...BACKEND_FEATURE, ...FOR_BUNDLERS, 'node-library', 'cli'];

/**
 * Rules that are left out, by role, with the reason. `backstage-cli package build` decides them for every package of the role:
 * the packages of Backstage itself break the same ones.
 */
const LEFT_OUT = [
  {
    rules: ['USE_TYPE'],
    roles: ALL,
    reason: 'no package of Backstage has "type"; without it .js is CommonJS',
  },
  {
    rules: [
      'HAS_MODULE_BUT_NO_EXPORTS',
      'HAS_ESM_MAIN_BUT_NO_EXPORTS',
      'FILE_INVALID_FORMAT',
      'UnexpectedModuleSyntax',
    ],
    roles: FOR_BUNDLERS,
    reason:
      'ESM in .esm.js, for the bundler of the app; no Node.js loads it, which takes main of a common-library',
  },
  {
    rules: ['EXPORTS_VALUE_INVALID'],
    roles: ['frontend-plugin'],
    reason:
      '`backstage-cli package prepack` writes which feature an entry point has into its condition `backstage`, which is no path',
  },
  {
    rules: ['CJS_WITH_ESMODULE_DEFAULT_EXPORT', 'CJSOnlyExportsDefault'],
    roles: BACKEND_FEATURE,
    reason:
      "a feature is the default export; backend.add(import('…')) takes it from either form",
  },
];

const leftOut = (role, rule) =>
  LEFT_OUT.some(l => l.rules.includes(rule) && l.roles.includes(role));

/** Returns the messages of publint, suggestions included. */
export async function publintProblems({ manifest, files }) {
  const { messages, pkg } = await publint({
    pkgDir: 'package',
    pack: {
      files: [...files].map(([name, data]) => ({
        name: `package/${name}`,
        data,
      })),
    },
  });
  return messages
    .filter(({ code }) => !leftOut(manifest.backstage.role, code))
    .map(message => `publint: ${message.code}: ${formatMessage(message, pkg)}`);
}

/** Returns the problems that TypeScript has with the declarations, for each way to resolve them. */
export async function typeProblems({ manifest, files }) {
  const { name, version, backstage } = manifest;
  const result = await checkPackage(
    new Package(
      Object.fromEntries(
        [...files].map(([path, content]) => [
          `/node_modules/${name}/${path}`,
          content,
        ]),
      ),
      name,
      version,
    ),
    { excludeEntrypoints: ['./package.json'] },
  );
  if (!result.types) {
    // The API of a command is its options.
    return backstage.role === 'cli' ? [] : ['attw: no declarations'];
  }
  return result.problems
    .filter(({ kind }) => !leftOut(backstage.role, kind))
    .map(({ kind, ...problem }) => {
      const where =
        problem.entrypoint ?? problem.typesFileName ?? problem.fileName;
      return `attw: ${kind}: ${where} (${
        problem.resolutionKind ?? problem.resolutionOption ?? ''
      })`;
    });
}
