/* Areas coloured by the class of a measure. Measure, level and filters change without reloading the page. */
((geo) => {
  "use strict";

  geo.choropleth = (map, options) => {
    const state = geo.stateOf(map);
    const key = `choropleth:${options.name}`;
    const group = L.layerGroup().addTo(map);
    const labels = options.labels ? geo.areaLabels(state) : null;
    const titles = new Map(options.measures);
    let { measure, level, colors: palette } = options;
    let classes = options.classes || null;
    let also = options.also || null;
    let parent = options.parent || null;
    let layers = []; // of the level drawn now
    let drawnLevel = null;
    let answer = null;

    state.choropleth = { measures: options.measures, measure: () => measure, level: () => level };

    // On a dark page few is dark and much is light: the eye reads distance from the ground.
    const colors = () => {
      const used = spread(palette, answer ? answer.classes.length : palette.length);
      return geo.isDark() ? [...used].reverse() : used;
    };
    const spread = (all, count) => {
      if (count >= all.length || count < 1) return all;
      if (count === 1) return [all[Math.floor(all.length / 2)]];
      return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))]);
    };

    const areaOf = (feature) => {
      const own = answer && Object.hasOwn(answer.areas, feature.id) ? answer.areas[feature.id] : null;
      return own || { name: feature.properties.name, value_text: geo.text("sin dato"), class: null, detail: [], href: feature.properties.href };
    };

    const describe = (feature) => {
      const area = areaOf(feature);
      return answer ? `${area.name}. ${answer.title}: ${area.value_text}` : area.name;
    };

    const tooltip = (feature) => {
      const area = areaOf(feature);
      return geo.make("div", {}, geo.make("strong", { text: area.name }), answer ? geo.make("div", { text: `${answer.title}: ${area.value_text}` }) : null);
    };

    const popup = (feature, layer, byKey, latlng) => {
      const area = areaOf(feature);
      const source = answer ? [answer.source, answer.source_date_text].filter(Boolean).join(", ") : "";
      const content = geo.areaContent({ ...area, source: source ? geo.text("Fuente: %(source)s", { source }) : "" }, answer ? answer.title : "");
      geo.openPopup(state, latlng || geo.labelPoint(feature, layer), content, { trigger: () => layer.getElement(), byKey, label: area.name });
    };

    const paint = () => {
      const used = colors();
      const hatch = geo.hatch(state);
      layers.forEach(({ feature, layer }) => {
        const { class: rank } = areaOf(feature);
        const known = rank !== null && rank !== undefined && used[rank] !== undefined;
        layer.setStyle(answer ? { fillColor: known ? used[rank] : hatch, fillOpacity: known ? options.opacity : 1 } : { fillOpacity: 0 });
        const path = layer.getElement();
        if (path) path.setAttribute("aria-label", describe(feature));
      });
      if (!answer) return;
      state.shown = { answer, colors: used, opacity: options.opacity };
      map.fire("geoapp:values");
    };

    const draw = (collection) => {
      group.clearLayers();
      layers = [];
      const shape = L.geoJSON(collection, {
        style: { className: "geoapp-area geoapp-choropleth", weight: 1, fillOpacity: 0 },
        onEachFeature: (feature, layer) => layers.push({ feature, layer }),
      });
      group.addLayer(shape);
      layers.forEach(({ feature, layer }) => {
        layer.bindTooltip(() => tooltip(feature), { sticky: true, className: "geoapp-tooltip" });
        geo.reachable(state, layer, {
          describe: () => describe(feature), place: () => geo.labelPoint(feature, layer),
          open: (byKey, latlng) => popup(feature, layer, byKey, latlng),
        });
      });
      geo.fitOnce(state, shape.getBounds());
      if (labels) labels(collection, layers);
    };

    const wantedParams = () => {
      const more = { level, measure, parent, classes, also };
      return geo.params(state, [], more);
    };

    const refresh = () => {
      const wanted = `${level}|${parent}`;
      const limits = geo.task(state, `${key}:limits`, async () => {
        if (drawnLevel === wanted) return;
        const params = parent ? new URLSearchParams({ parent }) : null;
        const collection = await geo.load(state, `${key}:limits`, options.boundaries[level], { params, keep: true });
        drawnLevel = wanted;
        answer = null;
        draw(collection);
        paint();
      });
      return geo.task(state, key, async () => {
        const params = wantedParams();
        const found = await geo.load(state, key, options.values, { params, pick: `${level}/${measure}` });
        await limits;
        answer = found;
        paint();
        const empty = !Object.keys(found.areas).length;
        geo.status(state, options.name, empty ? geo.text("No hay datos de áreas para esta selección") : null, { measure, level });
        geo.emit(state, "geoapp:values", { measure, level, title: found.title });
      });
    };

    map.on("geoapp:measure", (event) => {
      if (!titles.has(event.measure) || event.measure === measure) return;
      measure = event.measure;
      refresh();
    });
    map.on("geoapp:level", (event) => {
      if (!Object.hasOwn(options.boundaries, event.level)) return;
      level = event.level;
      parent = event.parent;
      refresh();
    });
    map.on("geoapp:classes", (event) => {
      if (event.classes === classes) return;
      classes = event.classes;
      refresh();
    });
    map.on("geoapp:also", (event) => {
      if (event.also === also) return;
      also = event.also;
      refresh();
    });
    map.on("geoapp:colors", (event) => {
      palette = event.colors;
      paint();
    });
    map.on("geoapp:filter", refresh);
    map.on("geoapp:theme", paint);
    refresh();
    return group;
  };
})(window.geoappLayers);
