import { nameOfUnseen, stretchesOf } from './unseen.ts';
import './parts.css';

/** A text that somebody wrote, with what cannot be seen in it written out. */
export function Exact({ text }: { readonly text: string }) {
  return stretchesOf(text).map((stretch, index) =>
    stretch.isUnseen ? (
      <bdi key={index} className="unseen" title="A character that cannot be seen">
        {nameOfUnseen(stretch.text)}
      </bdi>
    ) : (
      stretch.text
    ),
  );
}
