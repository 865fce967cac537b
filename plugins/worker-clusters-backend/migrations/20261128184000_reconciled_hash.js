// @ts-check

/**
 * The times of the last comparisons are written in bulk, without a comparison of hashes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumn('reconciled_hash');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table
      .text('reconciled_hash')
      .comment('Of the applications with reconciled_at');
  });
};
