// glyphs -> probabilities: the exported TF.js graph model, the same weights that Python runs through LiteRT.
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { tensor, tidy } from '@tensorflow/tfjs-core';

const BATCH = 256; // glyphs run at once: bounds what the backend allocates

export class Model {
  /**
   * @param {object} graph     a TF.js GraphModel: float32 [N, ...input.shape] -> float32 [N, C]
   * @param {object} metadata  digits.json
   */
  constructor(graph, metadata) {
    this.graph = graph;
    this.metadata = metadata;
  }

  /**
   * @param {string|object} source  address of model.json, or a TF.js IOHandler
   * @param {object} metadata       digits.json
   * @returns {Promise<Model>}
   */
  static async load(source, metadata) {
    return new Model(await loadGraphModel(source), metadata);
  }

  /**
   * Probabilities of a batch of glyphs.
   * @param {Uint8Array} glyphs  N glyphs after one another, each 28×28, white ink on black
   * @returns {Promise<Float32Array>} [N × C], in the order of metadata.output.classes
   */
  async predict(glyphs) {
    const { divide_by: divisor, shape } = this.metadata.input;
    const most = BATCH * shape.reduce((product, size) => product * size, 1);
    const parts = [];
    for (let start = 0; start < glyphs.length; start += most) {
      const batch = glyphs.subarray(start, start + most);
      parts.push(await this.run(Float32Array.from(batch, (grey) => grey / divisor)));
    }
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /**
   * The network itself.
   * @param {Float32Array} input  [N × 28 × 28 × 1], each in 0..1
   * @returns {Promise<Float32Array>} [N × C]
   */
  async run(input) {
    const shape = this.metadata.input.shape;
    const count = input.length / shape.reduce((product, size) => product * size, 1);
    if (!Number.isInteger(count)) {
      throw new RangeError(`${input.length} numbers are no whole number of glyphs of ${shape.join('×')}`);
    }
    if (count === 0) return new Float32Array(0);
    const output = tidy(() => this.graph.predict(tensor(input, [count, ...shape], 'float32')));
    try {
      // data(), not dataSync(): the one that is right on every backend.
      return await output.data();
    } finally {
      output.dispose();
    }
  }
}
