import { useLayoutEffect, useRef } from 'react';
import { type KeyName, meaningOf } from './key-press.ts';
import { preferences } from './preferences.ts';

/** What a key does here; false where it does nothing now, and the next one down is asked. */
type Act = () => void | false;
export type Keys = Readonly<Record<KeyName, Act>>;

/** The latest one is asked first: what lies on top. */
const layers: { current: Keys }[] = [];
const SEQUENCE_MS = 1_500;
let begun: { readonly key: string; readonly at: number } | null = null;

/** Keys that count as soon as the component can be seen. Whoever mounts later is asked earlier. */
export function useKeys(keys: Keys): void {
  const layer = useRef(keys);
  useLayoutEffect(() => {
    layer.current = keys;
  });
  useLayoutEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const before = begun !== null && event.timeStamp - begun.at < SEQUENCE_MS ? begun.key : null;
  begun = null;
  const { singleKeys } = preferences();
  const meaning = meaningOf(event, { begun: before, isTyping: isTyping(event.target), singleKeys });
  if (meaning === null) return;
  if ('begins' in meaning) {
    begun = { key: meaning.begins, at: event.timeStamp };
    return;
  }
  // A dialog has its own keys; a button or a link takes Enter itself.
  if (document.querySelector('[aria-modal="true"]') !== null || isInDialog(event.target)) return;
  // Out of the field first; once more, and it is for the page.
  if (isTyping(event.target)) return (event.target as HTMLElement).blur();
  if (meaning.name === 'Enter' && isPressable(event.target)) return;
  for (const { current } of [...layers].reverse()) {
    const act = current[meaning.name];
    if (act !== undefined && act() !== false) {
      event.preventDefault();
      return;
    }
  }
}

const TYPED_INTO =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true]';
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TYPED_INTO) !== null;
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=dialog]') !== null;
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('button, a[href], summary, [role=tab], [role=menuitem]') !== null;

/** Listens for the whole page; once. */
export function listenForKeys(): void {
  window.addEventListener('keydown', onKeyDown);
}
