// The fallback where WebAssembly does not run; a file of its own, so that only those browsers load it.
import '@tensorflow/tfjs-backend-cpu';
