import type { Lease } from '../store/types';

/** This process as one of the replicas: holds until a replica joins or leaves, or this one is declared dead. */
export interface Member {
  /** Undefined: there are no other replicas, and never will be. */
  lease?: Lease;
  /** Number of replicas that are alive, this one included. */
  replicas: number;
  /** Whether other replicas observed a part of the fleet until now, or do so still. */
  handover: boolean;
  /**
   * Whether something belongs to this replica: a worker cluster by its reference as text, a management cluster by its
   * name.
   */
  owns(key: string): boolean;
}

/** Whether, and as what, this process takes part in observing. */
export interface Membership {
  /** Undefined while it is no member: then it observes nothing and writes nothing. */
  readonly current: Member | undefined;
}
