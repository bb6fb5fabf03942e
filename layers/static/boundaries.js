/* Limits of areas, and their names where there is room for them. */
((geo) => {
  "use strict";

  const LABEL_PX = 6.6; // mean width of a letter at the label's size
  const LABEL_HEIGHT = 16;

  /* Write names inside areas: largest first, each only if it fits its area and touches no other name. All layers
     of a map share the room; an area that two layers draw is named once. */
  const writer = (state) => {
    const group = L.layerGroup().addTo(state.map);
    const sets = new Map();
    const draw = () => {
      group.clearLayers();
      const taken = [];
      const named = new Set();
      const view = state.map.getBounds();
      const areas = [...sets.values()].filter((set) => set.shown).flatMap((set) => set.areas);
      areas.sort((one, other) => other.size - one.size);
      areas.forEach(({ ubigeo, name, lon, lat, bounds, level }) => {
        const id = ubigeo || `${name}:${lon},${lat}`;
        if (named.has(id) || !view.contains([lat, lon])) return;
        const west = state.map.latLngToContainerPoint(bounds.getNorthWest());
        const east = state.map.latLngToContainerPoint(bounds.getSouthEast());
        const width = name.length * LABEL_PX * (level === "wide" ? 1.1 : 1);
        if (east.x - west.x < width * 0.8 || east.y - west.y < LABEL_HEIGHT * 1.5) return;
        const at = state.map.latLngToContainerPoint([lat, lon]);
        const box = [at.x - width / 2, at.y - LABEL_HEIGHT / 2, at.x + width / 2, at.y + LABEL_HEIGHT / 2];
        if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
        taken.push(box);
        named.add(id);
        const html = geo.make("span", { text: name });
        group.addLayer(L.marker([lat, lon], {
          icon: L.divIcon({ className: `geoapp-label${level === "wide" ? " geoapp-label-wide" : ""}`, html, iconSize: [160, LABEL_HEIGHT] }),
          interactive: false, keyboard: false, pane: "geoapp-labels",
        }));
      });
    };
    if (!state.map.getPane("geoapp-labels")) state.map.createPane("geoapp-labels");
    state.map.on("moveend", geo.debounce(draw, 60));
    return { sets, draw };
  };

  geo.areaLabels = (state) => {
    state.labels = state.labels || writer(state);
    const set = { areas: [], shown: true };
    state.labels.sets.set(set, set);
    const size = (bounds) => (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth());
    const label = (collection, layers) => {
      set.areas = layers
        .map(({ feature, layer }) => ({
          ...feature.properties, bounds: layer.getBounds(), size: size(layer.getBounds()),
          level: String(feature.properties.ubigeo || "").length === 4 ? "wide" : "",
        }))
        .filter((area) => Number.isFinite(area.lon) && Number.isFinite(area.lat));
      state.labels.draw();
    };
    label.show = (shown) => {
      set.shown = shown;
      state.labels.draw();
    };
    return label;
  };

  geo.labelPoint = (feature, layer) => {
    const { lon, lat } = feature.properties;
    return Number.isFinite(lon) && Number.isFinite(lat) ? L.latLng(lat, lon) : layer.getBounds().getCenter();
  };

  geo.boundaries = (map, options) => {
    const state = geo.stateOf(map);
    const key = `boundaries:${options.name}`;
    const group = L.layerGroup();
    const labels = options.labels ? geo.areaLabels(state) : null;
    // Mere outlines stay above areas that are drawn later, and let the mouse through.
    const pane = options.interactive ? "overlayPane" : "geoapp-limits";
    if (!map.getPane(pane)) map.createPane(pane);
    let drawn = false;
    const draw = () => geo.task(state, key, async () => {
      const collection = await geo.load(state, key, options.address, { keep: true });
      const layers = [];
      const shape = L.geoJSON(collection, {
        pane, interactive: options.interactive,
        style: {
          className: `geoapp-line-area${options.color ? "" : " geoapp-line-themed"}${options.interactive ? " geoapp-area" : ""}`, weight: options.weight,
          ...(options.color ? { color: options.color } : {}), fill: options.interactive, fillOpacity: 0.04,
        },
        onEachFeature: (feature, layer) => layers.push({ feature, layer }),
      });
      group.clearLayers();
      group.addLayer(shape);
      if (options.interactive) {
        layers.forEach(({ feature, layer }) => {
          layer.bindTooltip(() => geo.make("span", { text: feature.properties.name }), { sticky: true });
          const place = () => geo.labelPoint(feature, layer);
          geo.reachable(state, layer, {
            describe: () => feature.properties.name, place,
            open: (byKey, latlng) => geo.openPopup(
              state, latlng || place(), geo.areaContent(feature.properties),
              { trigger: () => layer.getElement(), byKey, label: feature.properties.name },
            ),
          });
        });
      }
      geo.fitOnce(state, shape.getBounds());
      if (labels) labels(collection, layers);
      if (!layers.length) geo.status(state, options.name, geo.text("La capa de límites no tiene áreas"));
    });
    geo.byZoom(state, options, (shown) => {
      if (shown) {
        map.addLayer(group);
        if (!drawn) draw();
        drawn = true;
      } else {
        map.removeLayer(group);
      }
      if (labels) labels.show(shown);
    });
    return group;
  };
})(window.geoappLayers);
