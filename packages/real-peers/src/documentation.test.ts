import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Files with tests: those of Jest, and those that give a suite its tests for several targets. */
const TESTS = ['packages', 'plugins']
  .flatMap(folder => readdirSync(join(ROOT, folder)).map(p => join(folder, p)))
  .flatMap(folder => sources(join(ROOT, folder, 'src')))
  .filter(
    path =>
      /\.(test|real)\.tsx?$/.test(path) ||
      path.startsWith(join(__dirname, 'suites')),
  );

function sources(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map(entry => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const TEXTS = TESTS.map(path =>
  readFileSync(path, 'utf8').replace(/\\(['"`])/g, '$1'),
);

/** Titles with parameters, as patterns: `has %s on deletion` is any text between two. */
const PATTERNS = TEXTS.flatMap(text => [
  ...text.matchAll(/(?:^ *|\()(['"`])(.+)\1, /gm),
])
  .map(([, , title]) => title.split(/%[sdijfop#]|\$\{[^}]*\}|\$\w+/))
  // Of a title that is all parameter anything could be said.
  .filter(parts => parts.length > 1 && parts.join('').length > 6)
  .map(parts => new RegExp(`^${parts.map(literal).join('.+')}$`));

/** Whether a test, or a row of a table of tests, has this in its title; `…` stands for any text. */
function isTitle(text: string): boolean {
  const pattern = new RegExp(text.split(/ ?… ?/).map(literal).join('.*'));
  return (
    TEXTS.some(source => pattern.test(source)) ||
    PATTERNS.some(title => title.test(text))
  );
}

/** Test column of the table below a heading: what stands in backticks, row by row. */
function named(page: string, heading: string): string[] {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  const section = text.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
  return section
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .flatMap(line => [
      ...line
        .split('|')
        .at(-2)!
        .matchAll(/`([^`]+)`/g),
    ])
    .map(([, name]) => name);
}

describe.each([
  ['real-peers.md', 'Found, and the test that would have caught it'],
  ['platform-repository.md', 'Findings of the review'],
])('docs/%s', (page, heading) => {
  const names = named(page, heading);

  it('names files of tests that are there', () => {
    const files = new Set(TESTS.map(path => basename(path)));
    const wanted = names.filter(name => /\.(test|real)\.tsx?$/.test(name));
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter(name => !files.has(basename(name)))).toEqual([]);
  });

  it('names tests by titles that they have', () => {
    const wanted = names.filter(
      name => name.includes(' ') && !name.startsWith('npm '),
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter(name => !isTitle(name))).toEqual([]);
  });
});

it('tells a title that no test has', () => {
  const title = ['names tests', 'titles that they have'].join(' by ');
  expect(isTitle(title)).toBe(true);
  expect(isTitle(title.replace('titles that', '…'))).toBe(true);
  expect(isTitle(`${title} had`)).toBe(false);
});
