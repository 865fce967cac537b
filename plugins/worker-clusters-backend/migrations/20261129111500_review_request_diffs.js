// @ts-check

const BATCH = 50;

/**
 * The changed text of each request for review, and whether a merged one is applied.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('review_requests', table => {
    table
      .text('diffs')
      .comment('JSON of QueuedDiff[]; null before the next evaluation');
    table
      .boolean('applied')
      .comment('Of a merged request; null where that is not known');
  });

  let last = -1;
  for (;;) {
    const rows = await knex('review_requests')
      .where('number', '>', last)
      .orderBy('number')
      .limit(BATCH)
      .select('number', 'data');
    if (rows.length === 0) break;
    for (const { number, data } of rows) {
      const { applied } = JSON.parse(data).request;
      if (applied === undefined) continue;
      await knex('review_requests').where({ number }).update({ applied });
    }
    last = rows[rows.length - 1].number;
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('review_requests', table => {
    table.dropColumns('diffs', 'applied');
  });
};
