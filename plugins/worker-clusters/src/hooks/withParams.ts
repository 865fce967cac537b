/**
 * Returns a copy of the parameters of an address with some of them replaced; all others stay. An empty text, an empty list and
 * `undefined` remove a parameter, so that a default does not stand in the address.
 */
export function withParams(
  params: URLSearchParams,
  changes: { [name: string]: string | readonly string[] | undefined },
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const item of [value].flat()) {
      if (item) next.append(name, item);
    }
  }
  return next;
}
