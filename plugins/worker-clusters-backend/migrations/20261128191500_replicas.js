// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.createTable('replicas', table => {
    table.comment('The replicas of the backend that share the observing');
    table
      .bigIncrements('generation')
      .comment('Of this registration; never used again');
    table.specificType('id', bytewise).notNullable().unique();
    table.timestamp('started_at').notNullable();
    table.timestamp('heartbeat_at').notNullable();
  });

  await knex.schema.createTable('management_clusters', table => {
    table.comment('The management clusters, as their owner observes them');
    table.specificType('name', bytewise).primary();
    table
      .boolean('listed')
      .notNullable()
      .comment('All claims have been written to cluster_inputs once');
    table.text('state', 'longtext').notNullable().comment('JSON');
    table
      .text('definition', 'longtext')
      .comment('JSON: what a claim is; null while that is not known');
    table.specificType('last_seen', bytewise);
  });

  await knex.schema.createTable('cluster_inputs', table => {
    table.comment(
      'What the owner of a worker cluster needs of other replicas: the claim, and that a request changed',
    );
    table.specificType('key', bytewise).primary();
    table.specificType('management_cluster', bytewise).notNullable();
    table
      .text('claim', 'longtext')
      .comment('JSON; null: there is no claim (any more)');
    table.specificType('hash', bytewise).comment('Of the claim');
    table
      .bigInteger('sequence')
      .notNullable()
      .unique()
      .comment('Raised with each write, in the order of the commits');
    table.timestamp('written_at').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of ['cluster_inputs', 'management_clusters', 'replicas']) {
    await knex.schema.dropTable(table);
  }
};
