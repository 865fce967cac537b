import { shortOwner } from '../format';
import type { Translate } from '../translations';
import type { Grouping } from './groups';

/** The heading of a group; also of the one group that there is without a grouping. */
export function groupTitle(
  t: Translate,
  grouping: Grouping | undefined,
  key: string | undefined,
): string {
  if (!grouping) return t('fleet.group.all');
  if (key === undefined) return t(`fleet.group.without.${grouping}`);
  return grouping === 'owner' ? shortOwner(key) : key;
}
