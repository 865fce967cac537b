// @ts-check

/**
 * What a label selector over Applications is evaluated on. Empty until the worker is observed again: no release before kept
 * labels.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.alterTable('application_index', table => {
    table
      .specificType('label_text', bytewise)
      .notNullable()
      .defaultTo('')
      .comment('Each label as key=value between newlines');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('application_index', table => {
    table.dropColumn('label_text');
  });
};
