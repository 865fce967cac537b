// @ts-check

/**
 * How long each stage of each cluster took. It outlives the cluster: what is usual is learnt from all that there were.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.createTable('stage_durations', table => {
    table.comment('Stages of the timelines that are over, one row each');
    table.specificType('cluster_key', bytewise).notNullable();
    table.text('uid').notNullable().comment('uid of the claim');
    table.text('stage').notNullable();
    table.text('region');
    table.text('kubernetes_version').comment('Minor version, such as 1.34');
    table
      .specificType('ended_at', bytewise)
      .notNullable()
      .index()
      .comment('RFC 3339, UTC');
    table.integer('seconds').notNullable();
    table.primary(['cluster_key', 'uid', 'stage']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('stage_durations');
};
