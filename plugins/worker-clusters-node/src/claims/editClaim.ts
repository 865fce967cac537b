import { isDeepStrictEqual } from 'node:util';
import { ConflictError, InputError } from '@backstage/errors';
import { mergePatch } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  Document,
  isAlias,
  isMap,
  isScalar,
  Pair,
  Scalar,
  visit,
  YAMLMap,
} from 'yaml';
import type { ClaimType } from './Claim';
import { parseYaml } from './parseYaml';

type Json = Record<string, unknown>;

type ScalarPair = Pair<Scalar, any>;

/** A range of the text and its replacement. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Changes `spec` of the claim in a file by a JSON merge patch (RFC 7386), sets annotations, and changes nothing else:
 * comments, order, quotes, indentation and every other field stay byte by byte as they are.
 *
 * @param text - the file; it may hold other objects beside the one claim
 * @param patch - of `spec`
 * @param annotations - to set
 * @throws InputError if the file has no such claim, more than one, or is written in a way that cannot be edited safely.
 * @public
 */
export function editClaim(
  text: string,
  claim: Pick<ClaimType, 'group' | 'kind'> & { name: string },
  patch: Json,
  annotations: Record<string, string> = {},
): string {
  const document = findClaim(text, claim);
  const before = document.toJS({ maxAliasCount: 20 }) as { spec: Json };
  const whole = {
    ...(Object.keys(patch).length && { spec: patch }),
    ...(Object.keys(annotations).length && { metadata: { annotations } }),
  };
  const wanted = mergePatch(before, whole);
  if (isDeepStrictEqual(wanted, before)) return text;
  if (!isMap(document.getIn(['spec'], true)))
    throw cannotEdit(claim.name, 'its spec is not a mapping');
  for (const key of Object.keys(whole)) {
    refuseAliases(document.getIn([key], true) as YAMLMap, claim.name);
  }

  const edits: Edit[] = [];
  collect(text, document.contents as YAMLMap, whole, edits);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  // From the end, and at one place what is replaced before what is added. Of two additions at one place the outer one
  // is put in first and so comes last.
  const result = edits
    .reverse()
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (t, { start, end, text: put }) =>
        t.slice(0, start) + put.replace(/\n/g, lineBreak) + t.slice(end),
      text,
    );

  // The proof: the result has what was requested, and nothing else changed.
  const after = findClaim(result, claim).toJS({ maxAliasCount: 20 });
  if (!isDeepStrictEqual(after, wanted)) {
    throw cannotEdit(claim.name, 'the result would not be what was requested');
  }
  return result;
}

function findClaim(
  text: string,
  { group, kind, name }: Pick<ClaimType, 'group' | 'kind'> & { name: string },
): Document {
  const file = parseYaml(text);
  const broken = file.documents.flatMap(d => d.problems)[0];
  if (broken) throw cannotEdit(name, `it is not YAML (${broken.message})`);
  const documents = file.documents.map(d => d.document);
  const found = documents.filter(d => {
    const apiVersion = d.getIn(['apiVersion']);
    return (
      isMap(d.contents) &&
      d.getIn(['kind']) === kind &&
      typeof apiVersion === 'string' &&
      apiVersion.startsWith(`${group}/`)
    );
  });
  if (found.length !== 1 || found[0].getIn(['metadata', 'name']) !== name) {
    throw new ConflictError(
      `The file does not hold exactly one claim, of the cluster '${name}': somebody has changed it. Look at the file in Git.`,
    );
  }
  return found[0];
}

function cannotEdit(name: string, why: string): InputError {
  return new InputError(
    `The claim of '${name}' cannot be changed here: ${why}. Change the file by hand, in a pull request.`,
  );
}

function refuseAliases(spec: YAMLMap, name: string) {
  visit(spec, {
    Alias() {
      throw cannotEdit(name, 'it uses YAML anchors');
    },
    Node(_, node) {
      if (!isAlias(node) && node.anchor) {
        throw cannotEdit(name, 'it uses YAML anchors');
      }
    },
  });
}

