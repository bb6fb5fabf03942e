/* Points of one small set: GeoJSON fetched once, or again for each view where the set is large. */
((geo) => {
  "use strict";

  geo.points = (map, options) => {
    const state = geo.stateOf(map);
    const key = `points:${options.name}`;
    const set = geo.markerSet(state);
    const fixed = options.symbol || null;

    const openPoint = (point) => (byKey, marker) => {
      const content = options.card && point.id
        ? async () => geo.cardContent(await geo.load(state, "card", options.card, { path: encodeURIComponent(point.id), pick: point.id }))
        : geo.pointContent(point);
      geo.openPopup(state, marker.getLatLng(), content, {
        trigger: () => marker.getElement(), byKey, offset: geo.look(state.symbols, point, fixed).px / 2, label: point.name,
      });
    };

    const refresh = () => geo.task(state, key, async () => {
      const own = options.byView ? { view: geo.viewBox(state), zoom: Math.round(map.getZoom()) } : {};
      const params = options.filtered ? geo.params(state, [], own) : options.byView ? new URLSearchParams(own) : null;
      const collection = await geo.load(state, key, options.address, { params, keep: !options.byView && !options.filtered });
      const points = collection.features
        .filter((feature) => feature.geometry)
        .map((feature, index) => {
          const [lon, lat] = feature.geometry.coordinates;
          return { ...feature.properties, id: feature.properties.id ?? feature.id ?? String(index), lon, lat };
        });
      set.draw(points.map((point) => geo.pointItem(state.symbols, point, fixed, openPoint(point))));
      geo.drew(state, options.name, { points, fixed });
      const none = !points.length && !options.byView;
      geo.status(state, options.name, collection.on_map_text || (none ? geo.text("Esta capa no tiene puntos") : null), { total: points.length });
      if (points.length) geo.fitOnce(state, L.latLngBounds(points.map(({ lon, lat }) => [lat, lon])));
    });

    const visible = geo.byZoom(state, options, (shown) => {
      if (shown) {
        map.addLayer(set.group);
        if (!options.byView || state.placed) refresh();
      } else {
        map.removeLayer(set.group);
        geo.drew(state, options.name, { fixed });
        geo.status(state, options.name, null);
      }
    });
    if (options.filtered) {
      map.on("geoapp:filter", () => {
        if (visible()) refresh();
      });
    }
    if (options.byView) {
      map.on("moveend", geo.debounce(() => {
        if (visible()) refresh();
      }));
    }
    return set.group;
  };
})(window.geoappLayers);
