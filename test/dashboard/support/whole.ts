import type { Page } from 'playwright-core';

/**
 * Fails where something cannot be seen whole: the page is wider than its place, a control or a text stands out of it
 * where nothing can be moved, or a label is cut without a sign that there is more (WCAG 1.4.10, 1.4.4).
 */
export async function expectWhole(page: Page): Promise<void> {
  expect(await page.evaluate(cutOff)).toEqual([]);
}

function cutOff(): readonly string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const faults = scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px too wide`] : [];
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const fault = faultOf(element);
    if (fault !== null)
      faults.push(
        `${fault}: <${element.tagName.toLowerCase()} class="${element.className}"> ${textOf(element)}`,
      );
  }
  return faults;

  function faultOf(element: HTMLElement): string | null {
    const holdsText = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && (textContent ?? '').trim() !== '',
    );
    if (!holdsText && !element.matches('button, a, input, textarea, select')) return null;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
    if (
      element.closest('.only-read, .skip-link, [data-compact="true"][role="rowgroup"].queue-head, svg') !==
      null
    )
      return null;
    const { left, right, width } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (width > 0 && (left < -1 || right > clientWidth + 1) && !isMovable(element)) return 'out of sight';
    const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (
      isCut &&
      style.overflowX === 'hidden' &&
      style.textOverflow !== 'ellipsis' &&
      style.display !== 'inline'
    )
      return 'cut off';
    return null;
  }

  function isMovable(element: HTMLElement): boolean {
    for (let above = element.parentElement; above !== null; above = above.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(above);
      if (['auto', 'scroll'].includes(overflowX) && above.scrollWidth > above.clientWidth) return true;
      if (overflowX === 'hidden' && textOverflow === 'ellipsis') return true;
    }
    return false;
  }

  function textOf({ innerText, ariaLabel }: HTMLElement): string {
    return (innerText.trim() || (ariaLabel ?? '')).slice(0, 40);
  }
}
