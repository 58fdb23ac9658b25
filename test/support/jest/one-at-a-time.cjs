/**
 * In the place of Node's `AsyncLocalStorage`, by which jest tells which of several tests that run at once an error is
 * of. With Node 20, that one is told of every promise that is made, from its first use on. Here tests run one at a time.
 */
class OneAtATime {
  #current = undefined;

  getStore() {
    return this.#current;
  }

  run(store, callback) {
    const before = this.#current;
    this.#current = store;
    const end = () => {
      this.#current = before;
    };
    let result;
    try {
      result = callback();
    } catch (error) {
      end();
      throw error;
    }
    if (typeof result?.then !== 'function') {
      end();
      return result;
    }
    return result.then(
      (value) => {
        end();
        return value;
      },
      (error) => {
        end();
        throw error;
      },
    );
  }
}

module.exports = { OneAtATime };
