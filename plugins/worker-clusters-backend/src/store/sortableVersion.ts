/**
 * A version as a text that sorts as versions do: numbers padded, `1.9` before `1.10`, a pre-release before its
 * release. Null for what is no version, so that it comes last.
 */
export function sortableVersion(version: string | undefined): string | null {
  const match = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?!\d)(.*)$/s.exec(
    version ?? '',
  );
  if (!match) return null;
  const [, major, minor = '0', patch = '0', rest] = match;
  const numbers = [major, minor, patch].map(n => n.padStart(9, '0')).join('.');
  // '~' sorts behind '-' and '+', which begin a suffix.
  return `${numbers}${rest.replaceAll('\0', '').slice(0, 64) || '~'}`;
}
