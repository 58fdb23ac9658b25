import { Component, type ReactNode } from 'react';
import { Note } from '../parts/note.tsx';

/** A difference that cannot be shown takes nothing else of a review with it. */
export class DiffBoundary extends Component<
  { readonly children: ReactNode },
  { readonly isBroken: boolean }
> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Note
        tone="red"
        title="The difference could not be shown"
        text="Read the whole content instead: what will run is on this page, and earlier versions are in the history."
      />
    );
  }
}
