/** A text in a cell of a table: one line, in which nothing ends the cell. */
export const cell = text =>
  String(text).replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();

/** @param rows - cells whose texts are Markdown already */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');

/** A page of the reference. */
export const page = (title, { intro, body }) =>
  [
    `# ${title}`,
    '<!-- Written by tools/reference.mjs from the code. -->',
    intro,
    ...body,
    '',
  ].join('\n\n');