function collect(text: string, map: YAMLMap, patch: Json, edits: Edit[]): void {
  const removed = map.items.filter(p => {
    const key = keyOf(p);
    return key !== undefined && patch[key] === null;
  }) as ScalarPair[];
  // A mapping that loses all its keys needs something in the place of the last one.
  const replaced =
    removed.length === map.items.length ? removed.at(-1) : undefined;
  if (!replaced && map.flow) edits.push(...flowRemovals(text, map, removed));
  const fresh: Json = {};
  for (const [key, value] of Object.entries(patch)) {
    const pair = map.items.find(p => keyOf(p) === key) as
      | ScalarPair
      | undefined;
    if (!pair) {
      const pruned = prune(value);
      if (pruned !== null) fresh[key] = pruned;
    } else if (value === null) {
      if (!map.flow && pair !== replaced) edits.push(removal(text, pair));
    } else if (
      isObject(value) &&
      isMap(pair.value) &&
      pair.value.items.length
    ) {
      collect(text, pair.value, value, edits);
    } else if (
      isScalar(pair.value) &&
      !isObject(value) &&
      !Array.isArray(value)
    ) {
      edits.push(scalarEdit(text, pair.value, value, !!map.flow));
    } else if (!isDeepStrictEqual(pair.value?.toJSON?.(), prune(value))) {
      edits.push(wholePair(text, map, pair, key, prune(value)));
    }
  }
  if (replaced) {
    edits.push(replacement(text, map, replaced, fresh));
  } else if (Object.keys(fresh).length) {
    edits.push(
      map.flow ? flowAddition(map, removed, fresh) : addition(text, map, fresh),
    );
  }
}

/** Returns the key of a pair as a string, as in JSON; undefined for a key that is a mapping or a list. */
function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value ?? '') : undefined;
}

function scalarEdit(
  text: string,
  node: Scalar,
  value: unknown,
  inFlow: boolean,
): Edit {
  const start = node.range![0];
  // The range of a block scalar ends behind its last line break.
  const end = trimEnd(text, start, node.range![1]);
  const put = inFlow ? flow(value) : scalarText(value, node.type);
  // An empty value (`key:`) has no place of its own: it needs the space after the colon.
  const empty = start === end;
  return { start, end, text: empty ? ` ${put}` : put };
}

/** Renders a scalar on one line, in the quotes of the old value. */
function scalarText(value: unknown, type: Scalar.Type | undefined): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/[\n\r]/.test(value)) return JSON.stringify(value);
  const scalar = new Scalar(value);
  if (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE') scalar.type = type;
  return stringify(scalar);
}

/** Renders a value without a line break at the end. */
function stringify(value: unknown): string {
  return new Document(value, { compat: 'yaml-1.1' })
    .toString({ lineWidth: 0, singleQuote: true })
    .replace(/\n$/, '');
}

function wholePair(
  text: string,
  map: YAMLMap,
  pair: ScalarPair,
  key: string,
  value: unknown,
): Edit {
  if (map.flow) {
    const end = pair.value?.range ? pair.value.range[1] : pair.key.range![1];
    return {
      start: pair.key.range![0],
      end,
      text: `${flow(key)}: ${flow(value)}`,
    };
  }
  const start = pair.key.range![0];
  const end = pair.value?.range ? pair.value.range[1] : pair.key.range![1] + 1;
  const column = columnOf(text, start);
  return {
    start,
    end: trimEnd(text, start, end),
    text: indent(stringify({ [key]: value }), column).trimStart(),
  };
}

/** Removes the lines of a pair in a block mapping. */
function removal(text: string, pair: ScalarPair): Edit {
  const start = pair.key.range![0];
  const end = pair.value?.range ? pair.value.range[1] : pair.key.range![1] + 1;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', trimEnd(text, start, end));
  return {
    start: lineStart,
    end: lineEnd < 0 ? text.length : lineEnd + 1,
    text: '',
  };
}

