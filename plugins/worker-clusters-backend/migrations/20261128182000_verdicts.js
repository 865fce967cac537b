// @ts-check

const COLUMNS = [
  'applications_green',
  'applications_pending',
  'applications_muted',
  'applications_wrong',
];
// Phases behind `awaiting-confirmation`, which is new.
const LATER_PHASES = ['deleting', 'failed', 'closed'];

/**
 * Counts of the verdicts on the applications of each cluster, filled by the next derivation of the cluster; and a place
 * for the phase `awaiting-confirmation` in the order of phases.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    for (const column of COLUMNS) table.integer(column);
  });
  await knex('clusters')
    .whereIn('phase', LATER_PHASES)
    .increment('phase_rank', 1);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex('clusters')
    .whereIn('phase', LATER_PHASES)
    .decrement('phase_rank', 1);
  // The release before knows no such phase.
  await knex('clusters')
    .where({ phase: 'awaiting-confirmation' })
    .update({ phase: 'deleting' });
  await knex.schema.alterTable('clusters', table => {
    table.dropColumns(...COLUMNS);
  });
};
