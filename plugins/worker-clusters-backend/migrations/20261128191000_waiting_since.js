// @ts-check

/**
 * The clusters that a portal which has started waits for are marked by one statement: their connection, in the JSON of
 * the row, stays as it was.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    table
      .text('waiting_since')
      .comment(
        'When the portal started, if the row has not been written since; null: the connection in the summary holds',
      );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumn('waiting_since');
  });
};
