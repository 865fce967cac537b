import type {
  SupportedProduct,
  SupportLifeTable,
  VersionSupport,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const PRODUCTS: SupportedProduct[] = ['kubernetes', 'argocd'];
const DATES = ['releasedOn', 'standardUntil', 'extendedUntil'] as const;
/** Two digits at least for Kubernetes: YAML reads 1.30 without quotes as 1.3. */
const VERSIONS: Record<SupportedProduct, RegExp> = {
  kubernetes: /^1\.[1-9]\d{1,2}$/,
  argocd: /^[1-9]\d?\.\d{1,2}$/,
};
const A_DAY = 'is not a day such as "2026-12-02"';

type Json = Record<string, unknown>;
type Report = (path: string[], problem: string) => void;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A day that there is: no 30 February. */
function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) {
    return false;
  }
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 100);

function reportOtherKeys(
  given: Json,
  known: readonly string[],
  path: string[],
  report: Report,
) {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      report([...path, key], `is not one of ${known.join(', ')}`);
    }
  }
}

/** Dates that do not follow each other, in words; undefined if they do. */
function disorder(dates: VersionSupport): string | undefined {
  const given = DATES.filter(name => dates[name] !== undefined);
  const index = given.findIndex(
    (name, i) => i > 0 && dates[name]! < dates[given[i - 1]]!,
  );
  if (index < 0) return undefined;
  const [earlier, later] = [given[index - 1], given[index]];
  return `${later} ${dates[later]} is before ${earlier} ${dates[earlier]}`;
}

/** One version with the dates of the override; undefined if none of them counts. */
function overrideVersion(
  base: VersionSupport,
  dates: unknown,
  path: string[],
  report: Report,
): VersionSupport | undefined {
  if (!isObject(dates)) {
    report(path, `${shown(dates)} is not an object`);
    return undefined;
  }
  reportOtherKeys(dates, DATES, path, report);
  const next = { ...base };
  let changed = false;
  for (const name of DATES) {
    const day = dates[name];
    if (day === undefined) continue;
    if (day !== null && !isDay(day)) {
      report([...path, name], `${shown(day)} ${A_DAY}`);
      continue;
    }
    changed = true;
    if (day === null) delete next[name];
    else next[name] = day;
  }
  const wrong = disorder(next);
  if (wrong) report(path, wrong);
  return changed && !wrong ? next : undefined;
}

/**
 * Lays what an operator knows of versions over a table. A date replaces the one that the table has, `null` removes it. What is wrong
 * is left out by itself, and said: the rest counts.
 *
 * @param override - untrusted; by product `source`, `asOf` and `versions`, as in `supportLifeData.json`
 * @param options - `from` says where the override is from: in problems, and as the source of what names none; `today` is the day of
 *   data that names none (`YYYY-MM-DD`)
 * @returns a new table, and the problems, each with the key that it is about
 */
export function overrideSupportLife(
  table: SupportLifeTable,
  override: unknown,
  { from, today }: { from: string; today: string },
): { table: SupportLifeTable; problems: string[] } {
  const problems: string[] = [];
  const report: Report = (path, problem) =>
    problems.push(`${[from, ...path].join('.')}: ${problem}`);
  const result: SupportLifeTable = {
    kubernetes: { ...table.kubernetes },
    argocd: { ...table.argocd },
  };
  if (!isObject(override)) {
    report([], `${shown(override)} is not an object`);
    return { table: result, problems };
  }
  reportOtherKeys(override, PRODUCTS, [], report);
  for (const product of PRODUCTS) {
    const given = override[product];
    if (given === undefined) continue;
    if (!isObject(given)) {
      report([product], `${shown(given)} is not an object`);
      continue;
    }
    reportOtherKeys(given, ['source', 'asOf', 'versions'], [product], report);
    const { source = from, asOf = today, versions = {} } = given;
    const named = typeof source === 'string' && source !== '';
    if (!named) report([product, 'source'], `${shown(source)} is not a text`);
    if (!isDay(asOf)) report([product, 'asOf'], `${shown(asOf)} ${A_DAY}`);
    if (!isObject(versions)) {
      report([product, 'versions'], `${shown(versions)} is not an object`);
      continue;
    }
    for (const [version, dates] of Object.entries(versions)) {
      const path = [product, 'versions', `"${version}"`];
      if (!VERSIONS[product].test(version)) {
        report(
          path,
          'is not a minor version; write it in quotes, such as "1.30"',
        );
        continue;
      }
      const base = {
        ...result[product][version],
        source: named ? source : from,
        asOf: isDay(asOf) ? asOf : today,
      };
      const next = overrideVersion(base, dates, path, report);
      if (next) result[product][version] = next;
    }
  }
  return { table: result, problems };
}
