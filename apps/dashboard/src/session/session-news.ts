/** Between the tabs of a browser, which have one cookie. */
const NAME = 'countersign:session';
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;

type News = 'signed-in' | 'signed-out';

/** Somebody has signed in or out here: the other tabs are his as well. */
export const tellOtherTabs = (news: News): void => channel?.postMessage(news);

interface Listener {
  /** It may be somebody else who is signed in: told by another tab, or back from where nothing was told. */
  readonly look: () => void;
  /** Whoever saw this page has left. */
  readonly leave: () => void;
}

export function onSessionNews({ look, leave }: Listener): () => void {
  const onNews = ({ data }: MessageEvent<News>): void => (data === 'signed-out' ? leave() : look());
  const onShown = (): void => {
    if (!document.hidden) look();
  };
  channel?.addEventListener('message', onNews);
  document.addEventListener('visibilitychange', onShown);
  return () => {
    channel?.removeEventListener('message', onNews);
    document.removeEventListener('visibilitychange', onShown);
  };
}
