import { machineFacts } from '../machine';
import { saveReport, withWorkbench } from '../workbench';
import { measureDecisions } from './decisions';
import { measureOpenings } from './openings';
import { figuresOf, render } from './report';
import type { DashboardSettings } from './settings';
import { askFor, openStage } from './stage';

const ASKERS = 64;

/** Measures what somebody at the dashboard waits for, and holds it against the goals. */
export function benchDashboard(settings: DashboardSettings): Promise<void> {
  const { reviews, openings, decisions } = settings;
  return withWorkbench({ connections: ASKERS, postgres: false, profiles: false }, async (bench) => {
    const stage = await openStage(bench);
    try {
      bench.say(`asking for ${reviews} reviews`);
      await askFor(bench, stage, reviews);
      bench.say(`opening the queue ${openings} times`);
      const opened = await measureOpenings(stage, openings);
      bench.say(`deciding ${decisions} times`);
      const decided = await measureDecisions(stage, decisions);
      const figures = figuresOf(opened, decided);
      console.log(`${reviews} open reviews\n\n${render(figures)}`);
      const file = saveReport({ machine: machineFacts(), settings, figures, opened, decided }, '-dashboard');
      console.log(`\nevery figure: ${file}`);
    } finally {
      await stage.stop();
    }
  });
}
