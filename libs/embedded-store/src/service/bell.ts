/** Wakes everybody who waits, once. Whoever wants to hear it again waits again. */
export class Bell {
  private waiting: (() => void)[] = [];

  /** Returns a function that stops waiting. */
  onNext(listener: () => void): () => void {
    this.waiting.push(listener);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== listener);
    };
  }

  ring(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const listener of woken) listener();
  }
}
