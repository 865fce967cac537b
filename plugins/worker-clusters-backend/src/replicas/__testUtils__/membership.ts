import type { Member, Membership } from '../types';

const ONLY_REPLICA: Member = {
  replicas: 1,
  handover: false,
  owns: () => true,
};

/** A membership that stays. */
export const onlyReplica: Membership = { current: ONLY_REPLICA };
