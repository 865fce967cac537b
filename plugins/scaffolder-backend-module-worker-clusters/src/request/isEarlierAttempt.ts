/** Fields of a claim that the portal itself assigns: they differ from one attempt of a request to the next. */
const ASSIGNED = /^( +(?:vpcCidr|[\w.-]+\/expires-at):).*$/gm;

/**
 * Whether a claim's file is that of an earlier attempt of the same request: by the same requester, and with the same fields but
 * for the address range and the end of its lifetime, which the portal assigns anew.
 *
 * @param found - the file as it is, untrusted
 * @param written - the file as this attempt writes it
 */
export function isEarlierAttempt(
  found: string | undefined,
  written: string | undefined,
): boolean {
  const fixed = (text: string) => text.replace(ASSIGNED, '$1');
  return (
    found !== undefined &&
    written !== undefined &&
    fixed(found) === fixed(written)
  );
}
