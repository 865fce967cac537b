import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { type Instrument, MetricsReader } from './__testUtils__/MetricsReader';
import { createPipelineMetrics, registerMetrics } from './metrics';

const plugin = resolvePackagePath(
  '@worker-clusters/backstage-plugin-worker-clusters-backend',
);
const OPERATIONS = readFileSync(
  join(plugin, '../../docs/operations.md'),
  'utf8',
);
const SECURITY = readFileSync(join(plugin, '../../docs/security.md'), 'utf8');
const README = readFileSync(join(plugin, 'README.md'), 'utf8');

/** Every instrument of the plugin. */
function instruments(): Instrument[] {
  const reader = new MetricsReader();
  createPipelineMetrics(reader.service);
  registerMetrics({
    metrics: reader.service,
    configProblems: { list: () => [] },
    observer: new FakeObserver(),
    store: {
      summary: async () => ({} as any),
      incidents: async () => ({ items: [], total: 0, clusters: 0 }),
      requestQueue: { count: async () => [] } as any,
      revision: async () => 0,
    },
    queue: {
      depth: () => ({ ready: 0, working: 0, delayed: 0, oldestMs: 0 }),
    },
    work: [],
  });
  return reader.instruments;
}

/** Names of the series that OpenTelemetry's Prometheus exporter makes of an instrument. */
function seriesOf({ name, type, unit }: Instrument): string[] {
  const units: Record<string, string> = { s: '_seconds', By: '_bytes' };
  const base = `${name.replaceAll('.', '_')}${units[unit ?? ''] ?? ''}`;
  if (type === 'counter') return [`${base}_total`];
  return type === 'histogram'
    ? [base, `${base}_bucket`, `${base}_sum`, `${base}_count`]
    : [base];
}

describe('docs/operations.md', () => {
  it('names only metrics that the backend exports', () => {
    const exported = new Set(instruments().flatMap(seriesOf));
    const named = new Set(OPERATIONS.match(/\bworker_clusters_[a-z_]+/g));
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter(name => !exported.has(name))).toEqual([]);
  });

  it('has a use for every metric', () => {
    const unused = instruments().filter(
      instrument =>
        !seriesOf(instrument).some(series => OPERATIONS.includes(series)),
    );
    expect(unused.map(({ name }) => name)).toEqual([]);
  });

  it('points to a table that has every metric', () => {
    const missing = instruments().filter(
      ({ name }) => !README.includes(`\`${name}\``),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('never adds up what each replica reads from the shared database', () => {
    const shared =
      'clusters|incidents|incident_clusters|requests|requests_oldest_seconds';
    const sums = new RegExp(
      `sum( by \\([^)]*\\))?\\s*\\(worker_clusters_(${shared})\\b`,
    );
    const expressions = OPERATIONS.match(/```promql\n[^`]*```/g)!;
    expect(expressions.filter(expression => sums.test(expression))).toEqual([]);
  });

  it('has for each alert an expression, what users see, and what to do', () => {
    const alerts = OPERATIONS.split('## Alerts')[1]
      .split('\n## ')[0]
      .split('\n### ')
      .slice(1)
      .filter(section => !section.startsWith('Also'));
    expect(alerts.length).toBeGreaterThan(8);
    const incomplete = alerts.filter(section => !section.includes('```promql'));
    expect(incomplete).toEqual([]);
    const withoutAdvice = alerts.filter(
      section =>
        !/information, not a page/.test(section) &&
        !(section.includes('**Users see**') && section.includes('**Do:**')),
    );
    expect(withoutAdvice).toEqual([]);
  });
});

describe('docs/operations.md on connections', () => {
  it('says of each state what it means and what to do', () => {
    const types = join(plugin, '../worker-clusters-common/src/clusters.ts');
    const [, union] = /type ConnectionStatus =([^;]+);/.exec(
      readFileSync(types, 'utf8'),
    )!;
    const states = [...union.matchAll(/'(\w+)'/g)].map(([, state]) => state);
    expect(states.length).toBeGreaterThan(5);
    const [section] = OPERATIONS.split('\n## Connection states\n')[1].split(
      '\n## ',
    );
    const rows = [
      ...section.matchAll(/^\| `(\w+)` +\| [^\s|][^|]+ \| [^\s|][^|]+ \|$/gm),
    ].map(([, state]) => state);
    expect(rows.sort()).toEqual(states.sort());
  });
});

describe('docs/security.md', () => {
  it('names only test files that exist', () => {
    const root = join(plugin, '../..');
    const files = ['plugins', 'packages'].flatMap(folder =>
      readdirSync(join(root, folder)).flatMap(name => {
        const source = join(root, folder, name, 'src');
        return existsSync(source)
          ? readdirSync(source, { recursive: true, encoding: 'utf8' })
          : [];
      }),
    );
    const named = SECURITY.match(/(?<=`)[^`\s]+\.test\.tsx?(?=`)/g)!;
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(
      name => !files.some(file => `/${file}`.endsWith(`/${name}`)),
    );
    expect(missing).toEqual([]);
  });
});
