/**
 * Where a spreadsheet may see the beginning of a formula (also in full width). One whose separator is a semicolon, as in
 * German, takes no quotes in the middle of what it takes for a cell, and begins another one after a semicolon or a line.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /(^|[;\t\r\n])(?= {0,8}[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
/** Some leave these out, and see what follows. */
const LEFT_OUT = /^(?=[\t\r\n])/;

/** A cell of RFC 4180. What a spreadsheet would calculate gets an apostrophe before it: it is text of a stranger. */
function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = value.replace(FORMULA, "$1'").replace(LEFT_OUT, "'");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export type CsvRows = ReadonlyArray<ReadonlyArray<string | number>>;

/** Rows as CSV (RFC 4180): commas, lines that end with CR LF, quotes where they are needed. */
export const toCsv = (rows: CsvRows) =>
  rows.map(row => `${row.map(toCell).join(',')}\r\n`).join('');

/** Has the browser save CSV as a file. */
export function saveCsv(name: string, text: string): void {
  const type = 'text/csv;charset=utf-8';
  // A spreadsheet takes a text for UTF-8 by its mark alone.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

const PAGE = 500;

/**
 * Reads all items of a list, page by page.
 *
 * @throws the reason of `signal` once that is aborted
 */
export async function readAllPages<T>(
  read: (
    page: { limit: number; cursor: string | undefined },
    options: { signal: AbortSignal },
  ) => Promise<{ items: T[]; nextCursor?: string }>,
  signal: AbortSignal,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await read({ limit: PAGE, cursor }, { signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
