/** Longer texts from clusters and Git hosts are cut off: an answer is read by a model, which has to read all of it. */
const MAX_TEXT = 500;

/** A text of a cluster or a Git host, cut to 500 characters. Undefined for none. */
export function cut(text: string | undefined): string | undefined {
  if (!text) return undefined;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
