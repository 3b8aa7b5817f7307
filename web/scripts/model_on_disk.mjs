// A TF.js graph model in a folder (model.json and its weight shards), as an IOHandler for Node, where fetch reads no files.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {string} folder  holds model.json and the shards that it names
 * @returns {{load: () => Promise<object>}} what loadGraphModel takes
 */
export function modelOnDisk(folder) {
  return {
    async load() {
      const { modelTopology, weightsManifest, ...rest } = JSON.parse(
        await readFile(join(folder, 'model.json'), 'utf8'),
      );
      const paths = weightsManifest.flatMap((group) => group.paths);
      const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))));
      const weights = Buffer.concat(shards);
      return {
        ...rest,
        modelTopology,
        weightSpecs: weightsManifest.flatMap((group) => group.weights),
        weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
      };
    },
  };
}
