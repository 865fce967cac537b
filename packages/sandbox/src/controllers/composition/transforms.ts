/** One entry of a patch's `transforms`, as function-patch-and-transform reads it. */
export interface Transform {
  type: string;
  map?: Record<string, unknown>;
  match?: {
    patterns: Array<{
      type: 'literal' | 'regexp';
      literal?: string;
      regexp?: string;
      result: unknown;
    }>;
    fallbackTo?: 'Value' | 'Input';
    fallbackValue?: unknown;
  };
  math?: {
    type?: 'Multiply' | 'ClampMin' | 'ClampMax';
    multiply?: number;
    clampMin?: number;
    clampMax?: number;
  };
  string?: {
    type?: string;
    fmt?: string;
    convert?: string;
    trim?: string;
    regexp?: { match: string; group?: number };
    replace?: { search: string; replace: string };
    join?: { separator: string };
  };
  convert?: { toType: string };
}

/**
 * Applies transforms in order, as function-patch-and-transform does.
 *
 * @throws Error if a value cannot be transformed, or the sandbox does not play the transform.
 */
export function applyTransforms(
  input: unknown,
  transforms: Transform[] | undefined,
): unknown {
  return (transforms ?? []).reduce<unknown>(applyTransform, input);
}

function applyTransform(input: unknown, transform: Transform): unknown {
  switch (transform.type) {
    case 'map':
      return fromMap(input, transform.map ?? {});
    case 'match':
      return matchPatterns(input, transform.match);
    case 'math':
      return calculate(input, transform.math ?? {});
    case 'string':
      return changeString(input, transform.string ?? {});
    case 'convert':
      return convert(input, transform.convert?.toType);
    default:
      throw new Error(`transform type "${transform.type}" is not supported`);
  }
}

function fromMap(input: unknown, map: Record<string, unknown>): unknown {
  if (!Object.prototype.hasOwnProperty.call(map, String(input))) {
    throw new Error(`"${input}" is not found in map`);
  }
  return map[String(input)];
}

function matchPatterns(input: unknown, match: Transform['match']): unknown {
  for (const pattern of match?.patterns ?? []) {
    const hit =
      pattern.type === 'regexp'
        ? new RegExp(pattern.regexp ?? '').test(String(input))
        : pattern.literal === String(input);
    if (hit) return pattern.result;
  }
  return match?.fallbackTo === 'Input' ? input : match?.fallbackValue;
}

function calculate(
  input: unknown,
  math: NonNullable<Transform['math']>,
): number {
  if (typeof input !== 'number') throw new Error(`"${input}" is not a number`);
  switch (math.type ?? 'Multiply') {
    case 'Multiply':
      return input * (math.multiply ?? 1);
    case 'ClampMin':
      return Math.max(input, math.clampMin ?? input);
    case 'ClampMax':
      return Math.min(input, math.clampMax ?? input);
    default:
      throw new Error(`math transform "${math.type}" is not supported`);
  }
}

function changeString(
  input: unknown,
  change: NonNullable<Transform['string']>,
): string {
  const text = String(input);
  switch (change.type ?? 'Format') {
    case 'Format':
      return format(change.fmt ?? '%s', [input]);
    case 'Convert':
      return convertString(text, change.convert);
    case 'TrimPrefix':
      return change.trim && text.startsWith(change.trim)
        ? text.slice(change.trim.length)
        : text;
    case 'TrimSuffix':
      return change.trim && text.endsWith(change.trim)
        ? text.slice(0, -change.trim.length)
        : text;
    case 'Regexp': {
      const found = new RegExp(change.regexp?.match ?? '').exec(text);
      const group = found?.[change.regexp?.group ?? 0];
      if (group === undefined) {
        throw new Error(`"${text}" does not match ${change.regexp?.match}`);
      }
      return group;
    }
    case 'Replace':
      return text
        .split(change.replace?.search ?? '')
        .join(change.replace?.replace ?? '');
    case 'Join':
      return (Array.isArray(input) ? input : [input]).join(
        change.join?.separator ?? '',
      );
    default:
      throw new Error(`string transform "${change.type}" is not supported`);
  }
}

function convertString(text: string, how: string | undefined): string {
  switch (how) {
    case 'ToUpper':
      return text.toUpperCase();
    case 'ToLower':
      return text.toLowerCase();
    case 'ToBase64':
      return Buffer.from(text).toString('base64');
    case 'FromBase64':
      return Buffer.from(text, 'base64').toString('utf8');
    default:
      throw new Error(`string conversion "${how}" is not supported`);
  }
}

function convert(input: unknown, toType: string | undefined): unknown {
  switch (toType) {
    case 'string':
      return typeof input === 'object' ? JSON.stringify(input) : String(input);
    case 'bool':
      return input === true || input === 'true' || input === 1;
    case 'int':
    case 'int64':
    case 'float64': {
      const number = Number(input);
      if (Number.isNaN(number)) {
        throw new Error(`"${input}" cannot be converted to ${toType}`);
      }
      return toType === 'float64' ? number : Math.trunc(number);
    }
    case 'object':
    case 'array':
      return JSON.parse(String(input));
    default:
      throw new Error(`conversion to "${toType}" is not supported`);
  }
}

/**
 * Go's `fmt.Sprintf`, as far as Compositions use it: `%s`, `%v`, `%d`, `%q` and `%%`.
 *
 * @throws Error for any other verb, and if values are missing.
 */
export function format(template: string, values: unknown[]): string {
  let next = 0;
  return template.replace(/%(.)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    if (!'svdq'.includes(verb)) {
      throw new Error(`format verb "%${verb}" is not supported`);
    }
    if (next >= values.length) {
      throw new Error(`format "${template}" asks for more values than given`);
    }
    const value = values[next++];
    return verb === 'q' ? JSON.stringify(String(value)) : String(value);
  });
}
