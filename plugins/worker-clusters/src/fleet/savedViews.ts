import { readTableSettings, type TableSettings } from './tableSettings';

/** What of the fleet is shown, and how, under a name that a user has given to it. */
export interface SavedView {
  name: string;
  /** Filters, order, grouping and view, as the URL has them. */
  search: string;
  table: TableSettings;
}

const MAX_VIEWS = 50;
export const MAX_NAME = 60;
const MAX_SEARCH = 4000;

/** Views out of what was stored, by whichever release; what is no view is left out. */
export function readSavedViews(stored: unknown): SavedView[] {
  if (!Array.isArray(stored)) return [];
  const views = stored.flatMap((value): SavedView[] => {
    const { name, search, table } = (value ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof search !== 'string') return [];
    const shown = name.trim().slice(0, MAX_NAME);
    return shown && search.length <= MAX_SEARCH
      ? [{ name: shown, search, table: readTableSettings(table) }]
      : [];
  });
  return views
    .filter((view, i) => views.findIndex(v => v.name === view.name) === i)
    .slice(0, MAX_VIEWS);
}

/** The views with one more, which takes the place of the one of its name. The newest come first. */
export const withView = (views: SavedView[], view: SavedView): SavedView[] =>
  readSavedViews([view, ...views]);

/** The views with another name for one of them, which takes the place of the one that has it. */
export function withName(
  views: SavedView[],
  before: string,
  after: string,
): SavedView[] {
  const name = after.trim();
  if (!name) return views;
  return readSavedViews(
    views
      .filter(view => view.name === before || view.name !== name)
      .map(view => (view.name === before ? { ...view, name } : view)),
  );
}

/** Views that everybody has, by the key of their names. */
export const BUILT_IN_VIEWS = {
  attention: 'attention=any&sort=health&order=desc',
  outOfSync: 'sync=OutOfSync&sort=outOfSync&order=desc',
  requests: 'pending=create&pending=update&pending=decommission',
} as const;

/** A search part of a URL in an order that does not depend on how it came about. */
export function normalised(search: string): string {
  const params = new URLSearchParams(search);
  params.sort();
  return params.toString();
}
