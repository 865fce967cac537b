import { Row } from './row';

// Bounded, or an API server refuses the rules as too expensive.
const text = { type: 'string', maxLength: 60 };
const whole = { type: 'integer' };
const list = (items: object, more: object = {}) => ({
  type: 'array',
  maxItems: 5,
  items,
  ...more,
});
const object = (properties: object) => ({ type: 'object', properties });
const map = (additionalProperties: object) => ({
  type: 'object',
  maxProperties: 5,
  additionalProperties,
});
const mapList = (items: Record<string, any>) =>
  list(
    { ...items, required: ['n'] },
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n'] },
  );

/** A row with one rule at `spec.x`. */
const rule = (
  name: string,
  schema: object,
  expression: string,
  good: unknown[],
  bad: unknown[],
  more: Partial<Row> & { with?: object } = {},
): Row => {
  const { with: settings, ...row } = more;
  return {
    name: `CEL: ${name}`,
    schema: {
      ...schema,
      'x-kubernetes-validations': [
        { rule: expression, message: 'no', ...settings },
      ],
    },
    good,
    bad,
    says: /^no\.$/,
    ...row,
  };
};
/** A row with a rule of a text that is to be true of the first and not of the second. */
const ofText = (
  name: string,
  expression: string,
  good: string[],
  bad: string[],
) => rule(name, text, expression, good, bad);

