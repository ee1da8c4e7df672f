// Copies a chart as one SVG that stands by itself: drawings and words where the page shows them, colours written out.
(() => {
  "use strict";

  const NS = "http://www.w3.org/2000/svg";
  const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order", "vector-effect"];
  const TYPE = ["font-family", "font-size", "font-weight", "font-variant-numeric"];
  const EDGE = 12;
  const HIDDEN = "button, .tools, .picks, details, .vh, .aside p:has(a), .seg";

  const make = (name, attributes) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  function write(target, from, names) {
    const style = getComputedStyle(from);
    for (const name of names) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal" && value !== "none") target.setAttribute(name, value.replaceAll('"', "'"));
      else if (name === "fill" || name === "stroke") target.setAttribute(name, "none");
    }
  }

  // A drawing as it is, its classes turned into attributes.
  function drawing(svg, box) {
    const copy = svg.cloneNode(true);
    const originals = [svg, ...svg.querySelectorAll("*")];
    for (const [i, element] of [copy, ...copy.querySelectorAll("*")].entries()) {
      if (element.tagName !== "svg" && element.tagName !== "title") write(element, originals[i], PAINT);
      if (element.tagName === "text") write(element, originals[i], TYPE);
      element.removeAttribute("class");
    }
    for (const [key, value] of Object.entries({ ...box, overflow: "visible" })) copy.setAttribute(key, value);
    return copy;
  }

  // The words of a text node, line by line.
  function words(node, origin) {
    const range = document.createRange();
    const lines = [];
    for (const part of node.data.matchAll(/\S+/g)) {
      range.setStart(node, part.index);
      range.setEnd(node, part.index + part[0].length);
      const box = range.getBoundingClientRect();
      const last = lines.at(-1);
      if (!box.width) continue;
      if (last && Math.abs(last.top - box.top) < 4) last.text += ` ${part[0]}`;
      else lines.push({ text: part[0], left: box.left, top: box.top, height: box.height });
    }
    return lines.map((line) => {
      const text = make("text", { x: (line.left - origin.left).toFixed(1), y: (line.top - origin.top + line.height * 0.76).toFixed(1) });
      write(text, node.parentElement, TYPE);
      text.setAttribute("fill", getComputedStyle(node.parentElement).color);
      text.textContent = line.text;
      return text;
    });
  }

  const place = (box, origin) => ({
    x: (box.left - origin.left).toFixed(1), y: (box.top - origin.top).toFixed(1),
    width: box.width.toFixed(1), height: box.height.toFixed(1),
  });

  function collect(element, origin, target) {
    if (element.matches(HIDDEN) && !element.matches(".pick")) return;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === "hidden") return;
    if (element.tagName === "svg") { target.append(drawing(element, place(box, origin))); return; }
    if (!/, 0\)$|^transparent$/.test(style.backgroundColor)) target.append(make("rect", { ...place(box, origin), fill: style.backgroundColor }));
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) target.append(...words(child, origin));
      else if (child.nodeType === Node.ELEMENT_NODE) collect(child, origin, target);
    }
  }

  function standing(figure) {
    const origin = figure.getBoundingClientRect();
    const folded = figure.querySelector("details.twin");
    const height = folded ? folded.getBoundingClientRect().top - origin.top : origin.height;
    const size = { width: Math.ceil(origin.width), height: Math.ceil(height) };
    const room = { width: size.width + 2 * EDGE, height: size.height + 2 * EDGE };
    const root = make("svg", { xmlns: NS, ...room, viewBox: `${-EDGE} ${-EDGE} ${room.width} ${room.height}` });
    root.append(make("rect", { x: -EDGE, y: -EDGE, ...room, fill: getComputedStyle(document.body).backgroundColor }));
    collect(figure, origin, root);
    return new XMLSerializer().serializeToString(root);
  }

  function say(text) {
    const toast = document.getElementById("toast");
    toast.textContent = text;
    setTimeout(() => { if (toast.textContent === text) toast.textContent = ""; }, 4000);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-svg]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(standing(button.closest("figure")));
      say("Chart copied as SVG.");
    } catch {
      say("The browser would not copy the chart.");
    }
  });
})();
