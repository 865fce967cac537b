import { list, object, text } from './fields';

/**
 * The kind of claims, or of namespaced composite resources, that a CompositeResourceDefinition offers to people.
 * Undefined if it offers none that is namespaced.
 */
export function trimDefinition(
  raw: unknown,
): { apiVersion: string; kind: string } | undefined {
  const spec = object(object(raw).spec);
  const namespaced = spec.scope === 'Namespaced';
  const names = object(namespaced ? spec.names : spec.claimNames);
  const versions = list(spec.versions)
    .map(object)
    .filter(version => version.served === true);
  const version = versions.find(v => v.referenceable === true) ?? versions[0];
  const group = text(spec.group, 253);
  const kind = text(names.kind, 128);
  const name = text(object(version).name, 63);
  return group && kind && name
    ? { apiVersion: `${group}/${name}`, kind }
    : undefined;
}
