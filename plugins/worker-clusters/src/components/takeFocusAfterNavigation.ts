/**
 * A ref for the heading of a page: takes the focus where the link that led here is gone, so that screen readers say where one is and
 * Tab goes on from here. Not on a page that was just opened: there the keyboard begins with the portal's own navigation.
 */
export function takeFocusAfterNavigation(element: HTMLElement | null) {
  const { activeElement } = document;
  const lost = !activeElement || activeElement === document.body;
  if (element && lost && navigator.userActivation?.hasBeenActive) {
    element.focus({ preventScroll: true });
  }
}
