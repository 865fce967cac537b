// @ts-check

const BATCH = 50;

/**
 * When each request for review was evaluated last, and what its changes can be filtered and counted by.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.alterTable('review_requests', table => {
    table
      .specificType('evaluated_at', bytewise)
      .comment('RFC 3339, UTC, milliseconds; null before the first evaluation');
    table
      .specificType('result', bytewise)
      .comment('Of the evaluation: allowed, refused or problem');
  });
  await knex.schema.alterTable('review_request_clusters', table => {
    for (const column of ['environment', 'owner', 'verb']) {
      table.specificType(column, bytewise);
    }
  });

  let last = -1;
  for (;;) {
    const rows = await knex('review_requests')
      .where('number', '>', last)
      .orderBy('number')
      .limit(BATCH)
      .select('number', 'data');
    if (rows.length === 0) break;
    for (const { number, data } of rows) {
      const { request } = JSON.parse(data);
      await knex('review_requests')
        .where({ number })
        .update({ result: resultOf(request) });
      for (const change of request.changes) {
        const { managementCluster, namespace, name } = change.cluster;
        await knex('review_request_clusters')
          .where({
            number,
            cluster_key: `${managementCluster}/${namespace}/${name}`,
          })
          .update({
            environment: change.environment,
            owner: change.owner ?? null,
            verb: change.verb,
          });
      }
    }
    last = rows[rows.length - 1].number;
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('review_request_clusters', table => {
    table.dropColumns('environment', 'owner', 'verb');
  });
  await knex.schema.alterTable('review_requests', table => {
    table.dropColumns('evaluated_at', 'result');
  });
};

/** @param {{ problem?: string, changes: Array<{ allowed: boolean }> }} request */
function resultOf({ problem, changes }) {
  if (problem !== undefined) return 'problem';
  return changes.every(change => change.allowed) ? 'allowed' : 'refused';
}
