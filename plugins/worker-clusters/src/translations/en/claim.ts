export const claim = {} as const;
