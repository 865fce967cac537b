/**
 * Longest name of a worker cluster. AWS allows 64 characters for the names of the roles that the Composition
 * derives from it, Kubernetes 63 for a label.
 *
 * @public
 */
export const MAX_CLUSTER_NAME_LENGTH = 40;

/**
 * Returns what is wrong with the name of a worker cluster and what to do, or undefined if it is valid: a DNS label
 * (RFC 1123) that starts with a letter, as AWS and Helm require, of at most 40 characters.
 *
 * @public
 */
export function checkClusterName(name: string): string | undefined {
  const quoted = `'${name.slice(0, 80)}'`;
  if (name === '') {
    return 'The name is missing: choose one such as payments-dev';
  }
  if (name.length > MAX_CLUSTER_NAME_LENGTH) {
    return `The name ${quoted} has ${name.length} characters: shorten it to at most ${MAX_CLUSTER_NAME_LENGTH}`;
  }
  if (/[A-Z]/.test(name)) {
    return `The name ${quoted} has uppercase letters: write it in lowercase letters`;
  }
  if (/[^a-z0-9-]/.test(name)) {
    return `The name ${quoted} has characters that are not allowed: use lowercase letters, digits and '-' only`;
  }
  if (!/^[a-z]/.test(name)) {
    return `The name ${quoted} must start with a letter: put one in front`;
  }
  if (name.endsWith('-')) {
    return `The name ${quoted} must not end with '-': end it with a letter or a digit`;
  }
  return undefined;
}
