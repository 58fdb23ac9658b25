/** By path: what a source was made into, and where its map is, for all spec files of this worker. */
const transformed = new Map();

/** Lets a spec file have the modules that another one of this worker has used, without reading anything. */
function keepTransforms(cache) {
  const transform = cache.transform.bind(cache);
  cache.transform = (filename, options) => {
    const kept = transformed.get(filename);
    if (kept === undefined) {
      const code = transform(filename, options);
      const { sourceMapPath = null } = cache.getEntries().get(filename) ?? {};
      transformed.set(filename, { code, sourceMapPath });
      return code;
    }
    if (kept.sourceMapPath !== null) cache.getSourceMaps().set(filename, kept.sourceMapPath);
    return kept.code;
  };
}

module.exports = { keepTransforms };