const LANGUAGE: Row[] = [
  rule(
    'comparison',
    object({ a: whole, b: whole }),
    'self.a <= self.b',
    [{ a: 1, b: 1 }],
    [{ a: 2, b: 1 }],
  ),
  rule(
    'arithmetic of whole numbers',
    whole,
    'self / 2 == 1 && self % 2 == 1 && self * 2 - 1 == 5',
    [3],
    [4],
  ),
  rule(
    'arithmetic of fractions',
    { type: 'number' },
    'self * 2.0 < 5.0',
    [2, 2.4],
    [3],
  ),
  rule(
    'whole numbers and fractions compare',
    { type: 'number' },
    'self < 3 && double(1) < self',
    [2, 2.5],
    [3],
  ),
  rule(
    'division by zero breaks the rule',
    whole,
    '10 / self > 1',
    [2],
    [0, 10],
  ),
  rule(
    'conditional',
    text,
    'self == "a" ? true : size(self) > 3',
    ['a', 'bbbb'],
    ['b'],
  ),
  rule(
    'and, or, not',
    object({ a: { type: 'boolean' }, b: { type: 'boolean' } }),
    'self.a && !self.b || self.b && !self.a',
    [{ a: true, b: false }],
    [{ a: true, b: true }],
  ),
  rule(
    'or forgives a failure',
    object({ a: whole }),
    'self.a > 0 || true',
    [{}, { a: 0 }],
    [],
    { says: undefined },
  ),
  rule(
    'a missing field breaks the rule',
    object({ a: whole }),
    'self.a > 0',
    [{ a: 1 }],
    [{}],
  ),
  rule(
    'has() of an optional field',
    object({ a: text }),
    '!has(self.a) || self.a.startsWith("x")',
    [{}, { a: 'x' }],
    [{ a: 'y' }],
  ),
  rule(
    'has() of a field of an entry',
    list(object({ a: text })),
    'self.size() == 0 || has(self[0].a)',
    [[], [{ a: 'x' }]],
    [[{}]],
  ),
  rule(
    'has() of a field of a missing one',
    object({ a: object({ b: text }) }),
    'has(self.a.b)',
    [{ a: { b: '' } }],
    [{ a: {} }, {}],
  ),
  rule(
    'null is absent',
    object({ a: { ...text, nullable: true } }),
    '!has(self.a)',
    [{}, { a: null }],
    [{ a: '' }],
  ),
  rule(
    'null in a map',
    map({ ...text, nullable: true }),
    'self.all(k, type(self[k]) == string)',
    [{ a: 'x' }],
    [{ a: null }],
  ),
  rule('index of a list', list(whole), 'self[0] == 1', [[1]], [[2], []]),
  rule('in a list', list(text), '"a" in self', [['a']], [['b'], []]),
  rule(
    'in a map',
    map(whole),
    '"a" in self && self["a"] > 0 && self.a < 5',
    [{ a: 1 }],
    [{ b: 1 }, { a: 0 }],
  ),
  rule(
    'fields that are called like methods',
    map(whole),
    '"constructor" in self && self["toString"] == 1',
    [{ constructor: 1, toString: 1 }],
    [{}],
  ),
  rule(
    'all, exists, exists_one, map, filter',
    list(whole),
    'self.all(i, i > 0) && self.exists(i, i == 2) && self.filter(i, i > 1).size() == 1 && self.map(i, i * 2).exists_one(i, i == 4)',
    [[1, 2]],
    [
      [1, 3],
      [0, 2],
    ],
  ),
  rule(
    'map with a condition',
    list(whole),
    'self.map(i, i > 1, i * 2) == [4]',
    [[1, 2]],
    [[2, 3]],
  ),
  rule(
    'all over the keys of a map',
    map(whole),
    'self.all(k, k.startsWith("a") && self[k] > 0)',
    [{ a: 1, ab: 2 }],
    [{ b: 1 }, { a: 0 }],
  ),
  rule(
    'loops in loops',
    list(list(whole)),
    'self.all(a, self.all(b, a.size() == b.size()))',
    [[[1], [2]]],
    [[[1], []]],
  ),
  rule(
    'two variables',
    list(text),
    'self.all(i, s, i > 0 || s == "a") && self.exists(i, s, i == 1 && s == "b")',
    [['a', 'b']],
    [
      ['b', 'b'],
      ['a', 'c'],
    ],
  ),
  rule(
    'two variables: transformList, transformMap',
    map(whole),
    'self.transformList(k, v, v > 1, k) == ["b"] && self.transformMap(k, v, v * 2)["b"] == 4',
    [{ a: 1, b: 2 }],
    [{ a: 2 }],
  ),
  rule(
    'types',
    { 'x-kubernetes-int-or-string': true },
    'type(self) == int ? self > 0 : self.endsWith("%")',
    ['5%', 5],
    ['5', 0],
  ),
  rule(
    'int-or-string of the wrong kind breaks the rule',
    { 'x-kubernetes-int-or-string': true },
    'self > 5',
    [6],
    ['7', 5],
  ),
  rule(
    'conversions',
    text,
    'int(self) > 5 && string(int(self)) == self && double(self) > 5.5',
    ['6'],
    ['5', 'x'],
  ),
  rule(
    'dyn',
    object({ a: whole, b: text }),
    'dyn(self.a) == 1 || dyn(self.b) == "x"',
    [
      { a: 1, b: '' },
      { a: 2, b: 'x' },
    ],
    [{ a: 2, b: 'y' }],
  ),
  rule(
    'escaped names',
    object({ 'a-b': text, namespace: text, 'c.d/e__f': text }),
    'self.a__dash__b == self.__namespace__ && self.c__dot__d__slash__e__underscores__f == "x"',
    [{ 'a-b': 'x', namespace: 'x', 'c.d/e__f': 'x' }],
    [{ 'a-b': 'x', namespace: 'y', 'c.d/e__f': 'x' }],
  ),
  rule(
    'optional fields by ?',
    object({ a: text, b: object({ c: whole }) }),
    'self.?a.orValue("x") == "x" && self.?b.?c.orValue(5) > 4',
    [{}, { b: {} }, { b: { c: 5 } }],
    [{ a: 'y' }, { b: { c: 1 } }],
  ),
  rule(
    'optionals: hasValue, value, or, optMap',
    object({ a: whole, b: whole }),
    'self.?a.hasValue() && self.?a.or(self.?b).value() == 1 && self.?a.optMap(v, v * 2).orValue(0) == 2 && self.?a.optFlatMap(v, self.?b).hasValue() == has(self.b)',
    [{ a: 1 }],
    [{}, { a: 2 }],
  ),
  rule(
    'optionals: optFlatMap',
    object({ a: whole, b: whole }),
    'self.?a.optFlatMap(v, self.?b).orValue(7) == 7',
    [{}, { a: 1 }, { b: 1 }, { a: 1, b: 7 }],
    [{ a: 1, b: 1 }],
  ),
  rule(
    'optional entries',
    list(whole),
    'self[?0].orValue(1) == 1',
    [[], [1]],
    [[2]],
  ),
  rule(
    'lists add up',
    object({ a: list(whole), b: list(whole) }),
    '(self.a + self.b).size() <= 3',
    [{ a: [1], b: [2, 3] }],
    [{ a: [1, 2], b: [3, 4] }],
  ),
  rule(
    'maps and lists are equal by what is in them',
    object({ a: map(whole), b: map(whole) }),
    'self.a == self.b',
    [{ a: { x: 1, y: 2 }, b: { y: 2, x: 1 } }],
    [{ a: { x: 1 }, b: {} }],
  ),
  rule(
    'embedded resource',
    {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
    },
    'self.kind == "Pod" && self.metadata.name.startsWith("a")',
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ab' } }],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } }],
  ),
];

