import { Note } from './note.tsx';
import { nameOfUnseen, stretchesOf, UNSEEN_WORDS } from './unseen.ts';
import './parts.css';

/** A text that somebody wrote, with what cannot be seen in it written out. */
export function Exact({ text }: { readonly text: string }) {
  return stretchesOf(text).map((stretch, index) =>
    stretch.isUnseen ? (
      <bdi key={index} className="unseen" title={UNSEEN_WORDS}>
        {nameOfUnseen(stretch.text)}
      </bdi>
    ) : (
      stretch.text
    ),
  );
}

/** Beside texts in which there are such: they may mean something else than they seem to. */
export const UnseenNote = ({ what }: { readonly what: string }) => (
  <Note
    tone="red"
    title={`${what} contains characters that cannot be seen`}
    text="They are written out where they stand, such as <U+202E>: what is meant may be something else than what it looks like."
  />
);
