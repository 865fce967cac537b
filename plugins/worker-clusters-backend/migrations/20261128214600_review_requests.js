// @ts-check

/**
 * Pull requests that add, change or remove worker clusters, as they were evaluated for review, and which clusters each of
 * them changes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.createTable('review_requests', table => {
    table.comment('Pull requests as they were evaluated for review');
    table.integer('number').primary();
    table.specificType('state', bytewise).notNullable();
    table
      .specificType('created_at', bytewise)
      .notNullable()
      .comment('RFC 3339, UTC, milliseconds');
    table
      .specificType('finished_at', bytewise)
      .comment('RFC 3339, UTC, milliseconds; null while it is open');
    table.text('data').notNullable().comment('JSON of QueuedRequest');
    table.index(['state', 'created_at', 'number']);
  });

  await knex.schema.createTable('review_request_clusters', table => {
    table.comment('Clusters that a pull request adds, changes or removes');
    table.integer('number').notNullable();
    table.specificType('cluster_key', bytewise).notNullable();
    table.primary(['number', 'cluster_key']);
    table.index(['cluster_key']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('review_request_clusters');
  await knex.schema.dropTable('review_requests');
};
