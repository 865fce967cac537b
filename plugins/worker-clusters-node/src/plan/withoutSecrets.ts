/** Stands for a value that is not shown. */
const HIDDEN_VALUE = '(hidden)';

/** Names of fields whose text is a credential; not those that name a Secret, such as `secretName` or `passwordSecretRef`. */
const SECRET_FIELD =
  /(?:password|passwd|passphrase|token|secret|api-?_?key|access-?_?key|private-?_?key|credentials?)$/i;
const KEY_VALUE =
  /^(?<indent>\s*(?:- +)?)(?<name>["']?(?<key>[\w./-]{1,200})["']?[ \t]{0,20}:)(?<gap>\s*)(?<value>\S[^]*)?$/;
/** A line of a mapping: below the name of a field it is no text. */
const MAPPING = /^\s*(?:- +)?["']?[\w./-]{1,200}["']?[ \t]{0,20}:(?:\s|$)/;
const ITEM = /^\s*-(?:\s|$)/;
/** `{ password: x }` and JSON: the end of the name and its value in the middle of a line. */
const INLINE =
  /((?:password|passwd|passphrase|token|secret|api-?_?key|access-?_?key|private-?_?key|credentials?)["']?[ \t]{0,20}:[ \t]{0,20})("[^"]{1,4096}"|'[^']{1,4096}'|[^\s,}\]{["']{1,4096})/gi;
/** `name: DB_PASSWORD`, as variables and parameters are listed: their `value` is the credential. */
const PAIR =
  /(\bname["']?[ \t]{0,20}:[ \t]{0,20}["']?[\w./-]{0,200}?(?:password|passwd|passphrase|token|secret|api-?_?key|access-?_?key|private-?_?key|credentials?)["']?[ \t]{0,20},[ \t]{0,20}["']?value["']?[ \t]{0,20}:[ \t]{0,20})("[^"]{1,4096}"|'[^']{1,4096}'|[^\s,}\]{["']{1,4096})/gi;
/** Values that are credentials wherever they stand: of GitHub, GitLab, AWS, Slack, and JSON Web Tokens. */
const KNOWN =
  /\b(?:gh[opsur]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|(?:AKIA|ASIA)[0-9A-Z]{16}|xox[abeoprs]-[\w-]{10,255})|(?<![\w-])[\w-]{11,2048}\.eyJ[\w-]{8,2048}\.[\w-]{8,2048}/g;
/** As `textWithoutUserinfo` of the backend: a password may have an '@' in it. A slash ends it, so it is linear. */
const USERINFO = /:\/\/[^\s/"]*@/g;
const PEM_BEGIN = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/;
const PEM_END = /-----END [A-Z ]{0,40}PRIVATE KEY-----/;
const KIND_SECRET =
  /["']?kind["']?[ \t]{0,20}:[ \t]{0,20}["']?Secret\b(?![\w-])/;
const SECRET_DATA = /["']?(?:data|stringData)["']?[ \t]{0,20}:/;

const indentOf = (line: string) => line.length - line.trimStart().length;

/**
 * Whether a text has a Secret of Kubernetes, of which nothing is shown. A reference to one has no data.
 *
 * @public
 */
export function hasSecretObject(text: string): boolean {
  return KIND_SECRET.test(text) && SECRET_DATA.test(text);
}

/**
 * The value of a field, with `(hidden)` for what is a credential: all of it if the field's name says so.
 *
 * @param field - path or name, for example `spec.database.password`
 * @public
 */
export function fieldWithoutSecret(field: string, value: string): string {
  const name = field.slice(field.lastIndexOf('.') + 1);
  return SECRET_FIELD.test(name) ? HIDDEN_VALUE : withoutSecrets(value);
}

/** Whether an object is a variable or parameter whose `value` is a credential: its `name` says so. */
export function isSecretPair(name: unknown): boolean {
  return typeof name === 'string' && SECRET_FIELD.test(name);
}

/**
 * A YAML or JSON text with `(hidden)` for each value that is a credential: by the name of its field or of its variable, by its form, as a
 * private key, or in the address of a repository. It takes lines as they are and needs no text that can be parsed. Untrusted
 * input: takes time in proportion to its length.
 *
 * @public
 */
export function withoutSecrets(text: string): string {
  const out: string[] = [];
  /** Lines that are indented deeper than this are the rest of a value that is hidden. */
  let hiddenBelow: number | undefined;
  /** Column of the name of a credential whose value begins on a later line. */
  let named: number | undefined;
  /** Column of the fields of a variable or parameter whose name is that of a credential. */
  let pairAt: number | undefined;
  let inKey = false;
  for (const line of text.split('\n')) {
    const blank = line.trim() === '';
    if (hiddenBelow !== undefined) {
      if (blank || indentOf(line) > hiddenBelow) continue;
      hiddenBelow = undefined;
    }
    if (inKey) {
      inKey = !PEM_END.test(line);
      continue;
    }
    if (named !== undefined && !blank && !line.trimStart().startsWith('#')) {
      const indent = indentOf(line);
      const item = ITEM.test(line);
      const within = indent > named || (item && indent === named);
      if (within && !MAPPING.test(line)) {
        out.push(`${line.slice(0, indent)}${item ? '- ' : ''}${HIDDEN_VALUE}`);
        if (item) continue;
        hiddenBelow = named;
        named = undefined;
        continue;
      }
      named = undefined;
    }
    if (PEM_BEGIN.test(line)) {
      inKey = !PEM_END.test(line);
      out.push(`${line.slice(0, indentOf(line))}${HIDDEN_VALUE}`);
      continue;
    }
    const { indent, name, key, gap, value } =
      KEY_VALUE.exec(line)?.groups ?? {};
    const begins = indent?.includes('-') || indentOf(line) < (pairAt ?? 0);
    if (!blank && begins) pairAt = undefined;
    if (key === 'name' && isSecretPair(plain(value ?? ''))) {
      pairAt = indent.length;
    }
    const isPair = key === 'value' && indent.length === pairAt;
    if (key && (isPair || SECRET_FIELD.test(key))) {
      if (!value || value.startsWith('#')) {
        named = indent.length;
      } else if (gap && !value.startsWith('{')) {
        out.push(`${indent}${name}${gap}${HIDDEN_VALUE}`);
        // The rest of a block or of a text over several lines.
        hiddenBelow = indent.length;
        continue;
      }
    }
    out.push(valuesWithoutSecrets(line));
  }
  return out.join('\n');
}

/** A scalar of one line without its quotes and what follows it. */
function plain(value: string): string {
  return value.replace(/\s#[^]*$/, '').replace(/["',\s]/g, '');
}

function valuesWithoutSecrets(line: string): string {
  return line
    .replace(USERINFO, '://')
    .replace(KNOWN, HIDDEN_VALUE)
    .replace(PAIR, `$1${HIDDEN_VALUE}`)
    .replace(INLINE, `$1${HIDDEN_VALUE}`);
}
