// The YAML that is shown, edited and checked.

const article = n => `  - name: "product_${n}"\n    type: "String"\n    value: "Article ${n}, of ${n % 97} kinds, in stock"\n`;

/** Inputs of about so many bytes. */
export const inputs = bytes => {
  let text = 'pipeline:\n  identifier: "bench"\n  variables:\n';
  for (let n = 0; text.length < bytes; n++) text += article(n);
  return text;
};
