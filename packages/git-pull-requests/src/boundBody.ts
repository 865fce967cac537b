const MAX_LENGTH = 65_536;
/** The portal's own comment stands at the end. */
const END_LENGTH = 8_192;

/**
 * The text of a pull request without its middle, if it is longer than what anybody reads: a list of pull requests is
 * held in memory, and some hosts bound a text at a megabyte or not at all.
 *
 * @internal
 */
export function boundBody(body: string | null | undefined): string {
  if (!body || body.length <= MAX_LENGTH) return body ?? '';
  const start = body.slice(0, MAX_LENGTH - END_LENGTH);
  // A slice keeps the whole text alive; what is joined and copied does not.
  return Buffer.from(
    `${start}\n\n[…]\n\n${body.slice(-END_LENGTH)}`,
  ).toString();
}
