/* eslint-disable no-console */
import {
  claimTypeOf,
  parseClaimFile,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { parseAllDocuments } from 'yaml';

const SIZE = 256 * 1024;
const RUNS = 5;
const FUZZED = 200;

/** Pieces of which YAML that somebody means to be slow is made. */
const PIECES = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  ':',
  ': ',
  '- ',
  '? ',
  ',',
  '#',
  ' #',
  '\n',
  '\n  ',
  '\t',
  '|\n',
  '>\n',
  '&a ',
  '*a ',
  '!!set ',
  '!x ',
  '%YAML 1.2\n',
  '---\n',
  '...\n',
  '\\',
  '<<: ',
  'a',
  'k: v\n',
  ' ',
  '@',
  '`',
  'kind: ',
];

const CLAIM = `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev
spec:
  environment: dev
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: "1.34"
  # Up to four nodes: the load test of the quarter takes three.
  nodes:
    size: medium
    min: 2
    max: 4
  applications:
    repoURL: https://git.example.org/platform/gitops.git
    path: applications/k8s-manifests/overlays/dev
`;

const fill = (piece: string) =>
  piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

const lines = (line: (i: number) => string) => {
  let text = '';
  for (let i = 0; text.length < SIZE; i += 1) text += `${line(i)}\n`;
  return text.slice(0, SIZE);
};

const repeat = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** The first ones are refused by what they have too much of; the others stay just within the bounds. */
const attacks: Record<string, string> = {
  '50,000 quotes': fill('"'),
  'lists in lists': fill('['),
  'lists in lists, in block style': fill('- '),
  'keys of one map': lines(i => `key${i}: 1`),
  'documents of nothing': fill('---\n'),
  'lines of nothing': `a: |\n${'\n'.repeat(SIZE - 8)}x`,
  'errors in each line': lines(() => '@ a: b: c'),
  '7400 keys of one map': repeat(7400, i => `key${i}: ${'x'.repeat(14)}`),
  '7400 unknown keys of the spec': CLAIM + repeat(7400, i => `  k${i}: 1`),
  '7400 annotations of a wrong type': CLAIM.replace(
    'spec:',
    `  annotations:\n${repeat(7400, i => `    k${i}: ${i}`)}\nspec:`,
  ),
  '7400 keys, each twice': repeat(7400, i => `k${i % 3700}: 1`),
  '3700 anchors': repeat(3700, i => `- &a${i} 1`),
  '3700 anchors, each with an alias': repeat(
    2900,
    i => `- {a: &a${i} 1, b: *a${i}}`,
  ).slice(0, 60_000),
  '14,800 lines of one text': `a: "${'x\n'.repeat(14_800)}"`,
  '7400 comments': '# x\n'.repeat(7400),
  '14,800 errors': '@ '.repeat(14_800),
  '14,800 quotes': '"'.repeat(14_900),
  '14,800 items': `a: [${'1,'.repeat(14_900)}]`,
  '7400 items in block style': `a:\n${'  - 1\n'.repeat(7400)}`,
  '900 documents': `---\n${CLAIM}`.slice(0, 60).repeat(900),
  'one long line': `a: ${'x '.repeat((SIZE - 10) / 2)}`,
  'one long line of digits': `a: ${'1'.repeat(SIZE - 4)}`,
  'spaces in a quoted text': `a: "${' '.repeat(SIZE - 10)}x\n"`,
  'one comment': `#${'x'.repeat(SIZE - 2)}`,
};

/** Deterministic, so that a run can be repeated. */
function randoms(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function fuzzed(seed: number): string {
  const random = randoms(seed);
  // Brackets and documents are soon too many: half of the files are of other pieces.
  const pieces =
    random() < 0.5
      ? PIECES
      : PIECES.filter(p => !/[[\]{}?]|---|\.\.\./.test(p));
  const pick = () => pieces[Math.floor(random() * pieces.length)];
  const phrase = Array.from({ length: 1 + Math.floor(random() * 12) }, pick);
  // Most are padded so that they pass the bounds, which refuse the others at once.
  const filler = random() < 0.7 ? 'x' : ' ';
  const density = random() < 0.2 ? 0 : 14 + random() * 20;
  const pad = (text: string) =>
    text + filler.repeat(Math.ceil(text.length * density));
  let result = random() < 0.5 ? CLAIM : '';
  while (result.length < SIZE) {
    result += pad(random() < 0.7 ? phrase.join('') : pick());
  }
  return result.slice(0, SIZE);
}

/** Milliseconds of CPU of the fastest of some runs. */
function cpu(work: () => void, runs = RUNS): number {
  let fastest = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, (user + system) / 1000);
  }
  return fastest;
}

/**
 * What 256 KiB of a stranger's YAML cost: the claim file of a pull request, whatever is in it, beside a plain parse of as
 * many bytes of ordinary claims.
 */
export function measureParse() {
  const ordinary = lines(i => `---\n${CLAIM.replace('payments', `p${i}`)}`);
  const plain = cpu(() => {
    for (const document of parseAllDocuments(ordinary)) document.toJS();
  });
  const read = (text: string) => () => {
    parseClaimFile(text, claimTypeOf(text));
  };
  const rows: Array<[string, number]> = Object.entries(attacks).map(
    ([name, text]) => [name, cpu(read(text))],
  );
  for (let seed = 1; seed <= FUZZED; seed += 1) {
    rows.push([`fuzzed, seed ${seed}`, cpu(read(fuzzed(seed)), 2)]);
  }
  rows.sort((a, b) => b[1] - a[1]);
  console.log(
    `plain parse of ${SIZE / 1024} KiB of claims: ${plain.toFixed(0)} ms CPU`,
  );
  console.log(`worst of ${rows.length} hostile files of ${SIZE / 1024} KiB:`);
  for (const [name, milliseconds] of rows.slice(0, 15)) {
    console.log(
      `  ${name.padEnd(34)} ${milliseconds.toFixed(0).padStart(6)} ms  ${(
        milliseconds / plain
      ).toFixed(2)}×`,
    );
  }
}
