// @ts-check

/**
 * The codes of fixed sentences among evidence and reasons, by which pages translate them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('isolation_findings', table => {
    table
      .text('evidence_code')
      .comment('JSON of CodedMessage; null for the words of an object');
  });
  await knex.schema.alterTable('isolation_checks', table => {
    table
      .text('reason_code')
      .comment('JSON of CodedMessage; null for the words of a server');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('isolation_checks', table => {
    table.dropColumn('reason_code');
  });
  await knex.schema.alterTable('isolation_findings', table => {
    table.dropColumn('evidence_code');
  });
};
