// A Vite plugin that bundles only the parts of TF.js named in tfjs_parts.mjs, which halves what the page sends.
// TF.js makes this possible by keeping its registrations in files of their own; those files are replaced here.
import { FAMILIES, KERNELS, OPERATIONS } from './tfjs_parts.mjs';

const configOf = (kernel) => `${kernel.replace(/[A-Z]/, (letter) => letter.toLowerCase())}Config`;

const registerKernels = () => `
import { registerKernel } from '@tensorflow/tfjs-core';
${KERNELS.map((kernel) => `import { ${configOf(kernel)} } from './kernels/${kernel}';`).join('\n')}
for (const config of [${KERNELS.map(configOf).join(', ')}]) registerKernel(config);
`;

const REPLACEMENTS = [
  // Without the optimizers, which only training needs.
  [/tfjs-core\/dist\/index\.js$/, () => `import './base_side_effects';\nexport * from './base';`],
  [/tfjs-core\/dist\/platforms\/platform_node\.js$/, () => ''],
  [/tfjs-core\/dist\/ops\/ops_for_converter\.js$/, () => `export { ${OPERATIONS.join(', ')} } from './ops';`],
  [/tfjs-backend-(wasm|cpu)\/dist\/register_all_kernels\.js$/, registerKernels],
  // Threads need cross-origin isolation, which a plain static host does not give.
  [/wasm-out\/tfjs-backend-wasm-threaded-simd\.js$/, () => 'export default null;'],
  [/wasm-out\/tfjs-backend-wasm-threaded-simd\.worker\.js$/, () => `export const wasmWorkerContents = '';`],
  [/op_list\/(\w+)\.js$/, ([, family]) => (FAMILIES.includes(family) ? null : 'export const json = [];')],
  [
    /executors\/(\w+)_executor\.js$/,
    ([, family]) =>
      FAMILIES.includes(family)
        ? null
        : `export function executeOp(node) { throw new Error(node.op + ' is not part of this build'); }`,
  ],
];

/** @returns {import('vite').Plugin} */
export function slimTfjs() {
  return {
    name: 'slim-tfjs',
    enforce: 'pre',
    load(id) {
      const path = id.split('?')[0].replaceAll('\\', '/');
      if (!path.includes('/@tensorflow/')) return null;
      for (const [pattern, replacement] of REPLACEMENTS) {
        const match = path.match(pattern);
        if (match) return replacement(match);
      }
      return null;
    },
  };
}
