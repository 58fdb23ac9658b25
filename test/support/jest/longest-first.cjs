const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const seconds = require('./seconds.json');

/**
 * Begins with the spec files that take longest, so that no worker is left alone with one at the end. What a fresh clone
 * has no times of is ordered by what is known of it: `seconds.json`, rounded, for those of some length. The others
 * follow as jest orders them.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const known = ({ path, context }) => seconds[relative(context.config.rootDir, path)] ?? 0;
    return super.sort(tests).sort((one, other) => known(other) - known(one));
  }
};