const STRINGS: Row[] = [
  ofText(
    'contains, startsWith, endsWith, size',
    'self.contains("b") && self.startsWith("a") && self.endsWith("c") && self.size() == 3',
    ['abc'],
    ['abcc', 'aac'],
  ),
  ofText('size counts code points', 'size(self) == 1', ['😀'], ['ab']),
  ofText(
    'lowerAscii, upperAscii',
    'self.lowerAscii() == "aÄ" && self.upperAscii() == "AÄ"',
    ['aÄ', 'AÄ'],
    ['aä'],
  ),
  ofText(
    'split',
    'self.split("-") == ["a", "b", "c"] && self.split("-", 2) == ["a", "b-c"] && self.split("-", 0).size() == 0',
    ['a-b-c'],
    ['a-b'],
  ),
  ofText(
    'split into characters',
    'self.split("") == ["a", "😀"]',
    ['a😀'],
    ['ab'],
  ),
  ofText(
    'replace',
    'self.replace("a", "b") == "bb" && self.replace("a", "b", 1) == "ba"',
    ['aa'],
    ['ab'],
  ),
  ofText(
    'substring, charAt',
    'self.substring(1) == "😀c" && self.substring(0, 1) == "a" && self.charAt(1) == "😀"',
    ['a😀c'],
    ['abc'],
  ),
  ofText(
    'a place out of range breaks the rule',
    'self.substring(3) != "x"',
    ['abc', 'abcd'],
    ['ab'],
  ),
  ofText(
    'indexOf, lastIndexOf',
    'self.indexOf("b") == 1 && self.lastIndexOf("b") == 3 && self.indexOf("b", 2) == 3 && self.lastIndexOf("b", 2) == 1',
    ['abab'],
    ['abaa'],
  ),
  ofText('trim', 'self.trim() == "a"', [' a\t', 'a'], ['a b']),
  ofText(
    'matches, as Go reads patterns',
    'self.matches("(?i)^[[:alpha:]]+\\\\z")',
    ['aB'],
    ['a1'],
  ),
  ofText(
    'find, findAll',
    'self.find("[0-9]+") == "12" && self.findAll("[0-9]") == ["1", "2"] && self.findAll("[0-9]", 1).size() == 1',
    ['a12'],
    ['a1'],
  ),
  ofText(
    'findAll of what may be empty',
    'self.findAll("a*").size() == 3',
    ['baaau'],
    ['baaauu'],
  ),
  ofText(
    'format',
    '"%s-%d-%.2f-%x-%b-%o-%%".format([self, 12, 1.5, 255, 5, 8]) == "a-12-1.50-ff-101-10-%"',
    ['a'],
    ['b'],
  ),
  ofText(
    'format of lists and maps',
    '"%s %s".format([[self, 1.5, null], {"k": 1, "b": true}]) == "[\\"a\\", 1.500000, null] {\\"b\\":true, \\"k\\":1}"',
    ['a'],
    ['b'],
  ),
  ofText(
    'format of fractions',
    '"%s %s %s %s".format([0.5, 100000000.0, 0.00000015, 123456.5]) == "0.5 1e+08 1.5e-07 123456.5" && self == "a"',
    ['a'],
    ['b'],
  ),
  ofText(
    'format of times',
    '"%s %s %s".format([timestamp(self), duration("90m1.5s"), [duration("1s")]]) == "2026-01-01T00:00:00.5Z 5401.5s [duration(\\"1s\\")]"',
    ['2026-01-01T00:00:00.5Z'],
    ['2026-01-01T00:00:00Z'],
  ),
  ofText(
    'strings.quote',
    'strings.quote(self) == "\\"a\\\\n\\""',
    ['a\n'],
    ['a'],
  ),
  rule(
    'join of a list',
    list(text),
    'self.join(",") == "a,b"',
    [['a', 'b']],
    [['a']],
  ),
];

