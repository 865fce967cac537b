/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell of RFC 4180. One that a spreadsheet would calculate gets an apostrophe: it is text of a stranger. */
function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180): commas, lines that end with CR LF, quotes where they are needed. */
export const toCsv = (rows: ReadonlyArray<ReadonlyArray<string | number>>) =>
  rows.map(row => `${row.map(toCell).join(',')}\r\n`).join('');

/** Has the browser save a text as a file. */
export function saveText(name: string, type: string, text: string): void {
  // A spreadsheet takes a text for UTF-8 by its mark alone.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
