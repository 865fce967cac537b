// @ts-check

/**
 * The notifications that were sent, or were left out because they held before notifications were switched on.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.createTable('notification_records', table => {
    table.comment('What recipients were told, so that they are told it once');
    table
      .specificType('id', bytewise)
      .primary()
      .comment('Hash of topic, subject and recipient');
    table.text('topic').notNullable();
    table.specificType('recorded_at', bytewise).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('notification_records');
};