const LISTS: Row[] = [
  rule(
    'isSorted, sum, min, max',
    list(whole),
    'self.isSorted() && self.sum() == 6 && self.max() == 3 && self.min() == 1',
    [[1, 2, 3]],
    [
      [3, 2, 1],
      [1, 2],
    ],
  ),
  rule(
    'min of an empty list breaks the rule',
    list(whole),
    'self.min() < 5',
    [[1]],
    [[]],
  ),
  rule(
    'isSorted of texts',
    list(text),
    'self.isSorted()',
    [['a', 'b'], []],
    [['b', 'a']],
  ),
  rule(
    'indexOf, lastIndexOf of lists',
    list(whole),
    'self.indexOf(2) == 1 && self.lastIndexOf(2) == 2',
    [[1, 2, 2]],
    [[2, 2]],
  ),
  rule(
    'sets',
    list(text),
    'sets.contains(self, ["a"]) && sets.intersects(self, ["a", "c"]) && sets.equivalent(self, ["b", "a", "a"])',
    [['a', 'b']],
    [['a'], ['a', 'b', 'c']],
  ),
];

const VALUES: Row[] = [
  ofText(
    'quantity()',
    'isQuantity(self) && quantity(self).isLessThan(quantity("2Gi")) && quantity(self).compareTo(quantity("1")) >= 0',
    ['500Mi', '1.5Gi', '1e3', '1k'],
    ['3Gi', 'x', '500m', '1.5.5'],
  ),
  ofText(
    'quantity(): isGreaterThan',
    'quantity(self).isGreaterThan(quantity("100m"))',
    ['101m', '0.2', '1Ki'],
    ['100m', '0.1', '-1'],
  ),
  ofText(
    'quantity(): arithmetic',
    'quantity(self).isGreaterThan(quantity("0.1")) && quantity(self).add(quantity("1")).sub(1).compareTo(quantity("1500m")) == 0 && sign(quantity(self)) == 1 && quantity(self).asApproximateFloat() == 1.5',
    ['1.5', '1500m'],
    ['1', '-1.5'],
  ),
  ofText(
    'quantity(): whole numbers',
    'quantity(self).isInteger() && quantity(self).asInteger() == 1000',
    ['1k', '1000', '1e3'],
    ['1000m', '1.5', '1'],
  ),
  ofText(
    'quantity() of nonsense breaks the rule',
    'quantity(self).compareTo(quantity("1")) != 0',
    ['2'],
    ['x', '1'],
  ),
  ofText(
    'ip()',
    'isIP(self) && ip(self).family() == 4 && !ip(self).isLoopback() && ip(self).isGlobalUnicast() && string(ip(self)) == self',
    ['10.0.0.1'],
    [
      '::1',
      '127.0.0.1',
      'x',
      '255.255.255.255',
      '::ffff:10.0.0.1',
      '010.0.0.1',
    ],
  ),
  ofText(
    'ip(): kinds of addresses',
    'ip(self).isUnspecified() || ip(self).isLinkLocalUnicast() || ip(self).isLinkLocalMulticast()',
    ['::', '0.0.0.0', 'fe80::1', '169.254.0.1', 'ff02::1', '224.0.0.5'],
    ['10.0.0.1', '224.0.1.1', 'ff05::1'],
  ),
  ofText(
    'ip.isCanonical()',
    'ip.isCanonical(self)',
    ['2001:db8::1', '10.0.0.1'],
    ['2001:DB8::1', '2001:db8:0::1'],
  ),
  ofText(
    'cidr()',
    'isCIDR(self) && cidr("10.0.0.0/8").containsCIDR(self) && cidr(self).prefixLength() == 16 && cidr("10.0.0.0/8").containsCIDR(cidr(self))',
    ['10.1.0.0/16'],
    ['192.168.0.0/16', '10.1.0.0/17', '10.0.0.0', '10.0.0.0/016'],
  ),
  ofText(
    'cidr(): addresses',
    'cidr(self).containsIP("10.1.2.3") && cidr(self).containsIP(ip("10.1.0.1")) && cidr(self).masked() == cidr("10.1.0.0/16") && string(cidr(self).ip()) == "10.1.5.5"',
    ['10.1.5.5/16'],
    ['10.1.5.5/24', '10.2.0.0/16'],
  ),
  ofText(
    'isURL()',
    'isURL(self)',
    ['https://a.example', '/path', 'mailto:a@b'],
    ['x', 'a/b', ''],
  ),
  ofText(
    'url()',
    'url(self).getScheme() == "https" && url(self).getHost() == "a.example:80" && url(self).getHostname() == "a.example" && url(self).getPort() == "80" && url(self).getEscapedPath() == "/x%20y" && url(self).getQuery()["k"] == ["v"]',
    ['https://a.example:80/x y?k=v#f', 'https://a.example:80/x%20y?k=v'],
    ['https://a.example/x%20y?k=v', 'http://a.example:80/x%20y?k=v', 'x'],
  ),
  ofText(
    'duration()',
    'duration(self) < duration("1h") && duration(self).getMinutes() >= 1',
    ['30m', '90s', '1.5m'],
    ['90m', '30s', 'x', '', '2 m', '0', '-2m'],
  ),
  ofText(
    'timestamp()',
    'timestamp(self) < timestamp("2027-01-01T00:00:00Z") && timestamp(self).getFullYear() == 2026',
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.123+01:00'],
    [
      '2027-11-23T08:00:00Z',
      '2025-01-01T00:00:00Z',
      'x',
      '2026-11-23 08:00:00Z',
      '2026-11-23T08:00:00',
      '2026-02-30T08:00:00Z',
      '2026-11-23T24:00:00Z',
    ],
  ),
  ofText(
    'times as texts and numbers',
    'string(timestamp(self)).startsWith("2026-01-01T00") && int(timestamp(self)) == 1767225600 && timestamp(1767225600) == timestamp(self) && string(duration("90s")).endsWith("90s") && duration("0") < duration("1ns")',
    ['2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:01Z'],
  ),
  rule(
    'fields that are dates and durations',
    object({
      at: { type: 'string', format: 'date-time' },
      on: { type: 'string', format: 'date' },
      every: { type: 'string', format: 'duration' },
    }),
    'self.at > timestamp("2026-01-01T00:00:00Z") && self.on < self.at && self.every >= duration("1m")',
    [
      { at: '2026-11-23T08:00:00Z', on: '2026-11-23', every: '1 hour' },
      { at: '2026-11-23T08:00:00Z', on: '2026-11-23', every: '60s' },
    ],
    [
      { at: '2025-11-23T08:00:00Z', on: '2024-01-01', every: '1h' },
      { at: '2026-11-23T08:00:00Z', on: '2026-11-24', every: '1h' },
      { at: '2026-11-23T08:00:00Z', on: '2026-11-23', every: '1s' },
    ],
  ),
  rule(
    'fields that are bytes',
    { type: 'string', format: 'byte' },
    'self == b"ab"',
    ['YWI='],
    ['YWJj'],
  ),
  ofText(
    'semver()',
    'isSemver(self) && semver(self).isLessThan(semver("1.35.0")) && semver(self).major() == 1 && semver(self).minor() == 34 && semver(self).patch() < 2 && semver(self).isGreaterThan(semver("1.33.9"))',
    ['1.34.0', '1.34.1-rc.1'],
    ['1.35.0', '2.0.0', '1.34', 'v1.34.0'],
  ),
  ofText(
    'semver(): patch, isGreaterThan',
    'semver(self).patch() > 1 && semver(self).isGreaterThan(semver("1.34.2"))',
    ['1.34.3', '1.35.2'],
    ['1.34.2', '1.34.2-rc.1', '1.35.1', '1.33.9'],
  ),
  ofText(
    'semver(), lenient',
    'semver(self, true).compareTo(semver("1.34.0")) == 0',
    ['v1.34', '1.34', '1.034.0'],
    ['1.35', 'x'],
  ),
  ofText(
    'format library',
    '!format.dns1123Label().validate(self).hasValue() && !format.named("labelValue").value().validate(self).hasValue()',
    ['a-b'],
    ['A', '-a', 'a.b'],
  ),
];

