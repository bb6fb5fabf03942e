/* Limits of areas, and their names where there is room for them. */
((geo) => {
  "use strict";

  const LABEL_HEIGHT = 16;
  const SPILL = 120; // as much as this many covered square pixels, for an end of a name beyond its area

  // Where a name may stand instead of its area's middle, in its widths and in lines: the nearest first.
  const halves = (most, step) => Array.from({ length: 2 * most + 1 }, (_, at) => (at - most) * step);
  const STEPS = halves(8, 0.5).flatMap((down) => halves(5, 0.18).map((aside) => [aside, down]))
    .sort((one, other) => Math.hypot(one[0] * 3, one[1]) - Math.hypot(other[0] * 3, other[1]));

  const classOf = (level) => `geoapp-label${level === "wide" ? " geoapp-label-wide" : ""}`;

  /* Gives the width of a name as the style sheet writes it. */
  const ruler = (pane) => {
    const pen = document.createElement("canvas").getContext("2d");
    const styles = new Map();
    return (name, level) => {
      if (!styles.has(level)) {
        const probe = pane.appendChild(geo.make("div", { class: classOf(level) }));
        const { fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(probe);
        styles.set(level, { font: `${fontWeight} ${fontSize} ${fontFamily}`, apart: parseFloat(letterSpacing) || 0 });
        probe.remove();
      }
      const { font, apart } = styles.get(level);
      pen.font = font;
      return pen.measureText(name).width + apart * name.length;
    };
  };

  const shared = (one, other) => Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) * Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]));

  /* Boxes of the circles, places and signs on the map, in its own pixels. */
  const markers = ({ map }) => [...map.getPane("markerPane").children].map((element) => {
    const { x, y } = map.layerPointToContainerPoint(L.DomUtil.getPosition(element) || L.point(0, 0));
    const half = element.offsetWidth / 2 + 1;
    return { whole: [x - half, y - half, x + half, y + half], core: [x - 10, y - 9, x + 10, y + 9] };
  });
  const coversNumber = (signs, box) => signs.some(({ core }) => shared(box, core));
  const hidden = (signs, box) => signs.reduce((sum, { whole }) => sum + shared(box, whole), 0);

  const isInside = (rings, { lat, lng }) => rings.reduce((whole, ring) => ring.reduce((inside, one, index) => {
    const other = ring[index ? index - 1 : ring.length - 1];
    const crosses = one.lat > lat !== other.lat > lat && lng < one.lng + ((other.lng - one.lng) * (lat - one.lat)) / (other.lat - one.lat);
    return inside !== crosses;
  }, whole), false);

  /* How many ends of a line of text stick out of an area; null where its middle does. */
  const outside = ({ map }, layer, at, width) => {
    const held = layer.getLatLngs();
    const rings = L.LineUtil.isFlat(held[0]) ? held : held.flat();
    const [middle, ...ends] = [0, -0.4, 0.4].map((part) => isInside(rings, map.containerPointToLatLng(at.add([part * width, 0]))));
    return middle ? ends.filter((inside) => !inside).length : null;
  };

  /* Write names inside areas: largest first, each only if it fits its area, touches no other name and covers no number,
     and beside the rims of circles where the area has room. All layers of a map share the room; an area that two draw is
     named once. */
  const writer = (state) => {
    const group = L.layerGroup().addTo(state.map);
    const sets = new Map();
    const draw = () => {
      group.clearLayers();
      const taken = [];
      const named = new Set();
      const view = state.map.getBounds();
      const signs = markers(state);
      const areas = [...sets.values()].filter((set) => set.shown).flatMap((set) => set.areas);
      areas.sort((one, other) => other.size - one.size);
      areas.forEach(({ ubigeo, name, lon, lat, bounds, level, layer }) => {
        const id = ubigeo || `${name}:${lon},${lat}`;
        if (named.has(id) || !view.contains([lat, lon])) return;
        const west = state.map.latLngToContainerPoint(bounds.getNorthWest());
        const east = state.map.latLngToContainerPoint(bounds.getSouthEast());
        const width = widthOf(name, level);
        if (east.x - west.x < width * 0.8 || east.y - west.y < LABEL_HEIGHT * 1.5) return;
        const middle = state.map.latLngToContainerPoint([lat, lon]);
        let best = null;
        for (const [aside, down] of STEPS) {
          const at = middle.add([aside * width, down * LABEL_HEIGHT]);
          const box = [at.x - width / 2, at.y - LABEL_HEIGHT / 2, at.x + width / 2, at.y + LABEL_HEIGHT / 2];
          if (taken.some((other) => shared(box, other)) || coversNumber(signs, box)) continue;
          let cost = hidden(signs, box);
          if (best && cost >= best.cost) continue;
          const ends = aside || down ? outside(state, layer, at, width) : 0;
          cost += SPILL * ends;
          if (ends !== null && (!best || cost < best.cost)) best = { at, box, cost };
          if (best && !best.cost) break;
        }
        if (!best) return;
        taken.push(best.box);
        named.add(id);
        const html = geo.make("span", { text: name });
        group.addLayer(L.marker(state.map.containerPointToLatLng(best.at), {
          icon: L.divIcon({ className: classOf(level), html, iconSize: [160, LABEL_HEIGHT] }),
          interactive: false, keyboard: false, pane: "geoapp-labels",
        }));
      });
    };
    const widthOf = ruler(state.map.getPane("geoapp-labels") || state.map.createPane("geoapp-labels"));
    state.map.on("moveend geoapp:points", geo.debounce(draw, 60));
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
          ...feature.properties, layer, bounds: layer.getBounds(), size: size(layer.getBounds()),
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
