// @ts-check
const { hash } = require('node:crypto');

const BATCH = 400;
const VERSION = /^v?\d+(?:\.\d+)*(?:[-+][\w.+-]*)?$/i;

/** @param {string} text */
const storable = text => text.replaceAll('\0', '');

/** @param {any} source */
function repositoryOf(source) {
  const address = (source?.repoUrl ?? '')
    .toLowerCase()
    .replace(/^[a-z][a-z+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d+(?:\/|$))\/*/, '$1/')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  return [address, source?.chart].filter(Boolean).join('/');
}

/**
 * The version of a stored Application, as far as its source tells: its images are known with the next observation of the
 * worker, which replaces this.
 *
 * @param {any[]} sources
 */
function versionOf(sources) {
  const source = sources.find(s => s.type === 'helm') ?? sources[0];
  const running = source?.deployedRevision ?? source?.revision;
  if (!running || running.kind === 'reference') return '';
  if (running.kind === 'chart') return running.value;
  const name = (source.targetRevision ?? '').replace(/^refs\/tags\//, '');
  if (!source.deployedRevision && VERSION.test(name)) return name;
  return running.kind === 'commit'
    ? running.value.slice(0, 8)
    : running.value.replace(/^sha256:/, '').slice(0, 12);
}

/**
 * @param {string} data
 */
function columnsOf(data) {
  const { sources = [] } = JSON.parse(data);
  const repository = storable(repositoryOf(sources[0]));
  const version = storable(versionOf(sources));
  return {
    repository,
    repository_hash: hash('sha256', `${repository}\0`, 'base64url').slice(
      0,
      11,
    ),
    version: version.slice(0, 100),
    version_text: `\n${version.toLowerCase().replace(/^v(?=\d)/, '')}\n`,
  };
}

/** @param {import('knex').Knex} knex */
async function fill(knex) {
  /** @type {string[] | undefined} */
  let after;
  for (;;) {
    const query = knex('applications')
      .select('cluster_key', 'namespace', 'name', 'data')
      .orderBy(['cluster_key', 'namespace', 'name'])
      .limit(BATCH);
    /** @type {Array<{ cluster_key: string, namespace: string, name: string, data: string }>} */
    const rows = await (after
      ? query.whereRaw('(cluster_key, namespace, name) > (?, ?, ?)', after)
      : query);
    if (rows.length === 0) return;
    for (const { data, ...key } of rows) {
      await knex('application_index').where(key).update(columnsOf(data));
    }
    const { cluster_key, namespace, name } = rows[rows.length - 1];
    after = [cluster_key, namespace, name];
  }
}

/**
 * What the matrix of applications and clusters is made of: by which repository applications of the same name are told apart,
 * and which version runs.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const bytewise =
    knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  await knex.schema.alterTable('application_index', table => {
    /** @param {string} name */
    const column = name =>
      table.specificType(name, bytewise).notNullable().defaultTo('');
    column('repository').comment(
      'Of the first source, without scheme, with its chart; lower case',
    );
    column('repository_hash').comment('Short enough for an index');
    column('version').comment('That runs; empty if none is known');
    column('version_text').comment(
      'The version in lower case without v, between newlines: it is searched by its beginning',
    );
  });
  await fill(knex);
  // Last, so that it is built once. All that a cell shows, so that the table is not read.
  await knex.schema.alterTable('application_index', table => {
    table.index(
      [
        'name',
        'repository_hash',
        'cluster_key',
        'namespace',
        'version',
        'health_rank',
        'sync_rank',
      ],
      'application_index_matrix',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('application_index', table => {
    table.dropIndex([], 'application_index_matrix');
  });
  await knex.schema.alterTable('application_index', table => {
    table.dropColumns(
      'repository',
      'repository_hash',
      'version',
      'version_text',
    );
  });
};
