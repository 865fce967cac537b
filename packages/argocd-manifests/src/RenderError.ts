/**
 * Thrown for what Argo CD itself refuses to render, and for what it may render and this package does not: nothing is
 * concluded from such an input. The message names the file or the folder first.
 *
 * @public
 */
export class RenderError extends Error {
  override name = 'RenderError';
}
