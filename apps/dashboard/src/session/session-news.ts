/** Between the tabs of a browser, which have one cookie. */
const NAME = 'countersign:session';
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;

/** Somebody has signed in or out here: the other tabs are his as well. */
export const tellOtherTabs = (): void => channel?.postMessage('changed');

/** Calls whenever it may be somebody else who is signed in: told by another tab, or back from where nothing was told. */
export function onSessionNews(look: () => void): () => void {
  const onShown = (): void => {
    if (!document.hidden) look();
  };
  channel?.addEventListener('message', look);
  document.addEventListener('visibilitychange', onShown);
  return () => {
    channel?.removeEventListener('message', look);
    document.removeEventListener('visibilitychange', onShown);
  };
}
