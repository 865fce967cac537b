import type { StatusCause } from '@worker-clusters/kubernetes-schema';
import type { KubernetesObject } from './types';

const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const LABEL_VALUE = `(${NAME_PART})?`;
const matches = (pattern: string, text: string) =>
  new RegExp(`^${pattern}$`).test(text);

const NAME_RULE = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME_PART}')`;
const PREFIX_RULE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${DNS_SUBDOMAIN}')`;
const VALUE_RULE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${LABEL_VALUE}')`;

const ANNOTATIONS_BYTES = 256 * 1024;

const tooLong = (text: string, limit: number) =>
  Buffer.byteLength(text) > limit
    ? [`must be no more than ${limit} characters`]
    : [];

/** What is wrong with a key, as apimachinery's `IsQualifiedName` says it. */
function keyProblems(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [name, prefix] = parts.reverse();
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    const wrong = [
      ...tooLong(prefix, 253),
      ...(matches(DNS_SUBDOMAIN, prefix) ? [] : [PREFIX_RULE]),
    ];
    problems.push(...wrong.map(text => `prefix part ${text}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  problems.push(...tooLong(name, 63).map(text => `name part ${text}`));
  if (!matches(NAME_PART, name)) problems.push(`name part ${NAME_RULE}`);
  return problems;
}

const valueProblems = (value: string) => [
  ...tooLong(value, 63),
  ...(matches(LABEL_VALUE, value) ? [] : [VALUE_RULE]),
];

const invalid = (field: string, value: string, problems: string[]) =>
  problems.map(problem => ({
    field,
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${problem}`,
  }));

/** Why an API server refuses labels and annotations, in the words of kube-apiserver 1.34; nothing for good ones. */
export function labelCauses({
  labels,
  annotations,
}: KubernetesObject['metadata']): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    causes.push(...invalid('metadata.labels', key, keyProblems(key)));
    // A value that is not a string is refused with the rest of the object.
    if (typeof value !== 'string') continue;
    causes.push(...invalid('metadata.labels', value, valueProblems(value)));
  }
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    // The case of a letter does not matter, not even in the prefix.
    const problems = keyProblems(key.toLowerCase());
    causes.push(...invalid('metadata.annotations', key, problems));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (bytes > ANNOTATIONS_BYTES) {
    causes.push({
      field: 'metadata.annotations',
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${ANNOTATIONS_BYTES} bytes`,
    });
  }
  return causes;
}
