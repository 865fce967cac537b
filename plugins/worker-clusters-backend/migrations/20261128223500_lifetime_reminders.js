// @ts-check

/**
 * The reminders of ends of lifetimes that were published: each is published once.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('lifetime_reminders', table => {
    table.text('cluster_key').notNullable();
    table.text('expires_at').notNullable();
    table
      .integer('days_left')
      .notNullable()
      .comment('Which reminder: days before the end');
    table.text('sent_at').notNullable();
    table.primary(['cluster_key', 'expires_at', 'days_left']);
    table.index('sent_at');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('lifetime_reminders');
};
