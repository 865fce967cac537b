import { type ConfigApi } from '@backstage/frontend-plugin-api';
import {
  type AccessTemplate,
  readAccessTemplates,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { webLink } from '../../format';

/** A step for one cluster. */
export interface AccessStep {
  title: string;
  text?: string;
  command?: string;
  /** An http(s) URL. */
  link?: { title: string; url: string };
  /** Placeholders whose values are not known (yet) or cannot be filled in safely: command and link are left out for want of them. */
  missing: string[];
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;
/** What a shell takes as it is; at its beginning no `-`, which would make an option of it. */
const PLAIN = /^[\w@%+=:,./][\w@%+=:,./-]*$/;
/** Within quotes and here documents of the template the quotes around a value are a part of it, and `$(…)` in it is run. */
const QUOTING = /["'`]|<</;
/** A terminal may take a control character that is pasted for a key; those that format text show it in another order. */
const UNSEEN = /\p{C}|[\u2028\u2029]/u;

type Escape = (value: string) => string | undefined;

const asIs: Escape = value => value;
const forShell =
  (template: string): Escape =>
  value => {
    if (PLAIN.test(value)) return value;
    if (value.startsWith('-') || QUOTING.test(template)) return undefined;
    return `'${value.replace(/'/g, `'\\''`)}'`;
  };

/** The values of the placeholders. They come from claims and clusters: untrusted text. */
const valuesOf = (
  cluster: WorkerClusterDetails,
): Record<string, string | undefined> => ({
  name: cluster.name,
  namespace: cluster.namespace,
  managementCluster: cluster.managementCluster,
  environment: cluster.environment,
  region: cluster.region,
  owner: cluster.owner,
  ownerName: cluster.owner?.split('/').at(-1),
  apiServer: cluster.apiServer,
  argocdUrl: webLink(cluster.argocd?.url),
});

function fill(
  template: string,
  values: Record<string, string | undefined>,
  escape: Escape,
  missing: Set<string>,
): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const escaped = value && !UNSEEN.test(value) ? escape(value) : undefined;
    if (!escaped) missing.add(name);
    return escaped ?? '';
  });
}

/** A link with an address of its own at its beginning keeps that; everything else is a part of a path or query. */
function fillUrl(
  template: string,
  values: Record<string, string | undefined>,
  missing: Set<string>,
): string | undefined {
  const [whole, first] = template.match(/^\{\{\s*(\w+)\s*\}\}/) ?? [''];
  const base = first ? fill(whole, values, asIs, missing) : '';
  return webLink(
    base +
      fill(template.slice(whole.length), values, encodeURIComponent, missing),
  );
}

/**
 * The steps by which people reach a cluster, filled with its fields. Values are quoted for a POSIX shell in commands and encoded
 * in links; one that no quoting makes safe counts as not known. A link that is no http(s) URL is left out.
 */
export function accessSteps(
  templates: AccessTemplate[],
  cluster: WorkerClusterDetails,
): AccessStep[] {
  const values = valuesOf(cluster);
  return templates
    .filter(
      ({ environments }) =>
        !environments || environments.includes(cluster.environment ?? ''),
    )
    .map(({ title, text, command, link }) => {
      const missing = new Set<string>();
      const filled =
        command && fill(command, values, forShell(command), missing);
      const url = link && fillUrl(link.url, values, missing);
      const told = new Set<string>();
      return {
        title: fill(title, values, asIs, told),
        ...(text && { text: fill(text, values, asIs, told) }),
        ...(filled && missing.size === 0 && { command: filled }),
        ...(link &&
          url &&
          missing.size === 0 && { link: { title: link.title, url } }),
        missing: [...missing],
      };
    });
}

/** The configured steps; none: there is no tab. Wrong ones are left out, which the backend reports. */
export const readSteps = (config: ConfigApi): AccessTemplate[] =>
  readAccessTemplates(config.getOptional('workerClusters.access')).steps;
