import { parseVersion } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * A version as a text that sorts as versions do: numbers padded, `1.9` before `1.10`, a pre-release before its
 * release. Null for what is no version, so that it comes last.
 */
export function sortableVersion(version: string | undefined): string | null {
  const parsed = parseVersion(version);
  if (!parsed) return null;
  const [major, minor = 0, patch = 0, ...more] = parsed.numbers;
  const numbers = [major, minor, patch]
    .map(n => `${n}`.padStart(9, '0'))
    .join('.');
  const rest = [...more.map(n => `.${n}`), parsed.suffix].join('');
  // '~' sorts behind '-' and '+', which begin a suffix.
  return `${numbers}${rest.replaceAll('\0', '').slice(0, 64) || '~'}`;
}
