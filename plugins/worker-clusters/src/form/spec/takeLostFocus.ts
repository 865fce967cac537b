/**
 * For `ref`: takes the focus once it is there, if nothing else has it. The button that led here is gone by then, and with
 * it the place of whoever uses the keyboard or a screen reader.
 */
export function takeLostFocus(element: HTMLElement | null) {
  const { activeElement, body } = document;
  if (element && (!activeElement || activeElement === body)) element.focus();
}