const SETTINGS: Row[] = [
  rule('messageExpression', text, 'self == "a"', ['a'], ['bc'], {
    with: { messageExpression: '"got " + self' },
    says: /^got bc\.$/,
  }),
  rule(
    'messageExpression that fails',
    object({ a: whole, b: text }),
    'self.a < 5',
    [{ a: 4 }],
    [{ a: 7 }],
    { with: { messageExpression: '"b is " + self.b' } },
  ),
  rule('without a message', whole, 'self < 5', [4], [7], {
    with: { message: undefined },
    says: /^The rule 'self < 5' does not hold\.$/,
  }),
  rule(
    'fieldPath',
    object({ a: whole, 'b-c': object({ d: whole }) }),
    'self.a < 5',
    [{ a: 4 }],
    [{ a: 7 }],
    { with: { fieldPath: '.b-c.d' }, field: 'x.b-c.d' },
  ),
  rule('reason', whole, 'self < 5', [4], [7], {
    with: { reason: 'FieldValueForbidden' },
  }),
  {
    ...rule('the name of the object', whole, 'true', [1], []),
    says: undefined,
    rootRules: [
      {
        rule: 'self.metadata.name == "row" && self.kind.startsWith("Row") && self.apiVersion == "rows.example.org/v1" && !has(self.metadata.generateName)',
      },
    ],
  },
  {
    ...rule('the name of the object, broken', whole, 'true', [], [1]),
    says: /longer/,
    field: '',
    rootRules: [{ rule: 'self.metadata.name.size() > 5', message: 'longer' }],
  },
  {
    name: 'CEL: rules on entries',
    schema: list({
      ...whole,
      'x-kubernetes-validations': [{ rule: 'self < 5', message: 'no' }],
    }),
    good: [[4]],
    bad: [[4, 5]],
    says: /^no\.$/,
    field: 'x[1]',
  },
  {
    name: 'CEL: no rule for null',
    schema: object({
      a: {
        ...text,
        nullable: true,
        'x-kubernetes-validations': [{ rule: 'self == "a"', message: 'no' }],
      },
    }),
    good: [{ a: null }, { a: 'a' }],
    bad: [{ a: 'b' }],
    says: /^no\.$/,
    field: 'x.a',
  },
];

