/* Elements and links, built without ever parsing text. */
((geo) => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  const fill = (element, attributes, children) => {
    Object.entries(attributes).forEach(([name, value]) => {
      if (value === null || value === undefined || value === false) return;
      if (name === "text") element.textContent = value;
      else element.setAttribute(name, value === true ? "" : String(value));
    });
    element.append(...children.filter(Boolean));
    return element;
  };

  geo.make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  geo.makeSvg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  const parsed = (href) => {
    try {
      return new URL(String(href), document.baseURI);
    } catch (error) {
      return null;
    }
  };

  const isWeb = (url) => url !== null && (url.protocol === "https:" || url.protocol === "http:");
  const framed = window.top !== window;

  /* A link to a page of this server; text alone when the address is anything else. */
  geo.pageLink = (href, text) => {
    const url = href ? parsed(href) : null;
    if (!isWeb(url) || url.origin !== window.location.origin) return geo.make("span", { text });
    // Inside another site's frame the page would be cramped: it opens on its own.
    return geo.make("a", { href: url.href, text, target: framed ? "_blank" : null, rel: framed ? "noopener" : null });
  };

  /* A link to a source, anywhere on the web. */
  geo.sourceLink = (href, text) => {
    const url = href ? parsed(href) : null;
    if (!isWeb(url)) return geo.make("span", { text });
    return geo.make("a", { href: url.href, text, target: "_blank", rel: "noopener noreferrer external" });
  };

  /* Pairs of heading and value as a list. */
  geo.rows = (pairs) => {
    const list = geo.make("dl", { class: "geoapp-rows" });
    (Array.isArray(pairs) ? pairs : []).forEach(([head, value]) => {
      list.append(geo.make("dt", { text: head }), geo.make("dd", { text: value }));
    });
    return list;
  };

  // Whole numbers, grouped as in Peru. By hand: a page's first use of Intl costs half of what drawing the map does.
  geo.count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
})(window.geoappLayers);
