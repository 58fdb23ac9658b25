import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a gateway is ready and its views are at the head of the log. */
export async function settled(url: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    const { projections } = (await answer.json()) as {
      projections: { lagPositions: number; state: string }[];
    };
    const isThrough = projections.every(({ lagPositions, state }) => lagPositions === 0 && state === 'live');
    if (answer.status === 200 && isThrough) return;
    if (Date.now() > deadline) throw new Error(`the views did not catch up: ${JSON.stringify(projections)}`);
    // Whoever asks without a pause keeps the gateway from what he waits for.
    await pause(10);
  }
}
