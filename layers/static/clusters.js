/* Projects of the view: clusters made by the server, single points, and places where several projects stand. */
((geo) => {
  "use strict";

  const CHUNK = 40; // projects of a place asked for at once

  const sizeClass = (count) => (count < 10 ? 1 : count < 50 ? 2 : count < 250 ? 3 : 4);
  const CLUSTER_PX = { 1: 34, 2: 40, 3: 48, 4: 60 };

  geo.clusters = (map, options) => {
    const state = geo.stateOf(map);
    const key = `clusters:${options.name}`;
    const set = geo.markerSet(state);

    // Beside others, a thematic layer says whose clusters these are.
    const named = (text) => (options.title ? `${options.title}: ${text}` : text);

    const clusterItem = (cluster) => {
      const px = CLUSTER_PX[sizeClass(cluster.count)];
      return {
        key: `cluster:${cluster.lon},${cluster.lat},${cluster.count}`, mark: `${cluster.count}|${cluster.text}`,
        lat: cluster.lat, lon: cluster.lon, px, className: `geoapp-cluster geoapp-cluster-${sizeClass(cluster.count)}`,
        sign: () => geo.make("span", { text: geo.count(cluster.count) }),
        ring: options.ring, label: geo.text("%(name)s. Acercar el mapa", { name: named(cluster.text) }), tip: named(cluster.text), zIndex: 400,
        open: (byKey) => {
          const [west, south, east, north] = cluster.bounds;
          const bounds = L.latLngBounds([[south, west], [north, east]]);
          const target = Math.min(map.getMaxZoom(), Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds, false, L.point(40, 40))));
          map.setView(bounds.getCenter(), target, { animate: geo.moves() });
          if (byKey) state.element.focus({ preventScroll: true });
        },
      };
    };

    const openProject = (point) => (byKey, marker) => geo.openPopup(
      state, marker.getLatLng(),
      async () => geo.cardContent(await geo.load(state, "card", options.card, { path: encodeURIComponent(point.id), pick: point.id })),
      { trigger: () => marker.getElement(), byKey, offset: geo.look(state.symbols, point).px / 2, label: point.name },
    );

    const askPlace = (ids) => geo.load(state, "card", options.place, {
      params: new URLSearchParams(ids.map((id) => ["ids", id])), pick: ids[0],
    });

    const placeContent = async (place) => {
      if (!options.place || !place.ids.length) return geo.make("div", { class: "geoapp-card" }, geo.make("h3", { class: "geoapp-popup-title", text: place.text }));
      const whole = options.place.startsWith("#");
      let next = whole ? place.ids.length : CHUNK;
      const first = await askPlace(whole ? place.ids : place.ids.slice(0, CHUNK));
      const list = geo.make("ul", { class: "geoapp-list" }, ...geo.placeItems(first.projects));
      // Only part of a long list was asked for: its title would tell the part's number.
      const title = place.ids.length > CHUNK ? place.text : first.title;
      const content = geo.make("div", { class: "geoapp-card" }, geo.make("h3", { class: "geoapp-popup-title", text: title }), geo.make("p", { class: "geoapp-note", text: place.name }), list);
      if (next < place.ids.length) {
        const button = geo.make("button", { type: "button", class: "geoapp-retry", text: geo.text("Mostrar más") });
        button.addEventListener("click", async () => {
          button.disabled = true;
          try {
            const further = await askPlace(place.ids.slice(next, next + CHUNK));
            next += CHUNK;
            list.append(...geo.placeItems(further.projects));
            button.hidden = next >= place.ids.length;
          } catch (error) {
            if (error !== geo.STALE) button.textContent = geo.text("No se pudo cargar; reintentar");
          }
          button.disabled = false;
        });
        content.append(button);
      }
      if (place.more) {
        // The list ends before the place does: said, and where all of it stands.
        const rest = geo.make("p", { class: "geoapp-note", text: `${place.more.text}. ` });
        if (place.more.href) rest.append(geo.make("a", { href: place.more.href, text: place.more.label }));
        content.append(rest);
      }
      return content;
    };

    const placeItem = (place) => ({
      key: `place:${place.lon},${place.lat}`, mark: `${place.count}|${place.text}|${place.ids.join(" ")}`,
      lat: place.lat, lon: place.lon, px: 32, className: `geoapp-place geoapp-place-${place.precision === "site" ? "exact" : "area"}`,
      sign: () => geo.make("span", { text: geo.count(place.count) }),
      label: geo.text("%(name)s. Ver la lista", { name: place.text }), tip: place.text, zIndex: 300,
      open: (byKey, marker) => geo.openPopup(state, marker.getLatLng(), () => placeContent(place), {
        trigger: () => marker.getElement(), byKey, offset: 14, label: place.text,
      }),
    });

    const nothing = () => {
      set.draw([]);
      geo.drew(state, options.name, {});
    };

    const view = () => geo.params(state, options.filters, { view: geo.viewBox(state), zoom: Math.round(map.getZoom()) });
    let asked = null;

    const refresh = () => geo.task(state, key, async () => {
      const params = view();
      asked = String(params);
      if (params === null) {
        // The page's filter and this layer's have nothing in common: no need to ask.
        const former = state.pending.get(key);
        if (former) former.abort(geo.STALE);
        nothing();
        geo.status(state, options.name, named(geo.text("Ningún proyecto cumple los filtros en esta vista")), { total: 0, located: 0 });
        return;
      }
      const pick = options.zooms ? String(Math.min(options.zooms[1], Math.max(options.zooms[0], Math.round(map.getZoom())))) : null;
      const answer = await geo.load(state, key, options.address, { params, pick });
      set.draw([
        ...answer.clusters.map(clusterItem),
        ...answer.places.map(placeItem),
        ...answer.points.map((point) => geo.pointItem(state.symbols, point, null, openProject(point))),
      ]);
      geo.drew(state, options.name, answer);
      const none = answer.total === 0 ? answer.on_map_text && !/^0 \S+ 0 /.test(answer.on_map_text) ? answer.on_map_text : geo.text("Ningún proyecto cumple los filtros") : null;
      geo.status(state, options.name, named(none || answer.on_map_text), { total: answer.total, located: answer.located, edition: answer.edition, statuses: answer.statuses || null });
      if (!state.placed) {
        const all = [...answer.clusters, ...answer.points, ...answer.places];
        if (all.length) geo.fitOnce(state, L.latLngBounds(all.map(({ lon, lat }) => [lat, lon])));
      }
    });

    const visible = geo.byZoom(state, options, (shown) => {
      if (shown) {
        map.addLayer(set.group);
        refresh();
      } else {
        map.removeLayer(set.group);
        nothing();
        geo.status(state, options.name, null);
      }
    });
    const wanted = () => {
      if (visible()) refresh();
    };
    // A small move stays within the box that was asked for; a refusal of it would be the same again.
    map.on("moveend", geo.debounce(() => {
      if (String(view()) !== asked || state.failed.get(key)?.passing) wanted();
    }));
    map.on("geoapp:filter", wanted);
    return set.group;
  };
})(window.geoappLayers);