const TRANSITIONS: Row[] = [
  rule('immutable', text, 'self == oldSelf', ['a', undefined], ['b'], {
    old: 'a',
  }),
  rule(
    'a transition rule waits for an old value',
    text,
    'self == oldSelf',
    ['a', 'b'],
    [],
    { says: undefined },
  ),
  rule(
    'immutable object',
    object({ a: object({ b: whole }), c: whole }),
    'self.a == oldSelf.a',
    [{ a: { b: 1 }, c: 2 }],
    [{ a: { b: 2 } }, { c: 1 }],
    { old: { a: { b: 1 } } },
  ),
  rule(
    'a set is the same in any order',
    list(text, { 'x-kubernetes-list-type': 'set' }),
    'self == oldSelf',
    [['b', 'a']],
    [['a'], ['a', 'c']],
    { old: ['a', 'b'] },
  ),
  rule(
    'a list of type map is the same in any order',
    mapList(object({ n: text, v: whole })),
    'self == oldSelf',
    [
      [
        { n: 'b', v: 2 },
        { n: 'a', v: 1 },
      ],
    ],
    [
      [{ n: 'a', v: 1 }],
      [
        { n: 'a', v: 2 },
        { n: 'b', v: 2 },
      ],
    ],
    {
      old: [
        { n: 'a', v: 1 },
        { n: 'b', v: 2 },
      ],
    },
  ),
  rule(
    'a plain list is not',
    list(text),
    'self == oldSelf',
    [['a', 'b']],
    [['b', 'a']],
    { old: ['a', 'b'] },
  ),
  {
    name: 'CEL: entries of lists of type map are paired by key',
    schema: mapList({
      ...object({ n: text, v: whole }),
      'x-kubernetes-validations': [
        { rule: 'self.v >= oldSelf.v', message: 'no' },
      ],
    }),
    old: [
      { n: 'a', v: 3 },
      { n: 'b', v: 1 },
    ],
    good: [
      [
        { n: 'b', v: 1 },
        { n: 'a', v: 3 },
        { n: 'c', v: 0 },
      ],
      [],
    ],
    bad: [
      [
        { n: 'b', v: 5 },
        { n: 'a', v: 2 },
      ],
    ],
    says: /^no\.$/,
    field: 'x[1]',
  },
  {
    name: 'CEL: entries of maps are paired by key',
    schema: map({
      ...whole,
      'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'no' }],
    }),
    old: { a: 3 },
    good: [{ a: 3, b: 0 }, {}],
    bad: [{ a: 2 }],
    says: /^no\.$/,
    field: 'x.a',
  },
  rule(
    'optionalOldSelf',
    text,
    'oldSelf.hasValue() ? self == oldSelf.value() : self == "a"',
    ['a'],
    ['b'],
    { with: { optionalOldSelf: true } },
  ),
  rule(
    'optionalOldSelf with an old value',
    text,
    'oldSelf.orValue("b") == "b" && self != "c"',
    ['a'],
    ['c'],
    { old: 'b', with: { optionalOldSelf: true } },
  ),
  rule(
    'optionalOldSelf, its fields',
    object({ a: whole }),
    'self.a >= oldSelf.?a.orValue(3)',
    [{ a: 3 }, { a: 4 }],
    [{ a: 2 }],
    { with: { optionalOldSelf: true } },
  ),
];

