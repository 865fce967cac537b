import { writeFileSync } from 'node:fs';

/**
 * Characters that a terminal or the log of a CI system takes for orders: controls (the escape sequences of terminals, the
 * carriage return that ends GitLab's section markers), and marks that reorder or hide text.
 */
const CONTROLS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Returns text whose lines are only text in the log of a CI system, whatever claims, paths and names they repeat:
 *
 * - GitHub Actions: `::command::` at the beginning of a line, `##[command]` anywhere in it;
 * - Azure Pipelines and TeamCity: `##vso[`, `##[`, `##teamcity[`;
 * - GitLab: `section_start:` and `section_end:`; escape sequences for all of them.
 */
export function escapeForLog(text: string): string {
  return replaceControls(text)
    .replace(/^([^\S\n]*):(?=:)/gm, '$1\\:')
    .replace(/##(?=\w*\[)/g, '#\\#')
    .replace(/section_(start|end):/g, 'section_$1\\:');
}

/** Returns text without controls, apart from tabs and line feeds. */
export function replaceControls(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROLS, '?');
}

/** Returns text as {@link escapeForLog} does, in one line. */
export function escapeLine(text: string): string {
  return escapeForLog(text.replace(/[\r\n]+/g, ' '));
}

/** JSON that says the same, without a character sequence that a CI system takes for an order. */
export function stringifyForLog(value: unknown): string {
  const escape = (char: string) =>
    `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value, null, 2)
    // The line feeds between the fields are the formatter's own; those in values are escaped already.
    .replace(CONTROLS, escape)
    .replace(/##(?=\w*\[)/g, '#\\u0023')
    .replace(/section_(start|end):/g, 'section_$1\\u003a')}\n`;
}

/** Writes what was escaped before: to a file, or to standard output. */
export function write(text: string, file?: string): void {
  if (file) writeFileSync(file, text);
  else process.stdout.write(text);
}

/** Writes a line to standard error. */
export function say(text: string): void {
  process.stderr.write(`${escapeForLog(text)}\n`);
}
