import type { Application, ApplicationSource } from './applications';

/**
 * What a version was read from.
 *
 * - `chart`: the version of the Helm chart.
 * - `tag`: the tag of the Git repository that the Application names, or of an OCI artifact.
 * - `image`: the tag of the container image that runs.
 * - `commit` and `digest`: of the source, because nothing else tells.
 *
 * @public
 */
export type ApplicationVersionKind =
  | 'chart'
  | 'tag'
  | 'image'
  | 'commit'
  | 'digest';

/** @public */
export interface ApplicationVersion {
  value: string;
  kind: ApplicationVersionKind;
}

/** `1.4.2`, `v2`, `2026.11.3-rc.1`: what people call a version, and no branch. */
const VERSION = /^v?\d+(?:\.\d+)*(?:[-+][\w.+-]*)?$/i;
const MAX_COMMIT = 8;
const MAX_DIGEST = 12;

interface Image {
  /** Last part of the repository: `storefront` of `ghcr.io/shop/storefront:1.4.2`. */
  name: string;
  tag: string;
}

/** Name and tag of an image reference; undefined without a tag that says something. */
function parseImage(reference: string): Image | undefined {
  const [path] = reference.split('@', 1);
  const last = path.slice(path.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  const tag = colon < 0 ? '' : last.slice(colon + 1);
  return tag && tag !== 'latest'
    ? { name: last.slice(0, colon), tag }
    : undefined;
}

const distinct = (tags: string[]) => [...new Set(tags)];

/**
 * The tag that stands for all images of an Application: of the one with its name, else of those whose name is part of its
 * or the other way round, else the one that all have, else that of more than half of them.
 */
function imageTag({ name, images = [] }: Pick<Application, 'name' | 'images'>) {
  const parsed = images.flatMap(image => parseImage(image) ?? []);
  const own = parsed.filter(image => image.name === name);
  const akin = parsed.filter(
    image =>
      image.name.length > 2 &&
      (image.name.includes(name) || name.includes(image.name)),
  );
  for (const some of [own, akin, parsed]) {
    const tags = distinct(some.map(image => image.tag));
    if (tags.length === 1) return tags[0];
  }
  return distinct(parsed.map(image => image.tag)).find(
    tag => parsed.filter(image => image.tag === tag).length * 2 > parsed.length,
  );
}

/** What of a source runs: the revision of the last sync that succeeded. Undefined for a name that was not resolved. */
function running({ deployedRevision, revision }: ApplicationSource) {
  const known = deployedRevision ?? revision;
  return known?.kind === 'reference' ? undefined : known;
}

/** The tag by which a source is known, as long as that is what runs. */
function sourceTag(source: ApplicationSource): string | undefined {
  const { targetRevision = '', deployedRevision } = source;
  const name = targetRevision.replace(/^refs\/tags\//, '');
  const named = source.type !== 'helm' && VERSION.test(name);
  return named && running(source) && !deployedRevision ? name : undefined;
}

/** The source that is deployed: of several the first that has a chart, else the first that is not there for its values. */
function mainSource(sources: ApplicationSource[]) {
  return (
    sources.find(s => s.type === 'helm') ??
    sources.find(s => !s.ref) ??
    sources.at(0)
  );
}

/**
 * The version of an Application that runs: the version of its chart; else the tag that its source names; else the tag of its
 * image; else the commit or digest of its source, shortened. Undefined where none is known. Branches are no versions: they
 * say what is wanted, not what runs.
 *
 * @public
 */
export function applicationVersion(
  application: Pick<Application, 'name' | 'sources' | 'images'>,
): ApplicationVersion | undefined {
  const source = mainSource(application.sources);
  const revision = source && running(source);
  if (revision?.kind === 'chart') {
    return { value: revision.value, kind: 'chart' };
  }
  const tag = source && sourceTag(source);
  if (tag) return { value: tag, kind: 'tag' };
  const image = imageTag(application);
  if (image) return { value: image, kind: 'image' };
  if (revision?.kind === 'commit') {
    return { value: revision.value.slice(0, MAX_COMMIT), kind: 'commit' };
  }
  if (revision?.kind === 'digest') {
    return {
      value: revision.value.replace(/^sha256:/, '').slice(0, MAX_DIGEST),
      kind: 'digest',
    };
  }
  return undefined;
}
