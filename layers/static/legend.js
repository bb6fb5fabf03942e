/* The legend: classes with counts, unit, source and date; sectors, sizes and precisions of what is in view. */
((geo) => {
  "use strict";

  const swatch = (fill, opacity = 1) => geo.makeSvg(
    "svg", { width: 26, height: 16, class: "geoapp-swatch", "aria-hidden": "true", focusable: "false" },
    geo.makeSvg("rect", { x: 0.5, y: 0.5, width: 25, height: 15, rx: 2, fill, "fill-opacity": opacity, class: "geoapp-swatch-edge" }),
  );

  const item = (sign, text, count = null) => geo.make(
    "li", {}, sign, geo.make("span", { class: "geoapp-legend-text", text }),
    count === null ? null : geo.make("span", { class: "geoapp-count", text: geo.count(count), title: geo.text("%(n)s áreas", { n: geo.count(count) }) }),
  );

  const areas = (state, shown) => {
    const { answer, colors, opacity } = shown;
    const list = geo.make("ul", { class: "geoapp-legend-list" });
    answer.classes.forEach((entry) => list.append(item(swatch(colors[entry.index], opacity), entry.label, entry.count)));
    if (answer.no_data_count) list.append(item(swatch(geo.hatch(state)), geo.text("Sin dato"), answer.no_data_count));
    const source = [answer.source, answer.source_date_text].filter(Boolean).join(", ");
    return [
      geo.make("h3", { text: answer.unit ? `${answer.title} (${answer.unit})` : answer.title }),
      list,
      answer.note ? geo.make("p", { class: "geoapp-note", text: answer.note }) : null,
      source ? geo.make("p", { class: "geoapp-source", text: geo.text("Fuente: %(source)s", { source }) }) : null,
    ];
  };

  const symbols = (state, options) => {
    const seen = { sectors: new Set(), precisions: new Set(), clusters: 0, places: 0, sizes: false };
    state.drawn.forEach((drawn) => {
      drawn.points.forEach((point) => {
        if (!drawn.fixed) seen.sectors.add(state.symbols.sectors[point.sector] ? point.sector : "otro");
        seen.precisions.add(point.precision || "site");
        if (point.size !== undefined && point.size !== null) seen.sizes = true;
      });
      drawn.places.forEach((place) => seen.precisions.add(place.precision));
      seen.clusters += drawn.clusters.length;
      seen.places += drawn.places.length;
    });
    const wanted = options.sectors || Object.keys(state.symbols.sectors).filter((code) => seen.sectors.has(code));
    const blocks = [];
    const block = (title, items, wide = false) => {
      const kind = `geoapp-legend-list geoapp-legend-points${wide ? " geoapp-legend-wide" : ""}`;
      if (items.length) blocks.push(geo.make("h3", { text: title }), geo.make("ul", { class: kind }, ...items));
    };
    block(geo.text("Sector"), wanted.filter((code) => state.symbols.sectors[code]).map((code) => {
      const sector = state.symbols.sectors[code];
      return item(geo.symbol({ shape: sector.shape, color: sector.color, px: 14 }), sector.label);
    }));
    const fixed = [...state.drawn.values()].filter((drawn) => drawn.fixed && drawn.points.length);
    block(geo.text("Capas"), fixed.map(({ fixed: look }) => item(geo.symbol({ ...look, px: 14 }), look.label || "")));
    block(geo.text("Ubicación"), options.precisions.filter((code) => seen.precisions.has(code)).map((code) => {
      const { fill, dash, label } = state.symbols.precisions[code];
      return item(geo.symbol({ shape: "circle", color: "#3d3d3d", fill, dash, px: 14 }), label);
    }));
    const groups = [];
    if (seen.clusters) groups.push(item(geo.make("span", { class: "geoapp-cluster geoapp-key", text: "n", "aria-hidden": "true" }), geo.text("Varios proyectos: acerque el mapa")));
    if (seen.places) groups.push(item(geo.make("span", { class: "geoapp-place geoapp-key", text: "n", "aria-hidden": "true" }), geo.text("Proyectos en un mismo lugar")));
    if (seen.sizes) {
      const pair = geo.make("span", { class: "geoapp-sizes" }, ...[0, 4].map((size) => geo.symbol({ shape: "circle", color: "#767676", px: state.symbols.sizes[size] })));
      groups.push(item(pair, geo.text("Tamaño: monto")));
    }
    block(geo.text("Símbolos"), groups, true);
    return blocks;
  };

  geo.legend = (map, options) => {
    const state = geo.stateOf(map);
    const body = geo.make("div", { class: "geoapp-legend-body" });
    const box = geo.make("details", { class: "geoapp-legend" }, geo.make("summary", { text: options.title || geo.text("Leyenda") }), body);
    const target = options.target ? document.getElementById(options.target) : null;
    box.open = Boolean(target) || map.getSize().x >= 576;
    if (target) {
      target.append(box);
    } else {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      const Box = L.Control.extend({ onAdd: () => box });
      new Box({ position: options.position }).addTo(map);
    }
    let select = null;
    if (options.switch) {
      select = geo.make("select", { class: "geoapp-select", "aria-label": geo.text("Medida del mapa") });
      select.addEventListener("change", () => geo.setMeasure(select.value, { map: state.id }));
      box.insertBefore(select, body);
    }
    const draw = () => {
      if (select && state.choropleth) {
        if (!select.options.length) state.choropleth.measures.forEach(([value, text]) => select.append(geo.make("option", { value, text })));
        select.value = state.choropleth.measure();
      }
      const parts = [];
      if (state.shown) parts.push(...areas(state, state.shown));
      if (state.drawn) parts.push(...symbols(state, options));
      body.replaceChildren(...parts.filter(Boolean));
      box.hidden = !parts.length && !select;
    };
    map.on("geoapp:values geoapp:points geoapp:theme", draw);
    draw();
    return box;
  };
})(window.geoappLayers);
