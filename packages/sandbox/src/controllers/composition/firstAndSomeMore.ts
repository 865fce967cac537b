/**
 * A list of names as Crossplane writes it into a condition: the first three, and how many more.
 * (crossplane-runtime, `resource.StableNAndSomeMore`)
 */
export function firstAndSomeMore(names: string[], first = 3): string {
  const sorted = [...names].sort();
  if (sorted.length <= first) return sorted.join(', ');
  return `${sorted.slice(0, first).join(', ')}, and ${
    sorted.length - first
  } more`;
}
