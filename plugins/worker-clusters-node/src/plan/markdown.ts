/** Of no width: between a sign and what it would refer to. */
const NO_WIDTH = '\u200b';

/**
 * Text that other people wrote, as Markdown that shows it letter by letter: no markup, no HTML, no link, no
 * mention, no second line. Fits into a table's cell too.
 *
 * @public
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .trim()
      .replace(/[\\`*_{}[\]()!|~&<>@#]/g, escapeSign)
      // Bare addresses become links.
      .replace(/:(?=\/\/)/g, '&#58;')
      .replace(/\.(?=\p{L})/gu, '&#46;')
      .replace(/\b(mailto|xmpp):/gi, '$1&#58;')
      .replace(/\bGH-(?=\d)/gi, `$&${NO_WIDTH}`)
      // What begins a list, a rule, an underline or a numbered list, if a line begins with it.
      .replace(/^([-+=])/, '\\$1')
      .replace(/^(\d+)(\.(?=\s|$))/, '$1\\$2')
  );
}

/** Of these a host may look for the bare sign, whatever stands before it: mentions, references, HTML. */
const AS_ENTITY = new Set(['&', '<', '>', '@', '#']);

/** Hosts look for mentions and references in the text as it is shown, where an entity is the bare sign again. */
const REFERS = new Set(['@', '#', '!']);
function escapeSign(sign: string): string {
  const escaped = AS_ENTITY.has(sign)
    ? `&#${sign.charCodeAt(0)};`
    : `\\${sign}`;
  return REFERS.has(sign) ? escaped + NO_WIDTH : escaped;
}

/** Text of our own making, a path for example, in a fixed-width type. */
export function codeSpan(text: string): string {
  return `\`${text.replace(/[`\s|]+/g, ' ')}\``;
}

/** A table with a header row; cells are Markdown already. */
export function markdownTable(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}