const RATCHETING: Row[] = [
  {
    name: 'CEL: ratcheting: a rule that was broken may stay so',
    schema: object({
      a: {
        ...text,
        'x-kubernetes-validations': [{ rule: 'self == "ok"', message: 'no' }],
      },
      b: whole,
    }),
    old: { a: 'x' },
    outdated: true,
    good: [{ a: 'x', b: 1 }],
    bad: [{ a: 'y' }],
    says: /^no\.$/,
    field: 'x.a',
  },
  rule(
    'ratcheting: the object of the rule has changed',
    object({ a: text, b: whole }),
    'self.a == "ok"',
    [{ a: 'x' }],
    [{ a: 'x', b: 1 }],
    { old: { a: 'x' }, outdated: true },
  ),
  rule(
    'ratcheting: not of a rule that fails',
    object({ a: whole, b: whole }),
    'self.a > 0',
    [{ a: 1 }],
    [{ b: 1 }],
    { old: { b: 1 }, outdated: true },
  ),
];

/** Shapes that rules have in other people's CRDs. */
const IDIOMS: Row[] = [
  rule(
    'exactly one of several fields',
    object({ a: text, b: text, c: text }),
    '[has(self.a), has(self.b), has(self.c)].filter(x, x == true).size() == 1 && (has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0) <= 1',
    [{ a: '' }, { c: 'x' }],
    [{}, { a: '', c: '' }],
  ),
  rule(
    'a field only with a kind',
    object({ kind: text, bucket: text }),
    "(self.kind == 'S3') == has(self.bucket)",
    [{ kind: 'S3', bucket: 'b' }, { kind: 'x' }],
    [{ kind: 'S3' }, { kind: 'x', bucket: 'b' }],
  ),
  rule(
    'a field that may be set once',
    object({ a: text }),
    '!has(oldSelf.a) || (has(self.a) && self.a == oldSelf.a)',
    [{ a: 'x' }],
    [{}, { a: 'y' }],
    { old: { a: 'x' } },
  ),
  rule(
    'entries that only become more',
    list(text, { 'x-kubernetes-list-type': 'set' }),
    'oldSelf.all(x, x in self) && size(self) >= size(oldSelf)',
    [['a'], ['b', 'a']],
    [['b'], []],
    { old: ['a'] },
  ),
  rule(
    'names that are unique',
    list(object({ n: text })),
    'self.all(a, self.exists_one(b, a.n == b.n)) && self.map(a, a.n).all(n, n != "")',
    [[{ n: 'a' }, { n: 'b' }], []],
    [[{ n: 'a' }, { n: 'a' }], [{ n: '' }]],
  ),
  rule(
    'lists without a common entry',
    object({ a: list(text), b: list(text) }),
    'self.a.all(x, !(x in self.b))',
    [{ a: ['x'], b: ['y'] }],
    [{ a: ['x'], b: ['x'] }],
  ),
  rule(
    'keys and values of a map',
    map(text),
    "self.all(k, k.matches(r'^[a-z]+$') && !k.startsWith('kube') && self[k].size() < 5)",
    [{ a: 'b' }, {}],
    [{ A: '' }, { kube: '' }, { a: '12345' }],
  ),
  rule(
    'times that follow each other',
    object({
      from: { type: 'string', format: 'date-time' },
      to: { type: 'string', format: 'date-time' },
      every: { type: 'string', format: 'duration' },
    }),
    'self.from + self.every < self.to && self.to - self.from <= duration("24h") && self.every.getSeconds() % 60 == 0',
    [{ from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z', every: '1h' }],
    [
      { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z', every: '3h' },
      { from: '2026-01-01T00:00:00Z', to: '2026-01-03T00:00:00Z', every: '1h' },
      { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z', every: '9s' },
    ],
  ),
  rule(
    'rules of several lines, with comments and texts of every spelling',
    text,
    '// a remark\nself in [\n  "a\\u0062",\n  \'c\',\n  r"\\d",\n  """e"f""",\n] // and another',
    ['ab', 'c', '\\d', 'e"f'],
    ['d'],
  ),
  rule(
    'numbers of every spelling',
    whole,
    'self == 0x10 || self == -5 || double(self) == 1.5e2 || uint(self) == 7u || string(self) == "9"',
    [16, 150, 7, 9],
    [8],
  ),
  rule(
    'a share or a number',
    { 'x-kubernetes-int-or-string': true },
    "type(self) == string ? self.matches('^[0-9]+%$') && int(self.split('%')[0]) <= 100 : self >= 0",
    ['100%', 0],
    ['101%', 'x', -1],
  ),
  rule(
    'entries that contain a text',
    object({ a: list(text), b: text }),
    'self.b in self.a && self.a.exists(x, x.endsWith(self.b)) && !self.a.exists(x, x.contains(" "))',
    [{ a: ['x', 'y'], b: 'y' }],
    [
      { a: ['x y', 'y'], b: 'y' },
      { a: [], b: '' },
    ],
  ),
  rule(
    'bounds of a number that was',
    whole,
    'self - oldSelf <= 2 && oldSelf - self <= 2',
    [3, 7, 5],
    [8, 2],
    { old: 5 },
  ),
  rule(
    'fields of free-form objects',
    {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { a: whole },
    },
    'self.a > 0',
    [{ a: 1, b: { c: 2 } }],
    [{ a: 0 }, { b: 1 }],
  ),
];

/** Features of `x-kubernetes-validations`. */
export const RULE_ROWS: Row[] = [
  ...LANGUAGE,
  ...STRINGS,
  ...LISTS,
  ...VALUES,
  ...SETTINGS,
  ...TRANSITIONS,
  ...IDIOMS,
  ...RATCHETING,
];
