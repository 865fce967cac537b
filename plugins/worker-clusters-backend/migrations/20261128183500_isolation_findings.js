// @ts-check

/**
 * Findings of the isolation rules with their history, and how each rule stands. A subject is a worker cluster (its key) or
 * a management cluster (its name, which has no slash).
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.createTable('isolation_findings', table => {
    table.comment('Objects that break a promise of isolation, with history');
    table.increments('id');
    table.specificType('subject', bytewise).notNullable();
    table.text('rule').notNullable();
    table
      .integer('severity_rank')
      .notNullable()
      .comment('Position of the severity, worst first');
    table.text('object_kind').notNullable();
    table.text('object_namespace').notNullable().comment('Empty: none');
    table.text('object_name').notNullable();
    table.text('evidence').notNullable();
    table.specificType('first_seen', bytewise).notNullable();
    table.specificType('last_seen', bytewise).notNullable();
    table
      .specificType('resolved_at', bytewise)
      .comment('Null while the finding stands');
    table.index(['subject', 'resolved_at']);
    table.index(['resolved_at', 'severity_rank', 'id']);
  });

  await knex.schema.createTable('isolation_checks', table => {
    table.comment('How each isolation rule stands for each subject');
    table.specificType('subject', bytewise).notNullable();
    table.specificType('rule', bytewise).notNullable();
    table.text('state').notNullable();
    table.integer('count').comment('Of all breaches, if there are some');
    table.text('reason').comment('Why the rule was not checked');
    table.primary(['subject', 'rule']);
    table.index(['state', 'rule']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('isolation_checks');
  await knex.schema.dropTable('isolation_findings');
};
