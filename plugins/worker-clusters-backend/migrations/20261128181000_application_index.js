// @ts-check

const BATCH = 400;
// Best first, as they were when this was written.
const HEALTH = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];
const SYNC = ['Synced', 'OutOfSync', 'Unknown'];

/** @param {string} text */
const storable = text => text.replaceAll('\0', '');

/**
 * The row of a stored Application. Its health is the one that Argo CD reports: the next observation of the worker
 * replaces it by the assessed one.
 *
 * @param {{ cluster_key: string, namespace: string, name: string, data: string }} row
 */
function toIndexRow({ cluster_key, namespace, name, data }) {
  const application = JSON.parse(data);
  const { project = '', health, sync, operationPhase = '' } = application;
  const { destinationNamespace = '', sources = [] } = application;
  const repos = sources
    .map((/** @type {{ repoUrl?: string }} */ s) => s.repoUrl)
    .filter(Boolean);
  const cluster = cluster_key.split('/').pop();
  const texts = [name, namespace, cluster, project, destinationNamespace];
  return {
    cluster_key,
    namespace,
    name,
    project: storable(project),
    health_rank: HEALTH.includes(health) ? HEALTH.indexOf(health) : 5,
    sync_rank: SYNC.includes(sync) ? SYNC.indexOf(sync) : 2,
    operation_phase: operationPhase,
    destination_namespace: storable(destinationNamespace),
    search_text: storable(
      [...texts, ...new Set(repos), ''].join('\n').toLowerCase(),
    ),
  };
}

/** @param {import('knex').Knex} knex */
async function fill(knex) {
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
    await knex('application_index').insert(rows.map(toIndexRow));
    const { cluster_key, namespace, name } = rows[rows.length - 1];
    after = [cluster_key, namespace, name];
  }
}

/**
 * What the applications of the whole fleet are filtered, searched and sorted by. A table of its own, because its rows
 * are a fraction of those of `applications`: a search reads all of them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.createTable('application_index', table => {
    table.comment('One narrow row for each row of applications');
    table.specificType('cluster_key', bytewise).notNullable();
    table.specificType('namespace', bytewise).notNullable();
    table.specificType('name', bytewise).notNullable();
    table.specificType('project', bytewise).notNullable();
    table
      .integer('health_rank')
      .notNullable()
      .comment('Position of the assessed health, best first');
    table
      .integer('sync_rank')
      .notNullable()
      .comment('Position of the sync status, best first');
    table.specificType('operation_phase', bytewise).notNullable();
    table.specificType('destination_namespace', bytewise).notNullable();
    table
      .specificType('search_text', bytewise)
      .notNullable()
      .comment(
        'Lower-case name, namespace, cluster, project, destination namespace and repository URLs, each with a newline behind it',
      );
    table.primary(['cluster_key', 'namespace', 'name']);
    table.index(['name', 'cluster_key', 'namespace']);
    for (const column of [
      'project',
      'health_rank',
      'sync_rank',
      'operation_phase',
      'destination_namespace',
    ]) {
      table.index(
        [column, 'cluster_key', 'namespace', 'name'],
        `application_index_${column}`,
      );
    }
  });
  await fill(knex);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('application_index');
};
