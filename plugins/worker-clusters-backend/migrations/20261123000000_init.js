// @ts-check

/**
 * Times are RFC 3339 texts in UTC with milliseconds, so that texts sort as times do. On PostgreSQL every text that is
 * sorted or paged by is compared byte by byte, as SQLite does, whatever the locale of the database.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

  await knex.schema.createTable('clusters', table => {
    table.comment(
      'Worker clusters and requests for them: one row each, as derived last',
    );
    table
      .specificType('key', bytewise)
      .primary()
      .comment('<management cluster>/<namespace>/<name>');
    table.text('management_cluster').notNullable().index();
    table.text('namespace').notNullable();
    table.specificType('name', bytewise).notNullable().index();
    table.text('uid').comment('uid of the claim; null for a request');
    table.specificType('environment', bytewise).index();
    table.specificType('region', bytewise).index();
    table.specificType('owner', bytewise).index();
    table.text('phase').notNullable().index();
    table
      .integer('phase_rank')
      .notNullable()
      .comment('Position of the phase in the lifecycle');
    table
      .specificType('kubernetes_version_sort', bytewise)
      .comment('Version with padded numbers, so that 1.9 sorts before 1.10');
    table.specificType('argocd_version_sort', bytewise);
    table.text('health').index();
    table
      .integer('health_rank')
      .comment('Position in the order of health, best first');
    table.specificType('created_at', bytewise);
    table
      .text('search_text')
      .notNullable()
      .comment('Lower-case name, owner, environment and region');
    for (const column of [
      'applications_total',
      'applications_healthy',
      'applications_suspended',
      'applications_progressing',
      'applications_missing',
      'applications_degraded',
      'applications_unknown',
      'applications_synced',
      'applications_out_of_sync',
      'applications_sync_unknown',
    ]) {
      table.integer(column).notNullable().defaultTo(0);
    }
    table
      .text('last_seen')
      .comment('When the worker last answered; alone no change of the row');
    table
      .text('summary', 'longtext')
      .notNullable()
      .comment('JSON: what the fleet page shows');
    table
      .text('details', 'longtext')
      .notNullable()
      .comment('JSON: what only the cluster page shows');
    table
      .text('content_hash')
      .notNullable()
      .comment(
        'Of summary and details: tells whether a write changes anything',
      );
    table
      .text('applications_hash')
      .comment('Of the applications, without reconciled_at');
    table
      .text('reconciled_hash')
      .comment('Of the applications with reconciled_at');
    table
      .bigInteger('revision')
      .notNullable()
      .comment('Revision of the fleet in which the row last changed');
  });

  await knex.schema.createTable('applications', table => {
    table.comment('Argo CD Applications of the worker clusters, trimmed');
    table.specificType('cluster_key', bytewise).notNullable();
    table.specificType('namespace', bytewise).notNullable();
    table.specificType('name', bytewise).notNullable();
    table
      .text('data', 'longtext')
      .notNullable()
      .comment('JSON, without reconciled_at');
    table
      .text('reconciled_at')
      .comment(
        'Argo CD moves it with every refresh; alone no change of the row',
      );
    table.primary(['cluster_key', 'namespace', 'name']);
  });

  await knex.schema.createTable('phase_transitions', table => {
    table.comment('History of the lifecycle phase of each cluster');
    table.increments('id');
    table.specificType('cluster_key', bytewise).notNullable();
    table.text('phase').notNullable();
    table.text('reason').notNullable();
    table.text('message').notNullable();
    table.text('since').notNullable();
    table.text('until').comment('Null for the phase that the cluster is in');
    table.index(['cluster_key', 'id']);
  });

  await knex.schema.createTable('requests', table => {
    table.comment('Pull requests that ask for a cluster');
    table.specificType('cluster_key', bytewise).notNullable();
    table.integer('number').notNullable().comment('Of the pull request');
    table.text('state').notNullable().index();
    table.specificType('created_at', bytewise).notNullable();
    table.text('data', 'longtext').notNullable().comment('JSON');
    table.primary(['cluster_key', 'number']);
  });

  await knex.schema.createTable('fleet_revision', table => {
    table.comment(
      'One row; whoever writes holds its lock until the end of the transaction',
    );
    table.integer('id').primary();
    table.bigInteger('revision').notNullable();
  });
  await knex('fleet_revision').insert({ id: 1, revision: 0 });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'fleet_revision',
    'requests',
    'phase_transitions',
    'applications',
    'clusters',
  ]) {
    await knex.schema.dropTable(table);
  }
};
