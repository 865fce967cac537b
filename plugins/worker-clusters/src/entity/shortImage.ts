/** Name and tag of an image, without the registry and the path: `shop:1.4.2`; of one by digest twelve digits of that. */
export function shortImage(image: string): string {
  const [name, digest] = image.split('@');
  const short = name.slice(name.lastIndexOf('/') + 1);
  // A tag says more to people than the digest behind it.
  if (!digest || short.includes(':')) return short;
  return `${short}@${digest.replace(/^sha256:/, '').slice(0, 12)}`;
}
