import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { english } from './en';
import { flattenMessages } from './types';

const SOURCES = join(__dirname, '..');

/** The code of the plugin, without its messages and its tests. */
const readSource = () =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file))
    .filter(file => !/\.test\.|__testUtils__|translations\/\w\w\//.test(file))
    .map(file => readFileSync(join(SOURCES, file), 'utf8'))
    .join('\n');

/** Matches the keys that a source names; `${…}` in a key stands for one part of it. */
function usedKeys(source: string): RegExp {
  const features = Object.keys(english).join('|');
  const texts = source.matchAll(
    new RegExp(
      `(['"\`])((?:${features})\\.(?:\\$\\{[^}]*\\}|[\\w.-])+)\\1`,
      'g',
    ),
  );
  const keys = [...texts].map(([, , key]) =>
    key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[^.]+'),
  );
  return new RegExp(`^(?:${[...new Set(keys)].join('|')})(?:_one|_other)?$`);
}

it('matches the keys that a source names, and no others', () => {
  const used = usedKeys("t('fleet.none', t(`common.phase.${phase ?? 'ready'}`");
  const keys = ['fleet.none', 'fleet.none_one', 'common.phase.failed'];
  expect(keys.filter(key => used.test(key))).toEqual(keys);
  const others = ['fleet.noneMatches', 'common.phase', 'common.phase.a.b'];
  expect(others.filter(key => used.test(key))).toEqual([]);
});

it('has no message that nothing shows', () => {
  const used = usedKeys(readSource());
  expect(
    Object.keys(flattenMessages<typeof english>(english)).filter(
      key => !used.test(key),
    ),
  ).toEqual([]);
});
