// What every measured page does: load the network, predict one glyph, note when, and stand ready for more.

const SIDE = 28;

/** A 1 as MNIST would have it: float32 [28 × 28], white on black. */
function stroke() {
  const glyph = new Float32Array(SIDE * SIDE);
  for (let y = 4; y < 24; y++) glyph.fill(1, y * SIDE + 13, y * SIDE + 15);
  return glyph;
}

/**
 * @param {() => Promise<(glyph: Float32Array) => Promise<Float32Array>>} load  resolves to what predicts one glyph
 */
export async function measure(load) {
  const predict = await load();
  await predict(stroke());
  const firstPrediction = performance.now();
  window.answer = async (glyph) => [...(await predict(Float32Array.from(glyph)))];
  window.timed = async (count) => {
    const taken = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await predict(stroke());
      taken.push(performance.now() - start);
    }
    return taken;
  };
  document.body.dataset.ready = firstPrediction;
}