/** Removes some pairs, not all, of a flow mapping, and the commas with them: neighbours in one piece. */
function flowRemovals(
  text: string,
  map: YAMLMap,
  removed: ScalarPair[],
): Edit[] {
  const items = map.items as ScalarPair[];
  const goes = (pair: ScalarPair | undefined) =>
    !!pair && removed.includes(pair);
  const edits: Edit[] = [];
  items.forEach((first, i) => {
    if (!goes(first) || goes(items[i - 1])) return;
    let next = i + 1;
    while (goes(items[next])) next += 1;
    let start = first.key.range![0];
    const last = endInFlow(items[next - 1]);
    const comma = behindComma(text, last);
    let end = comma ?? last;
    if (comma === undefined) {
      // The end of the mapping: the comma before goes.
      const at = behindComma(text, endInFlow(items[i - 1]))!;
      edits.push({ start: at - 1, end: at, text: '' });
    }
    const before = text.slice(start - columnOf(text, start), start);
    const rest = /^[ \t]*(#[^\n]*)?\r?\n/.exec(text.slice(end));
    if (rest && !before.trim()) {
      start -= before.length;
      end += rest[0].length;
    } else if (comma !== undefined) {
      end += /^[ \t]*/.exec(text.slice(end))![0].length;
    } else if (before.trim()) {
      start = before.trimEnd().length + start - before.length;
    }
    edits.push({ start, end, text: '' });
  });
  return edits;
}

function endInFlow({ key, value }: ScalarPair): number {
  return (value?.range ?? key.range)![1];
}

/** Returns the offset behind the comma that follows a value in a flow mapping; undefined after the last value. */
function behindComma(text: string, end: number): number | undefined {
  const found = /^(?:\s|#[^\n]*\n)*,/.exec(text.slice(end));
  return found ? end + found[0].length : undefined;
}

/** Puts other keys, or an empty mapping, in the place of a mapping's only key. */
function replacement(
  text: string,
  map: YAMLMap,
  pair: ScalarPair,
  values: Json,
): Edit {
  const [start] = map.flow ? map.range! : pair.key.range!;
  const end = map.flow
    ? map.range![1]
    : pair.value?.range?.[1] ?? pair.key.range![1] + 1;
  const put = map.flow
    ? flow(values)
    : indent(stringify(values), columnOf(text, start)).trimStart();
  return { start, end: trimEnd(text, start, end), text: put };
}

function addition(text: string, map: YAMLMap, values: Json): Edit {
  const first = map.items[0] as ScalarPair;
  const column = columnOf(text, first.key.range![0]);
  const last = map.items.at(-1) as ScalarPair;
  const lastEnd = trimEnd(
    text,
    last.key.range![0],
    last.value?.range ? last.value.range[1] : last.key.range![1] + 1,
  );
  // Behind the line, and with it behind a comment at its end.
  const lineEnd = text.indexOf('\n', lastEnd);
  let at = lineEnd < 0 ? text.length : lineEnd;
  if (text[at - 1] === '\r') at -= 1;
  const put = indent(stringify(values), column);
  return { start: at, end: at, text: `\n${put}` };
}

/** Adds pairs behind the last one that stays. */
function flowAddition(map: YAMLMap, removed: ScalarPair[], values: Json): Edit {
  const put = Object.entries(values)
    .map(([k, v]) => `${flow(k)}: ${flow(v)}`)
    .join(', ');
  const items = map.items as ScalarPair[];
  const last = items.filter(pair => !removed.includes(pair)).at(-1);
  if (!last) {
    const [start, end] = map.range!;
    return { start, end, text: `{ ${put} }` };
  }
  const at = endInFlow(last);
  return { start: at, end: at, text: `, ${put}` };
}

/** Returns the end of a block without the blank lines and comments that follow it. */
function trimEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function indent(text: string, column: number): string {
  const space = ' '.repeat(column);
  return text
    .split('\n')
    .map(line => (line === '' ? line : space + line))
    .join('\n');
}

/** Renders a value within `{}` or `[]`, where many more strings need quotes than elsewhere. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value)) {
    const pairs = Object.entries(value).map(
      ([k, v]) => `${flow(k)}: ${flow(v)}`,
    );
    return pairs.length ? `{ ${pairs.join(', ')} }` : '{}';
  }
  const plain =
    typeof value === 'string' &&
    /^[A-Za-z][\w./-]*$/.test(value) &&
    stringify(value) === value;
  return plain ? (value as string) : JSON.stringify(value);
}

/** Returns the value that a patch creates where there was none: without the nulls. */
function prune(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== null)
      .map(([k, v]) => [k, prune(v)]),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
