import { getField, setField } from './fieldPath';
import { applyTransforms, format, Transform } from './transforms';

/** One patch of function-patch-and-transform. */
export interface Patch {
  type?: string;
  patchSetName?: string;
  fromFieldPath?: string;
  toFieldPath?: string;
  combine?: {
    strategy: string;
    variables: Array<{ fromFieldPath: string }>;
    string?: { fmt: string };
  };
  transforms?: Transform[];
  policy?: { fromFieldPath?: 'Optional' | 'Required'; toFieldPath?: string };
}

export interface PatchSet {
  name: string;
  patches: Patch[];
}

/** A patch whose source must be there and is not: the resource cannot be made yet. */
export class RequiredFieldError extends Error {}

/**
 * Puts the patches of patch sets in place of the names of the sets.
 *
 * @throws Error if there is no such set.
 */
export function expandPatchSets(
  patches: Patch[] | undefined,
  sets: PatchSet[] | undefined,
): Patch[] {
  return (patches ?? []).flatMap(patch => {
    if (patch.type !== 'PatchSet') return [patch];
    const set = sets?.find(s => s.name === patch.patchSetName);
    if (!set) throw new Error(`cannot find PatchSet "${patch.patchSetName}"`);
    return set.patches;
  });
}

/** True for a patch that writes to the composite resource. */
export function writesToComposite(patch: Patch): boolean {
  return (
    patch.type === 'ToCompositeFieldPath' || patch.type === 'CombineToComposite'
  );
}

/**
 * Applies one patch: reads from `source`, changes `target`. An optional source that is absent changes nothing.
 *
 * @throws RequiredFieldError if a required source is absent.
 * @throws Error if the patch cannot be applied at all.
 */
export function applyPatch(patch: Patch, source: object, target: object): void {
  const value = readSource(patch, source);
  if (value === undefined) {
    if (patch.policy?.fromFieldPath === 'Required') {
      throw new RequiredFieldError(
        `${describe(patch)}: no such field in the source`,
      );
    }
    return;
  }
  const policy = patch.policy?.toFieldPath ?? 'Replace';
  if (policy !== 'Replace') {
    throw new Error(`policy.toFieldPath "${policy}" is not supported`);
  }
  const to = patch.toFieldPath ?? patch.fromFieldPath;
  if (!to) throw new Error('a patch has no toFieldPath');
  setField(
    target,
    to,
    structuredClone(applyTransforms(value, patch.transforms)),
  );
}

function readSource(patch: Patch, source: object): unknown {
  switch (patch.type ?? 'FromCompositeFieldPath') {
    case 'FromCompositeFieldPath':
    case 'ToCompositeFieldPath':
      if (!patch.fromFieldPath) throw new Error('a patch has no fromFieldPath');
      return getField(source, patch.fromFieldPath);
    case 'CombineFromComposite':
    case 'CombineToComposite': {
      if (patch.combine?.strategy !== 'string') {
        throw new Error(
          `combine strategy "${patch.combine?.strategy}" is not supported`,
        );
      }
      const values = patch.combine.variables.map(v =>
        getField(source, v.fromFieldPath),
      );
      return values.some(v => v === undefined)
        ? undefined
        : format(patch.combine.string?.fmt ?? '', values);
    }
    default:
      throw new Error(`patch type "${patch.type}" is not supported`);
  }
}

function describe(patch: Patch): string {
  return (
    patch.fromFieldPath ??
    patch.combine?.variables.map(v => v.fromFieldPath).join(', ') ??
    patch.type ??
    'patch'
  );
}
