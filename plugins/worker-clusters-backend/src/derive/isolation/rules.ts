import {
  type ClusterRef,
  type IsolationRuleId,
  type Message,
  stringifyClusterRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { matchesGlob } from '../../glob';
import type { ArgoProject, Looked } from '../../observe/types';
import { boundedCode, boundedText, boundedWord } from '../text';
import {
  describeDestination,
  isNamespaceOrPrefix,
  isOwnCluster,
} from './destination';
import { describeWrites } from './rights';
import type {
  Breach,
  IsolationInput,
  IsolationSettings,
  RuleResult,
} from './types';

const MAX_EVIDENCE = 300;
const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_PROJECT = 'default';

/** What a check reads besides the input. It reads no clock: `now` is given. */
export interface RuleContext extends IsolationSettings {
  now: Date;
}

type Check = (input: IsolationInput, context: RuleContext) => RuleResult;

/** Runs a check on what was looked at; what was not stays not checked. */
function on<T>(
  looked: Looked<T>,
  check: (value: T) => RuleResult | Breach[],
): RuleResult {
  if (!('value' in looked)) return looked;
  const result = check(looked.value);
  return Array.isArray(result) ? { breaches: result } : result;
}

function breach(
  object: { kind: string; namespace?: string; name: string },
  evidence: string | Message,
): Breach {
  const { message, messageCode } =
    typeof evidence === 'string' ? { message: evidence } : evidence;
  const namespace = boundedWord(object.namespace);
  return {
    object: {
      kind: object.kind,
      ...(namespace && { namespace }),
      name: boundedWord(object.name) ?? '?',
    },
    evidence: boundedText(message, MAX_EVIDENCE) ?? '',
    ...(messageCode && {
      evidenceCode: boundedCode(messageCode, MAX_EVIDENCE),
    }),
  };
}

/** Several texts in one line, the first ones of many. */
function some(texts: string[]): string {
  const first = texts.slice(0, 5).join('; ');
  return texts.length > 5 ? `${first}; and ${texts.length - 5} more` : first;
}

/** Looks at each project, except for `default`, which has a rule of its own. */
function onProjects(
  { projects }: IsolationInput,
  find: (project: ArgoProject) => string[],
): RuleResult {
  return on(projects, all => {
    const others = all.filter(p => p.name !== DEFAULT_PROJECT);
    const breaches = others.flatMap(project => {
      const evidence = find(project);
      return evidence.length
        ? breach({ kind: 'AppProject', ...project }, some(evidence))
        : [];
    });
    const cut = others.find(p => p.truncated);
    return {
      breaches,
      ...(cut && {
        partly: writeMessage('unchecked-project-cut', {
          name: boundedWord(cut.name) ?? '?',
        }),
      }),
    };
  });
}

const isDenial = (text: string | undefined) => text?.startsWith('!') ?? false;

/**
 * Whether an entry of a project may permit a text. One with `!` before it permits all that it does not match.
 * Source: argo-cd, `pkg/apis/application/v1alpha1/app_project_types.go`, `globMatch` and `isDestinationMatched`.
 */
function mayPermit(entry: string, text: string): boolean {
  return isDenial(entry)
    ? matchesGlob(entry.slice(1), text) !== true
    : matchesGlob(entry, text) !== false;
}

/**
 * Whether an entry denies each destination. Server or name suffices for it to match; a denial of the server counts where the
 * namespace matches, and one of the namespace where the server does.
 * Source: argo-cd 2.14 to 3.5, `isDestinationMatched`; older ones deny more.
 */
function deniesAll({
  server,
  name,
  namespace,
}: ArgoProject['destinations'][number]): boolean {
  return (
    (name === '!*' && (!server || server === '!*' || namespace === '!*')) ||
    (server === '!*' && !name && namespace === '*') ||
    (server === '*' && namespace === '!*')
  );
}

/** Destinations that permit something: none if an entry denies everything, whatever the others say. */
const permittedDestinations = ({ destinations }: ArgoProject) =>
  destinations.some(deniesAll) ? [] : destinations;

/** Repositories that are permitted; `!**` denies all of them (`*` ends at a slash). */
const permittedSources = ({ sourceRepos }: ArgoProject) =>
  sourceRepos.includes('!**') ? [] : sourceRepos;

/** Whether an entry permits more than one text. */
const isPattern = (text: string) => /^!|[*?[{]/.test(text);

/** Whether the project may make Argo CD's own settings, or anything else but Applications, in Argo CD's namespace. */
function onlyApplications(project: ArgoProject): boolean {
  return (
    project.namespaceResourceWhitelist?.every(
      ({ group, kind }) =>
        group === 'argoproj.io' &&
        (kind === 'Application' || kind === 'ApplicationSet'),
    ) ?? false
  );
}

/** Whether an entry of a project permits a text for sure: one that cannot be decided does not. */
function surelyPermits(entry: string, text: string): boolean {
  return isDenial(entry)
    ? matchesGlob(entry.slice(1), text) === false
    : matchesGlob(entry, text) === true;
}

/** Whether an entry denies a namespace of the own cluster, whatever the others say. It counts for the servers that it matches. */
function deniesNamespace(
  project: ArgoProject,
  namespace: string,
  own: IsolationInput['own'],
): boolean {
  const isOwn = (server: string) =>
    server === '*' ||
    ('value' in own && own.value.servers.every(s => surelyPermits(server, s)));
  return project.destinations.some(
    d =>
      isDenial(d.namespace) &&
      !mayPermit(d.namespace!, namespace) &&
      isOwn(d.server ?? ''),
  );
}

/** A setting of `argocd-cm` that has to be off. */
function mustBeOff(
  key: 'anonymous' | 'admin' | 'exec',
  name: string,
  byDefault: boolean,
): Check {
  return input =>
    on(input.settings, settings => {
      if (!settings) {
        return { notChecked: writeMessage('unchecked-no-settings') };
      }
      const value = settings[key];
      // Argo CD compares with "true", but parses `admin.enabled` (strconv.ParseBool) and takes nonsense for the default.
      const isOn = byDefault
        ? !/^(?:0|f|F|false|FALSE|False)$/.test(value ?? '')
        : value === 'true';
      return isOn
        ? [
            breach(
              {
                kind: 'ConfigMap',
                namespace: input.argocdNamespace,
                name: 'argocd-cm',
              },
              value === undefined
                ? writeMessage('evidence-setting-default', { setting: name })
                : `${name}: "${value}"`,
            ),
          ]
        : [];
    });
}

/** Another cluster that shares something which each should have for itself; `serve/` hides it from whom may not see it. */
const sharedWith = (refs: ClusterRef[], evidence: Message): Breach[] =>
  refs.map(ref =>
    breach({ kind: 'WorkerCluster', name: stringifyClusterRef(ref) }, evidence),
  );

/**
 * The rules, one check for each. What they promise, how severe a breach is and what to do about it is in
 * `ISOLATION_RULES`.
 */
export const RULES: Record<IsolationRuleId, Check> = {
  'management-destination': ({ managementApplications }) =>
    on(managementApplications, applications =>
      applications.map(({ name, namespace, server, destinationName }) =>
        breach(
          { kind: 'Application', namespace, name },
          `destination: ${describeDestination({
            server,
            name: destinationName,
          })}`,
        ),
      ),
    ),

  'application-destination': ({ applications, own }) =>
    on(own, ownCluster =>
      on(applications, all =>
        all.flatMap(({ metadata, destinationServer, destinationName }) => {
          const destination = {
            server: destinationServer,
            name: destinationName,
          };
          return isOwnCluster(destination, ownCluster)
            ? []
            : breach(
                { kind: 'Application', ...metadata },
                `destination: ${describeDestination(destination)}`,
              );
        }),
      ),
    ),

  'cluster-secret': ({ clusterSecrets, argocdNamespace }) =>
    on(clusterSecrets, names =>
      names.map(name =>
        breach(
          { kind: 'Secret', namespace: argocdNamespace, name },
          'label argocd.argoproj.io/secret-type: cluster',
        ),
      ),
    ),

  'project-clusters': input =>
    on(input.own, own =>
      onProjects(input, project =>
        permittedDestinations(project)
          .filter(d => !isOwnCluster(d, own))
          .map(d => `destination: ${describeDestination(d)}`),
      ),
    ),

  'project-namespaces': input =>
    onProjects(input, project =>
      permittedDestinations(project).flatMap(({ namespace = '' }) =>
        isNamespaceOrPrefix(namespace)
          ? []
          : `destination namespace: ${namespace || '(empty)'}`,
      ),
    ),

  'project-argocd-namespace': input =>
    onProjects(input, project =>
      onlyApplications(project) ||
      deniesNamespace(project, input.argocdNamespace, input.own)
        ? []
        : permittedDestinations(project).flatMap(({ namespace = '' }) =>
            mayPermit(namespace, input.argocdNamespace)
              ? `destination namespace: ${namespace}`
              : [],
          ),
    ),

  'project-sources': input =>
    onProjects(input, project =>
      permittedSources(project)
        .filter(isPattern)
        .map(repo => `sourceRepos: ${repo}`),
    ),

  'project-cluster-resources': input =>
    onProjects(input, project =>
      project.clusterResourceWhitelist.flatMap(entry => {
        const { group, kind, name } = entry;
        const text = `clusterResourceWhitelist: group ${
          group || "''"
        }, kind ${kind}`;
        if (isPattern(group) || isPattern(kind)) return text;
        // Argo CD compares a cluster-wide object with no destination: without a name, any namespace is the project's.
        return group === '' &&
          kind === 'Namespace' &&
          !isNamespaceOrPrefix(name ?? '')
          ? `${text}, name ${name || '(any)'}`
          : [];
      }),
    ),

  'default-project': input =>
    on(input.projects, projects => {
      const project = projects.find(p => p.name === DEFAULT_PROJECT);
      const open =
        project &&
        permittedSources(project).length > 0 &&
        permittedDestinations(project).length > 0;
      return on(input.applications, applications => [
        ...(open
          ? [
              breach(
                { kind: 'AppProject', ...project },
                some([
                  ...project.sourceRepos.map(r => `sourceRepos: ${r}`),
                  ...project.destinations.map(
                    d =>
                      `destination: ${describeDestination(d)} ${
                        d.namespace ?? ''
                      }`,
                  ),
                ]),
              ),
            ]
          : []),
        ...applications.flatMap(({ metadata, project: name }) =>
          (name ?? DEFAULT_PROJECT) === DEFAULT_PROJECT
            ? breach({ kind: 'Application', ...metadata }, 'project: default')
            : [],
        ),
      ]);
    }),

  'anonymous-access': mustBeOff('anonymous', 'users.anonymous.enabled', false),
  'local-administrator': mustBeOff('admin', 'admin.enabled', true),
  'web-terminal': mustBeOff('exec', 'exec.enabled', false),

  'shared-credential': ({ sharedCredential }) =>
    on(sharedCredential, refs =>
      sharedWith(refs, writeMessage('evidence-token-shared')),
    ),
  'shared-argocd': ({ sharedServer }) =>
    on(sharedServer, refs =>
      sharedWith(refs, writeMessage('evidence-api-server-shared')),
    ),

  'portal-rights': ({ rights }) =>
    on(rights, reviews => {
      // What a ClusterRoleBinding grants is among the answers for every namespace.
      const seen = new Set<string>();
      const breaches = reviews.flatMap(({ namespace, rules }) => {
        const writes = [
          ...new Set(rules.flatMap(rule => describeWrites(rule) ?? [])),
        ].filter(text => !seen.has(text));
        for (const text of writes) seen.add(text);
        return writes.length
          ? breach(
              { kind: 'SelfSubjectRulesReview', name: namespace },
              writeMessage('evidence-rights', {
                namespace,
                rights: some(writes),
              }),
            )
          : [];
      });
      return {
        breaches,
        ...(reviews.some(r => r.incomplete) && {
          partly: writeMessage('unchecked-rights-partly'),
        }),
      };
    }),

  composition: ({ composition }) =>
    on(composition, ({ claim, name, allowed }) =>
      allowed.includes(name)
        ? []
        : [
            breach(
              claim,
              allowed.length
                ? writeMessage('evidence-composition', {
                    name,
                    allowed: some(allowed),
                  })
                : writeMessage('evidence-composition-none', { name }),
            ),
          ],
    ),

  'credential-age': ({ credential }, { now, maxCredentialAgeMs }) =>
    on(credential, ({ object, issuedAt, writtenAt }) => {
      const since = issuedAt ?? writtenAt;
      if (since === undefined) {
        return {
          notChecked: writeMessage('unchecked-credential-age'),
        };
      }
      const age = now.getTime() - Date.parse(since);
      // Days in the evidence would change it every day.
      return age > maxCredentialAgeMs
        ? [
            breach(
              object,
              writeMessage(
                issuedAt
                  ? 'evidence-credential-issued'
                  : 'evidence-credential-written',
                {
                  time: since,
                  days: Math.round(maxCredentialAgeMs / DAY_MS),
                },
              ),
            ),
          ]
        : [];
    }),
};
