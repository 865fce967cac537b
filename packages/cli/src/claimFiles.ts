import {
  Claim,
  ClaimDefinition,
  ClaimFileProblem,
  parseClaimFile,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Checkout } from './checkout';

/** A file of the claims folder with its claims and problems. */
export interface ClaimFile {
  path: string;
  text: string;
  claims: Array<{ claim: Claim; line: number; definition: ClaimDefinition }>;
  problems: ClaimFileProblem[];
}

/** Reads the claims of a file, each with the XRD of its group and kind; other objects are skipped. */
export function readClaimFile(
  { definitions }: Pick<Checkout, 'definitions'>,
  path: string,
  text: string,
): ClaimFile {
  const file: ClaimFile = { path, text, claims: [], problems: [] };
  definitions.forEach((definition, i) => {
    for (const document of parseClaimFile(text, definition)) {
      if (document.type === 'claim') {
        file.claims.push({ ...document, definition });
      } else if (document.type === 'invalid') {
        // What is no object at all is that for every XRD.
        const general = document.problems.every(p => p.field === undefined);
        if (!general || i === 0) file.problems.push(...document.problems);
      }
    }
  });
  return file;
}

/** Line of a field in a file, from 1; that of the claim if the field has none. */
export function lineOf(text: string, claimLine: number, field: string): number {
  const keys = field.split(/[.[\]]+/).filter(Boolean);
  const lines = text.split('\n');
  let at = claimLine - 1;
  let found = claimLine;
  let indent = -1;
  for (const key of keys) {
    for (let i = at; i < lines.length; i += 1) {
      if (i > at && /^---/.test(lines[i])) return found;
      const match = /^(\s*)(?:- )?["']?([^\s"':#]+)["']?\s*:/.exec(lines[i]);
      if (match && match[2] === key && match[1].length > indent) {
        indent = match[1].length;
        at = i + 1;
        found = i + 1;
        break;
      }
    }
  }
  return found;
}
