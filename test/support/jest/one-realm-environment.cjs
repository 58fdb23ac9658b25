const { performance } = require('node:perf_hooks');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
require('reflect-metadata');
const { Logger } = require('@nestjs/common/services/logger.service');
const { keptGlobals } = require('./shared-modules.cjs');

const timers = { idToRef: (id) => id, refToId: (timer) => timer };

/**
 * Runs a spec file in the worker's own realm, so that what it shares with other spec files (see `shared-runtime.cjs`)
 * knows its arrays, errors and promises. What a file changes there is put back when it ends.
 */
module.exports = class OneRealmEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.before = snapshot();
    this.moduleMocker = new ModuleMocker(globalThis);
    const shared = { config: projectConfig, global: realmOfFakes() };
    this.fakeTimers = new LegacyFakeTimers({
      ...shared,
      moduleMocker: this.moduleMocker,
      timerConfig: timers,
    });
    this.fakeTimersModern = new ModernFakeTimers(shared);
  }

  async setup() {
    // Jest asks for a hundred frames. The client of the store takes a trace for each call, and each frame is looked up.
    Error.stackTraceLimit = 30;
    leaveToGuards();
  }

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    restore(this.before);
    this.before = null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** The runtime compiles for this realm; only a context made for it could be named here. */
  getVmContext() {
    return null;
  }
};

/**
 * Of the two faults of the store's client that the product guards against, Jest would hear as well, and fail a test for
 * what fails nothing. Where nobody guards, it does hear of them.
 */
function leaveToGuards() {
  const { emit } = process;
  process.emit = function (name, reason, ...rest) {
    if ((name === 'uncaughtException' || name === 'unhandledRejection') && isOfClient(reason)) {
      const guards = process.listeners(name).filter((listener) => !OF_JEST.has(listener.name));
      for (const guard of guards) guard.call(process, reason, ...rest);
      if (guards.length > 0) return true;
    }
    return Reflect.apply(emit, this, [name, reason, ...rest]);
  };
}

const OF_JEST = new Set(['uncaughtExceptionListener', 'unhandledRejectionListener']);

/** As `libs/event-store/src/client-fault.ts` knows them. */
function isOfClient(reason) {
  const isFault = reason?.message?.includes('undefined is not iterable') || typeof reason?.code === 'number';
  return isFault && /\bbatchAppend\.[jt]s\b/.test(reason.stack);
}

/** What fake timers take the place of, but for what Node's own code goes by: with that, it would stand still. */
function realmOfFakes() {
  const { nextTick } = process;
  const own = {
    process: Object.create(process, { nextTick: { value: nextTick, writable: true, configurable: true } }),
    queueMicrotask: globalThis.queueMicrotask,
  };
  const holderOf = (realm, key) => (Object.hasOwn(own, key) ? own : realm);
  return new Proxy(globalThis, {
    get: (realm, key) => holderOf(realm, key)[key],
    set: (realm, key, value) => Reflect.set(holderOf(realm, key), key, value),
    defineProperty: (realm, key, property) => Reflect.defineProperty(holderOf(realm, key), key, property),
  });
}

/** Objects whose properties are put back. An application sets the logger of the whole process. */
const watched = () => [globalThis, process, performance, Logger, Error, Date, Math, JSON];

function snapshot() {
  return {
    properties: watched().map((object) => [object, Object.getOwnPropertyDescriptors(object)]),
    env: { ...process.env },
    cwd: process.cwd(),
    listeners: new Map(process.eventNames().map((name) => [name, process.rawListeners(name)])),
  };
}

function restore({ properties, env, cwd, listeners }) {
  for (const [object, before] of properties) {
    for (const key of Reflect.ownKeys(object)) {
      if (!Object.hasOwn(before, key) && !(object === globalThis && keptGlobals.has(key))) {
        Reflect.deleteProperty(object, key);
      }
    }
    for (const key of Reflect.ownKeys(before)) {
      const now = Object.getOwnPropertyDescriptor(object, key);
      const then = before[key];
      if (now === undefined || now.value !== then.value || now.get !== then.get) {
        Reflect.defineProperty(object, key, then);
      }
    }
  }
  for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];
  Object.assign(process.env, env);
  if (process.cwd() !== cwd) process.chdir(cwd);
  for (const name of process.eventNames()) {
    const before = listeners.get(name) ?? [];
    for (const listener of process.rawListeners(name)) {
      if (!before.includes(listener)) process.removeListener(name, listener);
    }
  }
}
