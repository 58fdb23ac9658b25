import { Component, type ReactNode } from 'react';
import { Note } from '../parts/note.tsx';

interface ChartBoundaryProps {
  /** What says the same. */
  readonly instead: ReactNode;
  readonly children: ReactNode;
}

/** Charts come from files of their own: where one cannot be had, its figures are there all the same. */
export class ChartBoundary extends Component<ChartBoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="stack">
        <Note tone="amber" title="The chart could not be loaded" text="These are its figures." />
        {this.props.instead}
      </div>
    );
  }
}
