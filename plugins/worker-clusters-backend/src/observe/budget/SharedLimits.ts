import { ParsePool } from '../parse/ParsePool';
import { SharedBurst } from './Budget';
import { ListSlots } from './ListSlots';
import { LoopShare } from './LoopShare';

/** What all API servers of the process share, each in its turn. */
export interface SharedLimits {
  pool: ParsePool;
  slots: ListSlots;
  loop: LoopShare;
  /** Of the workers; a management cluster is trusted. */
  burst: SharedBurst;
}

export const createSharedLimits = (): SharedLimits => ({
  pool: new ParsePool(),
  slots: new ListSlots(),
  loop: new LoopShare(),
  burst: new SharedBurst(),
});
