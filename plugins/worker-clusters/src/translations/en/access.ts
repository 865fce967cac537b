/** How people reach a cluster. */
export const access = {
  heading: 'Access',
  note: 'Set up by the platform team. The portal hands out no credential: you log in as yourself.',
  none: 'There are no steps for clusters of this environment.',
  missing: 'Not available yet: the cluster has no usable value for {{fields}}.',
} as const;
