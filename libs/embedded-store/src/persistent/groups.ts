import type { Recorded } from './books';
import type { ConsumerPort, GroupDefinition, GroupStore, Membership } from './running-group';
import { RunningGroup } from './running-group';
import { loadConfiguration, saveConfiguration } from './configuration';
import type { GroupRefusal } from './refusals';
import { checkSettings, type AskedSettings } from './settings';

/** The name of a group everywhere: two that look the same here are the same, as on the real server. */
function keyOf(source: string, group: string): string {
  return `${source}::${group}`;
}

/** How many names of streams without groups are remembered, only to say that they had some. */
const SOURCES_KEPT = 10_000;

/** Whom a change is made for, and what they are told: that it is on the disk, or that nobody knows. */
export interface Change extends Recorded {
  readonly user: string;
}

/** All groups of one store. A change is in effect at once, durable when its `done` runs, and taken back when it failed. */
export class Groups {
  private readonly running = new Map<string, RunningGroup>();
  private readonly sources = new Set<string>();
  private isClosed = false;

  constructor(private readonly store: GroupStore) {
    this.load();
  }

  find(source: string, group: string): RunningGroup | undefined {
    return this.running.get(keyOf(source, group));
  }

  create(source: string, group: string, asked: AskedSettings, change: Change): GroupRefusal | undefined {
    if (this.find(source, group)) return { kind: 'exists' };
    const settings = checkSettings(asked);
    if ('refused' in settings) return { kind: 'failed', reason: settings.refused };
    const made = this.start({ source, group, settings }, true);
    this.save(change, () => this.remove(made));
    return undefined;
  }

  /** Consumers are dropped; the filter stays; the group goes on from its checkpoint if it has one. */
  update(source: string, group: string, asked: AskedSettings, change: Change): GroupRefusal | undefined {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    const { filter } = found.definition.settings;
    const settings = checkSettings({ ...asked, filter });
    if ('refused' in settings) return { kind: 'failed', reason: settings.refused };
    found.end();
    const made = this.start({ source, group, settings });
    this.save(change, () => {
      if (this.remove(made)) this.start(found.definition);
    });
    return undefined;
  }

  delete(source: string, group: string, change: Change): GroupRefusal | undefined {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    this.remove(found);
    // Both in one commit, so that a new group of this name never goes on from the old one's checkpoint.
    found.books.forget();
    this.save(change, () => {
      if (!this.find(source, group)) this.start(found.definition);
    });
    return undefined;
  }

  join(source: string, group: string, slots: number, port: ConsumerPort): Membership | GroupRefusal {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    return found.group.isFull ? { kind: 'full' } : found.join(port, slots);
  }

  list(): RunningGroup[] {
    return [...this.running.values()];
  }

  /** Undefined for a stream that never had a group. */
  listOf(source: string): RunningGroup[] | undefined {
    if (!this.sources.has(source)) return undefined;
    return this.list().filter(({ definition }) => definition.source === source);
  }

  /** As if the server had been started again, for groups alone; after everything that was asked before is recorded. */
  restart(recorded: Recorded): void {
    const done = (): void => {
      for (const group of this.running.values()) group.end();
      this.running.clear();
      this.sources.clear();
      this.load();
      recorded.done();
    };
    const nothing = { isDropped: () => false, dropped: () => undefined };
    this.store.appends.enqueue(() => undefined, { ...nothing, failed: recorded.failed, done });
  }

  close(): void {
    this.isClosed = true;
    for (const group of this.running.values()) group.close();
  }

  private load(): void {
    for (const definition of loadConfiguration(this.store)) this.start(definition);
  }

  private start(definition: GroupDefinition, isNew = false): RunningGroup {
    const { source, group } = definition;
    const started = new RunningGroup(this.store, definition, isNew);
    this.running.set(keyOf(source, group), started);
    this.sources.add(source);
    for (const known of this.sources) {
      if (this.sources.size <= SOURCES_KEPT || this.hasGroups(known)) break;
      this.sources.delete(known);
    }
    return started;
  }

  /** False: another one has its name by now. */
  private remove(running: RunningGroup): boolean {
    const { source, group } = running.definition;
    running.end();
    const key = keyOf(source, group);
    return this.running.get(key) === running && this.running.delete(key);
  }

  private hasGroups(source: string): boolean {
    return this.list().some(({ definition }) => definition.source === source);
  }

  private save({ user, done, failed }: Change, undo: () => void): void {
    const definitions = (): readonly GroupDefinition[] => this.list().map(({ definition }) => definition);
    const by = { user, now: Date.now() };
    saveConfiguration(this.store, definitions, by, {
      done,
      failed: (why) => {
        // A store that stops needs no group any more.
        if (!this.isClosed) undo();
        failed(why);
      },
    });
  }
}
