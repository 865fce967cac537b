import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDiff, mergeYaml, readSteps } from './guide.mjs';

const fenced = (info, text) => `Text\n\n\`\`\`${info}\n${text}\n\`\`\`\n`;

test('reads marked blocks in their order and leaves the others', () => {
  const steps = readSteps(
    [
      fenced('sh run', 'yarn add a'),
      fenced('sh', 'kubectl apply'),
      fenced('diff file=src/index.ts', '+b'),
      fenced('yaml merge=app-config.yaml', 'a: 1'),
      fenced('sh start', 'yarn start'),
    ].join(''),
  );
  assert.deepEqual(
    steps.map(({ kind, path, text }) => [kind, path, text]),
    [
      ['run', undefined, 'yarn add a'],
      ['file', 'src/index.ts', '+b'],
      ['merge', 'app-config.yaml', 'a: 1'],
      ['start', undefined, 'yarn start'],
    ],
  );
  assert.equal(steps[0].line, 3);
});

test('tells blocks for the legacy frontend system from the others', () => {
  const steps = readSteps(
    fenced('sh run', 'one') + fenced('diff legacy file=App.tsx', '+x'),
  );
  assert.deepEqual(
    steps.map(({ legacy, kind, path }) => [legacy, kind, path]),
    [
      [false, 'run', undefined],
      [true, 'file', 'App.tsx'],
    ],
  );
  assert.throws(() => readSteps(fenced('sh legacy', 'x')), /no mark/);
});

test('refuses a mark that is not known, and a block without end', () => {
  assert.throws(() => readSteps(fenced('sh runs', 'x')), /sh runs.*no mark/);
  assert.throws(() => readSteps(fenced('sh run twice', 'x')), /no mark/);
  assert.throws(() => readSteps('```sh run\nx'), /block without end/);
});

test('applies a diff where its lines stand once', () => {
  const text = 'import a;\n\nadd(a);\nstart();\n';
  assert.equal(
    applyDiff(text, '-add(a);\n+add(b);\n+add(c);'),
    'import a;\n\nadd(b);\nadd(c);\nstart();\n',
  );
  assert.equal(
    applyDiff(text, '+add(d);\n start();'),
    'import a;\n\nadd(a);\nadd(d);\nstart();\n',
  );
  assert.equal(
    applyDiff(text, ' import a;\n+import b;\n@@\n add(a);\n+add(b);'),
    'import a;\nimport b;\n\nadd(a);\nadd(b);\nstart();\n',
  );
  assert.throws(() => applyDiff(text, '-add(x);\n+add(b);'), /0 times/);
  assert.throws(() => applyDiff('x\ny\nx\n', '-x\n+z'), /2 times/);
});

test('merges configuration into maps and takes the place of everything else', () => {
  const merged = mergeYaml(
    'app:\n  title: Portal # ours\nkubernetes:\n  # nothing yet\nlist: [1]\n',
    'app: { baseUrl: here }\nkubernetes: { method: all }\nlist: [2]\nnew: 1\n',
  );
  assert.match(merged, /title: Portal # ours/);
  assert.match(merged, /baseUrl: here/);
  assert.match(merged, /kubernetes:\s+{ method: all }/);
  assert.match(merged, /list: \[ ?2 ?\]/);
  assert.match(merged, /^new: 1$/m);
});
