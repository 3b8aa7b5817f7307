// As TF.js documents itself: the script tag, and whatever backend it chooses.
import { measure } from './measure.js';

measure(async () => {
  await tf.ready();
  window.backend = tf.getBackend();
  const model = await tf.loadGraphModel('./model/model.json');
  return async (glyph) => {
    const output = tf.tidy(() => model.predict(tf.tensor(glyph, [1, 28, 28, 1])));
    const answer = await output.data();
    output.dispose();
    return answer;
  };
});
