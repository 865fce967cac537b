import type {
  Application,
  ApplicationOwner,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A row of the table: an Application, or the ApplicationSet or Application that made some and is not listed itself. */
export interface ApplicationRow {
  /** Unique among the rows. */
  id: string;
  /** How many of the rows before it it is in. */
  depth: number;
  application?: Application;
  owner?: ApplicationOwner;
}

const idOf = ({ namespace, name }: Pick<Application, 'namespace' | 'name'>) =>
  `${namespace}/${name}`;

/** Deeper nesting is shown at this depth. */
const MAX_DEPTH = 8;

/** One row for each Application, in their order. */
export const flatRows = (applications: Application[]): ApplicationRow[] =>
  applications.map(application => ({
    id: idOf(application),
    depth: 0,
    application,
  }));

/**
 * Puts each Application below what made it (app of apps, ApplicationSet), siblings in their order. An owner that is not among
 * them gets a row of its own. Applications that own each other in a circle are listed once.
 */
export function nestApplications(
  applications: Application[],
): ApplicationRow[] {
  const known = new Map(applications.map(a => [idOf(a), a]));
  const parentOf = ({ owner }: Application) =>
    owner &&
    (owner.kind === 'Application' ? idOf(owner) : `set:${idOf(owner)}`);
  const children = new Map<string, Application[]>();
  const roots: Array<Application | ApplicationOwner> = [];
  for (const application of applications) {
    const parent = parentOf(application);
    if (!parent) {
      roots.push(application);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings) siblings.push(application);
    else children.set(parent, [application]);
    if (!siblings && !known.has(parent)) roots.push(application.owner!);
  }
  const rows: ApplicationRow[] = [];
  const seen = new Set<string>();
  const stack: Array<{ of: Application; depth: number }> = [];
  const push = (parent: string, depth: number) => {
    const below = children.get(parent) ?? [];
    for (let i = below.length - 1; i >= 0; i--) {
      stack.push({ of: below[i], depth: Math.min(depth, MAX_DEPTH) });
    }
  };
  const drain = () => {
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { of, depth } = next;
      const id = idOf(of);
      if (seen.has(id)) continue;
      seen.add(id);
      rows.push({ id, depth, application: of });
      push(id, depth + 1);
    }
  };
  for (const root of roots) {
    if ('kind' in root) {
      const set = root.kind === 'ApplicationSet';
      const key = set ? `set:${idOf(root)}` : idOf(root);
      rows.push({ id: `owner:${key}`, depth: 0, owner: root });
      push(key, 1);
    } else {
      stack.push({ of: root, depth: 0 });
    }
    drain();
  }
  // A circle has no root.
  for (const of of applications) {
    if (!seen.has(idOf(of))) {
      stack.push({ of, depth: 0 });
      drain();
    }
  }
  return rows;
}
