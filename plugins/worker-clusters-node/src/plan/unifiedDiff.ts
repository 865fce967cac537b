import { structuredPatch } from 'diff';

/** Most lines that may differ: comparing takes time and memory by the square of it, whatever the length of the texts. */
const MAX_EDITS = 500;
/** Most lines of a diff. */
const MAX_LINES = 2000;
/** Lines that are shown of each of two texts that are not compared. */
const MAX_WHOLE = 500;

/**
 * Compares two texts line by line.
 *
 * @returns a unified diff without header lines: ` ` unchanged, `-` removed, `+` added, with three lines around each
 *   change and `@@` between distant ones; empty if nothing differs. Of texts that differ in more than 500 lines, and of
 *   one that is new or removed, the beginning of each; a line that begins with `@@` says so. At most 2000 lines.
 * @public
 */
export function unifiedDiff(before: string, after: string): string {
  const [removed, added] = [before, after].map(lines);
  const patch =
    removed.length &&
    added.length &&
    structuredPatch('', '', whole(removed), whole(added), '', '', {
      context: 3,
      maxEditLength: MAX_EDITS,
    });
  const out = patch
    ? patch.hunks.flatMap((hunk, i) => [...(i ? ['@@'] : []), ...hunk.lines])
    : wholeTexts(removed, added);
  return whole(first(out, MAX_LINES));
}

function lines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function whole(all: string[]): string {
  return all.map(line => `${line}\n`).join('');
}

function first(all: string[], most: number): string[] {
  return all.length > most
    ? [...all.slice(0, most), `@@ ${all.length - most} more lines`]
    : all;
}

function wholeTexts(removed: string[], added: string[]): string[] {
  const all = [
    ...first(
      removed.map(line => `-${line}`),
      MAX_WHOLE,
    ),
    ...first(
      added.map(line => `+${line}`),
      MAX_WHOLE,
    ),
  ];
  return removed.length && added.length
    ? [
        `@@ Too different to compare: ${removed.length} lines before, ${added.length} after`,
        ...all,
      ]
    : all;
}
