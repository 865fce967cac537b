// @ts-check

/**
 * A hash of what the catalog's entity of a cluster is made of: tells a change of the catalog from all others.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    table
      .text('entity_hash')
      .comment('Of what the catalog entity is made of; null: not known');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumn('entity_hash');
  });
};
