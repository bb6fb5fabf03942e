/* Symbols of points as SVG: shape and colour say the sector, size the amount, fill and dashes the precision. */
((geo) => {
  "use strict";

  const ring = (sides, start, inner = null) => {
    const steps = inner === null ? sides : sides * 2;
    const corners = [];
    for (let step = 0; step < steps; step += 1) {
      const radius = inner !== null && step % 2 ? inner : 1;
      const angle = ((start + (360 / steps) * step) * Math.PI) / 180;
      corners.push(`${(radius * Math.sin(angle)).toFixed(3)} ${(-radius * Math.cos(angle)).toFixed(3)}`);
    }
    return `M${corners.join("L")}Z`;
  };

  // Each within a circle of radius 1, scaled to look equally large.
  const SHAPES = {
    circle: "M0 -.88A.88 .88 0 1 1 -.001 -.88Z",
    square: "M-.8 -.8H.8V.8H-.8Z",
    diamond: "M0 -1.05L1.05 0L0 1.05L-1.05 0Z",
    triangle: "M0 -1.02L1.02 .82H-1.02Z",
    triangle_down: "M0 1.02L1.02 -.82H-1.02Z",
    pentagon: ring(5, 0),
    hexagon: ring(6, 30),
    star: ring(5, 0, 0.48),
    cross: "M-.36 -1H.36V-.36H1V.36H.36V1H-.36V.36H-1V-.36H-.36Z",
    drop: "M0 -1.12C.3 -.6 .82 -.22 .82 .26A.82 .82 0 1 1 -.82 .26C-.82 -.22 -.3 -.6 0 -1.12Z",
  };

  const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const hex = (values) => `#${values.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
  const mix = (color, other, share) => {
    const to = channels(other);
    return hex(channels(color).map((value, index) => value * (1 - share) + to[index] * share));
  };
  const light = (color) => {
    const [red, green, blue] = channels(color);
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255 > 0.45;
  };

  /* What a point looks like; unknown sectors and precisions keep a look of their own and never vanish. */
  geo.look = (symbols, point, fixed = null) => {
    const sector = fixed || symbols.sectors[point.sector] || symbols.sectors.otro;
    const precision = symbols.precisions[point.precision] || symbols.precisions.site;
    const size = symbols.sizes[Math.max(0, Math.min(symbols.sizes.length - 1, point.size ?? 1))];
    return { shape: sector.shape, color: sector.color, fill: precision.fill, dash: precision.dash, px: size };
  };

  geo.symbol = ({ shape, color, fill = 1, dash = null, px = 16 }) => {
    const outline = SHAPES[shape] || SHAPES.circle;
    const unit = px / 2;
    const half = unit + 3;
    const edge = fill === 1 ? (light(color) ? mix(color, "#000000", 0.62) : "#ffffff") : light(color) ? mix(color, "#000000", 0.45) : color;
    const wide = (fill === 1 ? 1.25 : 2) / unit;
    const pattern = dash ? dash.split(" ").map((part) => Number(part) / unit).join(" ") : null;
    return geo.makeSvg(
      "svg",
      { viewBox: `${-half} ${-half} ${half * 2} ${half * 2}`, width: half * 2, height: half * 2, "aria-hidden": "true", focusable: "false", class: "geoapp-symbol" },
      geo.makeSvg(
        "g",
        { transform: `scale(${unit})`, "stroke-linejoin": "round" },
        geo.makeSvg("path", { d: outline, fill: "#ffffff", stroke: "#ffffff", "stroke-width": 4.2 / unit, "stroke-opacity": 0.9 }),
        geo.makeSvg("path", {
          d: outline, fill: mix("#ffffff", color, fill), stroke: edge, "stroke-width": wide, "stroke-dasharray": pattern,
        }),
        fill === 1 && !light(color)
          ? geo.makeSvg("path", { d: outline, fill: "none", stroke: mix(color, "#000000", 0.35), "stroke-width": 1 / unit })
          : null,
      ),
    );
  };

  /* The hatch that means "no data", once per map: the same in areas and in the legend. */
  geo.hatch = (state) => {
    const id = `${state.id}_hatch`;
    if (!document.getElementById(id)) {
      const pattern = geo.makeSvg(
        "pattern",
        { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        geo.makeSvg("rect", { width: 7, height: 7, class: "geoapp-hatch-ground" }),
        geo.makeSvg("rect", { width: 1.6, height: 7, class: "geoapp-hatch-line" }),
      );
      state.frame.append(geo.makeSvg("svg", { class: "geoapp-defs", width: 0, height: 0, "aria-hidden": "true" }, geo.makeSvg("defs", {}, pattern)));
    }
    return `url(#${id})`;
  };
})(window.geoappLayers);
