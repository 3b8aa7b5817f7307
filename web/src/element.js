// A DOM element in one expression.

/**
 * @param {string} name
 * @param {object} [properties]  of the DOM element, as className, textContent, …
 * @param {...(Node | string)} children
 */
export function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}
