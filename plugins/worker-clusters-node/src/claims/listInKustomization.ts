import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import { Document, isScalar, isSeq, Scalar } from 'yaml';
import { parseYaml } from './parseYaml';

/**
 * Names of a kustomization, in the order in which kustomize looks for them.
 *
 * @public
 */
export const KUSTOMIZATION_FILES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/**
 * Adds a claim's file to the resources of a kustomization, or removes it. Everything else stays as it is, byte by byte.
 *
 * @param text - the kustomization
 * @param file - name of the claim's file, in the same folder
 * @returns the text; the same one if nothing changes
 * @throws InputError if it cannot be read: it is never overwritten.
 * @public
 */
export function listInKustomization(
  text: string,
  file: string,
  listed: boolean,
): string {
  const result = edit(text, file, listed);
  if (result === text) return text;
  const before = filesOf(text);
  const wanted = listed
    ? [...before, file]
    : before.filter(other => other.replace(/^\.\//, '') !== file);
  if (JSON.stringify(filesOf(result)) !== JSON.stringify(wanted)) {
    throw new InputError(
      `The kustomization of the claims is written in a way that cannot be changed here: ${
        listed ? 'add' : 'take out'
      } ${file} by hand, or write 'resources' as a plain list. Nothing was written.`,
    );
  }
  return result;
}

/**
 * What changes between two versions of a kustomization: the files that it lists no more, and whether anything beside its list
 * of files changes.
 *
 * @throws InputError if one of them cannot be read.
 * @public
 */
export function kustomizationChange(
  before: string,
  after: string,
): { unlisted: string[]; other: boolean } {
  const [was, is] = [before, after].map(text => {
    const { document, problem } = parseKustomization(text);
    if (problem) throw new InputError(`The kustomization: ${problem}`);
    const { resources = [], ...rest } = (document.toJS() ?? {}) as Record<
      string,
      unknown
    >;
    const files = (Array.isArray(resources) ? resources : []).map(file =>
      String(file).replace(/^\.\//, ''),
    );
    return { files: new Set(files), rest };
  });
  return {
    unlisted: [...was.files].filter(file => !is.files.has(file)),
    other: !isDeepStrictEqual(was.rest, is.rest),
  };
}

/** Lists the resources of a kustomization. */
function filesOf(text: string): string[] {
  const { document, problem } = parseKustomization(text);
  const resources = problem ? undefined : document.toJS()?.resources;
  return Array.isArray(resources) ? resources.map(String) : [];
}

/** Parses a kustomization: its one document, and why it cannot be used. */
function parseKustomization(text: string): {
  document: Document;
  problem?: string;
} {
  const [first, second] = parseYaml(text).documents;
  if (!first) return { document: new Document() };
  const problem = second
    ? 'it holds several documents'
    : first.problems[0]?.message;
  return { document: first.document, ...(problem && { problem }) };
}

function edit(text: string, file: string, listed: boolean): string {
  const { document, problem } = parseKustomization(text);
  const resources = document.getIn(['resources'], true);
  // `resources:` with nothing behind it.
  if (isScalar(resources) && resources.value === null && !problem) {
    const [start, end] = resources.range!;
    const colon = text.lastIndexOf(':', start);
    const rest = text.slice(end > start ? end : colon + 1);
    return listed ? `${text.slice(0, colon + 1)} [${file}]${rest}` : text;
  }
  if (problem || (resources !== undefined && !isSeq(resources))) {
    throw new InputError(
      `The kustomization of the claims cannot be read${
        problem ? ` (${problem})` : ": its 'resources' is not a list"
      }: correct it first. Nothing was written.`,
    );
  }
  const items = (resources?.items ?? []) as Scalar[];
  const at = items.findIndex(
    i => isScalar(i) && String(i.value).replace(/^\.\//, '') === file,
  );
  if (at >= 0 === listed) return text;
  if (!listed) {
    const [start, end] = items[at].range!;
    if (resources!.flow) {
      const next = items[at + 1]?.range?.[0];
      const previous = items[at - 1]?.range?.[1];
      return next !== undefined
        ? text.slice(0, start) + text.slice(next)
        : text.slice(0, previous ?? start) + text.slice(end);
    }
    if (items.length === 1) {
      const dash = text.lastIndexOf('-', start);
      return `${text.slice(0, dash)}[]${text.slice(end)}`.replace(
        /resources:\s*\n\s*\[\]/,
        'resources: []',
      );
    }
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const lineEnd = text.indexOf('\n', end);
    return (
      text.slice(0, lineStart) + (lineEnd < 0 ? '' : text.slice(lineEnd + 1))
    );
  }
  if (!resources) {
    const newline = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${newline}resources:\n  - ${file}\n`;
  }
  if (resources.flow) {
    const last = items.at(-1);
    const [start, end] = resources.range!;
    return last
      ? `${text.slice(0, last.range![1])}, ${file}${text.slice(last.range![1])}`
      : `${text.slice(0, start)}[${file}]${text.slice(end)}`;
  }
  const last = items.at(-1)!;
  const dash = text.lastIndexOf('-', last.range![0]);
  const column = dash - (text.lastIndexOf('\n', dash) + 1);
  const lineEnd = text.indexOf('\n', last.range![1]);
  const newline = text[lineEnd - 1] === '\r' ? '\r\n' : '\n';
  const end = lineEnd < 0 ? text.length : lineEnd - (newline.length - 1);
  const line = `${' '.repeat(column)}- ${file}`;
  return `${text.slice(0, end)}${newline}${line}${text.slice(end)}`;
}
