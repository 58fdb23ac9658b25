import { startStoreProcess, type StoreProcess } from '@countersign/embedded-store';
import { BadSettings } from '@countersign/settings';
import { readSettings, type Settings } from './settings';

/** How long a stop may take before the process ends anyway. */
const STOP_WITHIN_MS = 9_000;

async function main(): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.env);
  // The store comes up while the modules load.
  const store = openStore(settings);
  const { startGateway } = await import('./gateway');
  const { firstWords } = await import('./first-words');
  const storeProcess = await store;
  const gateway = await startGateway(settings, storeProcess.connectionString);

  stopOnSignal(async () => {
    await gateway.stop();
    await storeProcess.stop();
  });
  console.log(await firstWords(settings, gateway, performance.now() - startedAt));
}

async function openStore(settings: Settings): Promise<StoreProcess> {
  if (settings.connectionString !== null) {
    return { connectionString: settings.connectionString, stop: () => Promise.resolve() };
  }
  return startStoreProcess({
    dataDir: settings.storeDir,
    port: settings.storePort,
    onRestart: (problem, delayMs) => console.error(`${problem}; starting it again in ${delayMs} ms`),
  });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

main().catch((error: unknown) => {
  console.error(error instanceof BadSettings ? error.message : error);
  process.exit(1);
});
