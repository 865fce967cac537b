// @ts-check

const BATCH = 200;

/** @param {string | undefined} version */
const minorOf = version =>
  /^v?(\d{1,9}\.\d{1,9})(?:[.+-]|$)/.exec(version ?? '')?.[1] ?? null;

/**
 * What the fleet is filtered and counted by besides phase and health.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.alterTable('clusters', table => {
    table.text('sync').comment('Worst sync status of the applications');
    table
      .text('connection_status')
      .notNullable()
      .defaultTo('unknown')
      .comment('As it was written; see waiting_since');
    table
      .specificType('kubernetes_minor', bytewise)
      .comment('Minor version that runs, such as 1.34');
  });

  let last = '';
  for (;;) {
    const rows = await knex('clusters')
      .where('key', '>', last)
      .orderBy('key')
      .limit(BATCH)
      .select('key', 'summary');
    if (rows.length === 0) break;
    for (const { key, summary } of rows) {
      const { sync, connection, kubernetesVersion } = JSON.parse(summary);
      await knex('clusters')
        .where({ key })
        .update({
          sync: sync ?? null,
          connection_status: connection?.status ?? 'unknown',
          kubernetes_minor: minorOf(kubernetesVersion),
        });
    }
    last = rows[rows.length - 1].key;
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumns('sync', 'connection_status', 'kubernetes_minor');
  });
};
