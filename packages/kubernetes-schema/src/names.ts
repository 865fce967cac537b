/** Names as Kubernetes wants them (apimachinery, `validation`). Each check returns what is wrong; nothing for a good one. */
type NameCheck = (value: string) => string[];

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAME_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const check =
  (what: string, pattern: RegExp, limit: number): NameCheck =>
  value =>
    [
      ...(value.length > limit
        ? [`must be no more than ${limit} characters`]
        : []),
      ...(pattern.test(value) ? [] : [`must be ${what}`]),
    ];

/** A prefix may end with a dash: something will follow. */
const prefix =
  (whole: NameCheck): NameCheck =>
  value =>
    whole(
      value.length > 1 && value.endsWith('-')
        ? `${value.slice(0, -1)}a`
        : value,
    );

/** `a-1`, as most names are. */
export const dns1123Label = check('a lower case RFC 1123 label', LABEL, 63);
/** Labels with dots between them. */
export const dns1123Subdomain = check(
  'a lower case RFC 1123 subdomain',
  SUBDOMAIN,
  253,
);
/** The same as a label, but it begins with a letter. */
export const dns1035Label = check('a DNS-1035 label', LABEL_1035, 63);
/** Beginning of a label. */
export const dns1123LabelPrefix = prefix(dns1123Label);
/** Beginning of a subdomain. */
export const dns1123SubdomainPrefix = prefix(dns1123Subdomain);
/** Beginning of a label that begins with a letter. */
export const dns1035LabelPrefix = prefix(dns1035Label);

/** `example.org/name`, as keys of labels and annotations are. */
export const qualifiedName: NameCheck = value => {
  const parts = value.split('/');
  if (parts.length > 2) return ['must be a name with at most one prefix'];
  const name = parts[parts.length - 1];
  return [
    ...(parts.length === 2 ? dns1123Subdomain(parts[0]) : []),
    ...check('a qualified name', NAME_PART, 63)(name),
  ];
};

/** What stands behind the key of a label; may be empty. */
export const labelValue: NameCheck = value =>
  value === '' ? [] : check('the value of a label', NAME_PART, 63)(value);
