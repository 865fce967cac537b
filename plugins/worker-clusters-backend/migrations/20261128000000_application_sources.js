// @ts-check

const BATCH = 500;

/**
 * Rewrites the JSON of every row of `applications`, so that what is known of a worker that is not reachable stays. The
 * next observation of a worker replaces it.
 *
 * @param {import('knex').Knex} knex
 * @param {(data: any, namespace: string) => object} change
 */
async function rewrite(knex, change) {
  /** @type {string[] | undefined} */
  let after;
  for (;;) {
    const query = knex('applications')
      .select('cluster_key', 'namespace', 'name', 'data')
      .orderBy(['cluster_key', 'namespace', 'name'])
      .limit(BATCH);
    /** @type {Array<{ cluster_key: string, namespace: string, name: string, data: string }>} */
    const rows = await (after
      ? query.whereRaw('(cluster_key, namespace, name) > (?, ?, ?)', after)
      : query);
    if (rows.length === 0) return;
    await knex('applications')
      .insert(
        rows.map(row => ({
          ...row,
          data: JSON.stringify(change(JSON.parse(row.data), row.namespace)),
        })),
      )
      .onConflict(['cluster_key', 'namespace', 'name'])
      .merge(['data']);
    const { cluster_key, namespace, name } = rows[rows.length - 1];
    after = [cluster_key, namespace, name];
  }
}

/** @param {any} value */
const defined = value => JSON.parse(JSON.stringify(value));

/**
 * An Application has sources, each with its revision, and an owner, where it had the fields of one source and the name of
 * a parent.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await rewrite(knex, (data, ownNamespace) => {
    const { repoUrl, path, targetRevision, revision, parent, ...rest } = data;
    const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision ?? '');
    const [name, namespace = ownNamespace] = (parent ?? '')
      .split('/')
      .reverse();
    return defined({
      ...rest,
      sources: repoUrl
        ? [
            {
              type: 'git',
              repoUrl,
              path,
              targetRevision,
              revision: revision && {
                value: revision,
                kind: commit ? 'commit' : 'reference',
              },
            },
          ]
        : [],
      owner: parent && { kind: 'Application', namespace, name },
    });
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await rewrite(knex, data => {
    const { sources, conditions, owner, hydration, ...rest } = data;
    const [source = {}] = sources;
    const { operationTime, resourcesOutOfSync, resourcesMissing, ...old } =
      rest;
    return defined({
      ...old,
      repoUrl: source.repoUrl,
      path: source.path ?? source.chart,
      targetRevision: source.targetRevision,
      revision: source.revision?.value,
      parent: owner?.kind === 'Application' ? owner.name : undefined,
    });
  });
};
