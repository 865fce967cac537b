// @ts-check

/**
 * Why clusters are not as they should be, one row for each reason: the same reason on several clusters is an incident. The
 * findings of isolation have a table of their own.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.createTable('cluster_reasons', table => {
    table.comment('Reasons that several clusters may have, by cluster');
    table.specificType('cluster_key', bytewise).notNullable();
    table
      .specificType('id', bytewise)
      .notNullable()
      .comment('Of the incident: kind, and hash of kind, reason and subject');
    table.text('kind').notNullable();
    table.text('reason').notNullable();
    table
      .text('subject')
      .comment('What the reason is about, if not the cluster');
    table
      .specificType('first_seen', bytewise)
      .notNullable()
      .comment('RFC 3339, UTC, milliseconds');
    table.primary(['cluster_key', 'id']);
    table.index(['id']);
  });
  await knex.schema.alterTable('clusters', table => {
    table
      .text('reasons_hash')
      .comment('Of the rows in cluster_reasons; null for none');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumn('reasons_hash');
  });
  await knex.schema.dropTable('cluster_reasons');
};
