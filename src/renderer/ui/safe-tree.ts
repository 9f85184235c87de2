/** What is needed of a node of the tree that Markdown becomes. */
interface TreeNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
}

const ALLOWED_SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The address a link may lead to, or null: only what `http`, `https` or `mailto` name, written out. */
export function safeAddress(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && ALLOWED_SCHEMES.has(url.protocol) ? url.href : null;
}

/** Everything that would load something or was written as HTML, as the text that it is. */
function asText(node: TreeNode): TreeNode | null {
  if (node.type === "raw" || node.type === "comment") return { type: "text", value: node.value ?? "" };
  if (node.tagName !== "img") return null;
  const { alt, src } = node.properties ?? {};
  const words = [alt, src].filter((word) => typeof word === "string" && word !== "").join(", ");
  return { type: "text", value: `[image: ${words === "" ? "without a name" : words}]` };
}

function makeSafe(node: TreeNode): void {
  if (node.children !== undefined) {
    node.children = node.children.map((child) => {
      const text = asText(child);
      if (text === null) makeSafe(child);
      return text ?? child;
    });
  }
  if (node.tagName !== "a" || node.properties === undefined) return;
  const { href } = node.properties;
  const address = typeof href === "string" ? safeAddress(href) : null;
  if (address === null) delete node.properties["href"];
  else node.properties["href"] = address;
}

/**
 * A step of the Markdown pipeline, before anything is drawn: images and HTML become text, links keep their address
 * only where it is a plain one. A remote image would tell its server that, and where, a conversation is read.
 */
export function safeTree() {
  return (tree: TreeNode): void => makeSafe(tree);
}
