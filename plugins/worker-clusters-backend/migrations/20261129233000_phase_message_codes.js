// @ts-check

/**
 * The codes of what phases said last, by which pages translate them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('phase_transitions', table => {
    table
      .text('message_code')
      .comment('JSON of CodedMessage; null for the words of a resource');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('phase_transitions', table => {
    table.dropColumn('message_code');
  });
};
