import type {
  ArgoCdProject,
  ArgoCdReach,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoProject, WorkerObservation } from '../observe/types';
import { boundedMessage, boundedText, boundedWord } from './text';

const MAX_PROJECTS = 50;
const MAX_ENTRIES = 20;
const MAX_REPOSITORIES = 50;
const MAX_URL = 500;
/** Of all projects together: they are written with each change of the cluster's row. */
const MAX_CHARACTERS = 64 * 1024;
/** Repositories of which the shown ones are the first by name. */
const MAX_KNOWN_REPOSITORIES = 1000;

function toProject(project: ArgoProject): ArgoCdProject {
  const { sourceRepos, destinations, clusterResourceWhitelist } = project;
  const lists = [sourceRepos, destinations, clusterResourceWhitelist];
  const truncated =
    project.truncated || lists.some(list => list.length > MAX_ENTRIES);
  return {
    name: boundedWord(project.name) ?? '?',
    repositories: sourceRepos
      .slice(0, MAX_ENTRIES)
      .flatMap(repo => boundedText(repo, MAX_URL) ?? []),
    destinations: destinations
      .slice(0, MAX_ENTRIES)
      .map(({ server, name, namespace }) => {
        const cluster = boundedText(server ?? name, MAX_URL);
        const into = boundedWord(namespace);
        return {
          ...(cluster && { cluster }),
          ...(into && { namespace: into }),
        };
      }),
    clusterResources: clusterResourceWhitelist
      .slice(0, MAX_ENTRIES)
      .map(({ group, kind, name }) => {
        const of = boundedWord(name);
        return `${boundedWord(group) ?? ''}/${boundedWord(kind) ?? '?'}${
          of ? ` ${of}` : ''
        }`;
      }),
    ...(truncated && { truncated: true as const }),
  };
}

/** The first projects by name, as many as may be kept. */
function toProjects(projects: ArgoProject[]): ArgoCdProject[] {
  let left = MAX_CHARACTERS;
  return [...projects]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MAX_PROJECTS)
    .map(toProject)
    .filter(project => {
      left -= JSON.stringify(project).length;
      return left >= 0;
    });
}

/**
 * What the AppProjects of a worker permit, and the repositories of its Applications.
 *
 * @param previous - stands while the projects have not been read in this run of the process
 */
export function deriveArgoCdReach(
  { applications, isolation }: WorkerObservation,
  previous: ArgoCdReach | undefined,
): ArgoCdReach {
  const repositories = new Set<string>();
  for (const { sources } of applications) {
    for (const { repoUrl } of sources) {
      if (repoUrl !== undefined && repositories.size < MAX_KNOWN_REPOSITORIES) {
        repositories.add(repoUrl);
      }
    }
  }
  const looked = isolation?.projects ?? { pending: true };
  let projects: Omit<ArgoCdReach, 'repositories'>;
  if ('value' in looked) {
    projects = { projects: toProjects(looked.value) };
  } else if ('notChecked' in looked) {
    const { message, messageCode } =
      boundedMessage(looked.notChecked, 1000) ?? {};
    projects = {
      notRead: message,
      ...(messageCode && { notReadCode: messageCode }),
    };
  } else {
    const { repositories: _, ...known } = previous ?? { repositories: [] };
    projects = known;
  }
  return {
    ...projects,
    repositories: [...repositories]
      .sort()
      .slice(0, MAX_REPOSITORIES)
      .flatMap(repo => boundedText(repo, MAX_URL) ?? []),
  };
}
