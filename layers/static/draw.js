/* Drawing a polygon or a circle, with the mouse, a finger or the keyboard; the point of a search; the pointer's place.
   The map's element then fires geoapp:shape {kind: "within" | "near", value}, the value as the server's filters want it. */
((geo) => {
  "use strict";

  const DIGITS = 5; // of degrees: about a metre
  const MAX_VERTICES = 200;
  const STYLE = { className: "geoapp-shape", interactive: false, pane: "geoapp-shapes" };

  const round = (value) => Number(value.toFixed(DIGITS));
  const pair = ({ lat, lng }) => `${round(lng)} ${round(lat)}`;
  const wkt = (corners) => `POLYGON ((${[...corners, corners[0]].map(pair).join(", ")}))`;

  const group = (state) => {
    if (!state.map.getPane("geoapp-shapes")) state.map.createPane("geoapp-shapes");
    state.shapes = state.shapes || L.layerGroup().addTo(state.map);
    return state.shapes;
  };

  /* The rings of a POLYGON or MULTIPOLYGON in WKT, as Leaflet wants them. */
  const rings = (text) => [...text.matchAll(/\(([^()]+)\)/g)].map(([, inner]) => inner.split(",").map((point) => {
    const [lon, lat] = point.trim().split(/\s+/).map(Number);
    return [lat, lon];
  }));

  /* Show the shape of a filter, or none. */
  geo.showShape = (shape, { map, fit = false } = {}) => {
    geo.states(map).forEach((state) => {
      const shapes = group(state);
      shapes.clearLayers();
      if (!shape) return;
      let layer;
      if (shape.kind === "near") {
        const [lon, lat, km] = shape.value.split(",").map(Number);
        layer = L.circle([lat, lon], { ...STYLE, radius: km * 1000 });
        shapes.addLayer(L.circleMarker([lat, lon], { ...STYLE, radius: 3, fillOpacity: 1 }));
      } else {
        layer = L.polygon(rings(shape.value), STYLE);
      }
      shapes.addLayer(layer);
      if (fit) state.map.fitBounds(layer.getBounds(), { padding: [30, 30], animate: geo.moves() });
    });
  };

  /* A sign at one place, until the next. */
  geo.markPlace = (place, { map } = {}) => {
    geo.states(map).forEach((state) => {
      if (state.mark) state.mark.remove();
      state.mark = place && L.marker([place.lat, place.lon], {
        icon: L.divIcon({ className: "geoapp-mark", iconSize: [40, 40] }), interactive: false, keyboard: false, zIndexOffset: -500,
      }).addTo(state.map);
    });
  };

  /* What the tools say stands on the map beside them: the line below may be out of sight. */
  const tell = (state, text) => {
    state.hint.textContent = text || "";
    geo.emit(state, "geoapp:status", { layer: "draw", text });
  };
  // What no longer has to do with a drawing goes with the next move.
  const tellOnce = (state, text) => {
    tell(state, text);
    state.map.once("movestart click", () => state.hint.textContent === text && tell(state, null));
  };
  const byFinger = () => window.matchMedia("(pointer: coarse)").matches;

  const begin = (state, kind, button) => {
    stop(state);
    const { map, element } = state;
    const corners = [];
    const sketch = L.layerGroup().addTo(map);
    group(state);
    const shield = geo.make("div", { class: "geoapp-shield" }, geo.make("span", { class: "geoapp-cross", "aria-hidden": "true" }));
    element.append(shield);
    map.doubleClickZoom.disable();
    button.setAttribute("aria-pressed", "true");
    let byKey = false;
    let moved = true; // by arrows, since the last corner: Enter where nothing moved ends the shape
    let pointer = null;

    const draw = () => {
      sketch.clearLayers();
      corners.forEach((corner, index) => sketch.addLayer(L.circleMarker(corner, { ...STYLE, radius: index ? 4 : 6, fillOpacity: 1 })));
      if (kind === "near") {
        if (corners.length && pointer) sketch.addLayer(L.circle(corners[0], { ...STYLE, radius: map.distance(corners[0], pointer) }));
        return;
      }
      const line = pointer ? [...corners, pointer] : corners;
      if (line.length > 2) sketch.addLayer(L.polygon(line, { ...STYLE, dashArray: "4 4" }));
      else if (line.length === 2) sketch.addLayer(L.polyline(line, STYLE));
    };

    const start = () => {
      if (kind === "near") {
        return byFinger() ? geo.text("Círculo: toque el centro y después donde llega el borde")
          : geo.text("Círculo: pulse el centro y después el borde; con el teclado, flechas para mover la cruz y Entrar. Escape cancela");
      }
      return byFinger() ? geo.text("Polígono: toque cada esquina y termine con ✓ o tocando la primera")
        : geo.text("Polígono: pulse cada esquina; con el teclado, flechas para mover la cruz y Entrar. Doble clic o Entrar termina, Retroceso quita la última, Escape cancela");
    };

    const done = (value) => {
      stop(state);
      element.focus({ preventScroll: true });
      geo.emit(state, "geoapp:shape", { kind, value });
    };

    const finish = () => {
      if (corners.length >= 3) done(wkt(corners));
      else tell(state, geo.text("Un polígono necesita al menos tres esquinas"));
    };

    const add = (latlng) => {
      if (kind === "near") {
        if (corners.length) {
          const km = Math.max(0.05, map.distance(corners[0], latlng) / 1000);
          done(`${round(corners[0].lng)},${round(corners[0].lat)},${Number(km.toFixed(3))}`);
          return;
        }
        corners.push(latlng);
        tell(state, byKey ? geo.text("Centro puesto. Mueva el mapa con las flechas y pulse Entrar donde llega el borde") : geo.text("Centro puesto. Pulse donde llega el borde"));
      } else {
        const first = corners[0] && map.latLngToContainerPoint(corners[0]);
        if (first && corners.length >= 3 && first.distanceTo(map.latLngToContainerPoint(latlng)) < 12) {
          finish();
          return;
        }
        if (corners.length >= MAX_VERTICES) {
          tell(state, geo.text("Un polígono dibujado tiene como mucho %(n)s esquinas: termínelo", { n: MAX_VERTICES }));
          return;
        }
        corners.push(latlng);
        const n = corners.length;
        if (n === 1) tell(state, geo.text("1 esquina: agregue más. Retroceso la quita, Escape cancela"));
        else if (n === 2) tell(state, geo.text("2 esquinas: agregue más. Retroceso quita la última, Escape cancela"));
        else tell(state, geo.text("%(n)s esquinas: agregue más, o termine con Entrar, con doble clic, en la primera o con ✓", { n }));
      }
      draw();
    };

    let last = 0;
    const onClick = (event) => {
      byKey = false;
      moved = false;
      const now = Date.now();
      const twice = now - last < 300 && kind === "within" && corners.length >= 3;
      last = now;
      if (twice) finish();
      else add(event.latlng);
    };
    const onMove = (event) => {
      pointer = event.latlng;
      draw();
    };
    const onPan = () => {
      if (!byKey) return;
      pointer = map.getCenter();
      draw();
    };
    const cancel = () => {
      stop(state);
      button.focus({ preventScroll: true });
      tellOnce(state, geo.text("Dibujo cancelado"));
    };
    const takeBack = () => {
      corners.pop();
      moved = byKey;
      draw();
      tell(state, corners.length ? geo.text("Esquinas: %(n)s", { n: corners.length }) : start());
    };
    const enter = () => {
      if (kind === "within" && corners.length && !moved) {
        finish();
        return;
      }
      // Behind a centre set by pointer the edge is where the pointer stands.
      const ends = kind === "near" && corners.length && !moved && !byKey && pointer;
      byKey = !ends;
      add(ends ? pointer : map.getCenter());
      moved = false;
    };
    // Wherever the focus is on the map, and where a click has left it nowhere.
    const onKey = (event) => {
      if (!state.frame.contains(event.target) && event.target !== document.body) return;
      const onControl = event.target.closest(".leaflet-control, button, a");
      if (event.key === "Escape") cancel();
      else if (event.key === "Backspace" && corners.length) takeBack();
      else if ((event.key === "Enter" || event.key === " ") && !onControl) enter();
      else {
        moved = moved || event.key.startsWith("Arrow");
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };
    map.on("click", onClick);
    map.on("mousemove", onMove);
    map.on("move", onPan);
    document.addEventListener("keydown", onKey, true);
    state.drawing = {
      finish,
      stop: () => {
        map.off("click", onClick);
        map.off("mousemove", onMove);
        map.off("move", onPan);
        document.removeEventListener("keydown", onKey, true);
        map.doubleClickZoom.enable();
        sketch.remove();
        shield.remove();
        button.setAttribute("aria-pressed", "false");
        tell(state, null);
      },
    };
    element.classList.add("geoapp-is-drawing");
    element.focus({ preventScroll: true });
    tell(state, start());
  };

  const stop = (state) => {
    if (!state.drawing) return;
    const { drawing } = state;
    state.drawing = null;
    drawing.stop();
    state.element.classList.remove("geoapp-is-drawing");
  };

  const nearMe = (state, km) => {
    if (!navigator.geolocation) {
      tellOnce(state, geo.text("Este navegador no da su ubicación"));
      return;
    }
    tell(state, geo.text("Buscando su ubicación…"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        tell(state, null);
        geo.emit(state, "geoapp:shape", { kind: "near", value: `${round(coords.longitude)},${round(coords.latitude)},${km}`, fit: true });
      },
      (error) => tellOnce(state, error.code === 1 ? geo.text("No dio permiso para usar su ubicación") : geo.text("No se pudo saber su ubicación")),
      { maximumAge: 60000, timeout: 10000 },
    );
  };

  const icon = (d) => geo.makeSvg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
    geo.makeSvg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.7, "stroke-linejoin": "round", "stroke-linecap": "round" }));

  /* The tools as buttons on the map. */
  geo.draw = (map, options) => {
    const state = geo.stateOf(map);
    state.hint = geo.make("p", { class: "geoapp-hint", role: "status" });
    state.element.append(state.hint);
    const bar = geo.make("div", { class: "leaflet-bar geoapp-bar", role: "toolbar", "aria-label": geo.text("Dibujar y ubicar") });
    const add = (label, d, work) => {
      const button = geo.make("button", { type: "button", title: label, "aria-label": label }, icon(d));
      button.addEventListener("click", () => work(button));
      bar.append(button);
      return button;
    };
    const toggle = (kind) => (button) => {
      if (button.getAttribute("aria-pressed") === "true") stop(state);
      else begin(state, kind, button);
    };
    add(geo.text("Dibujar un polígono"), "M3 5L9 2.5L13.5 7L11 13L4 12Z", toggle("within")).setAttribute("aria-pressed", "false");
    add(geo.text("Dibujar un círculo"), "M8 2.2A5.8 5.8 0 1 1 7.99 2.2M8 8h.01", toggle("near")).setAttribute("aria-pressed", "false");
    add(geo.text("Terminar el polígono"), "M3 8.5L6.5 12L13 4.5", () => state.drawing && state.drawing.finish()).classList.add("geoapp-only-drawing");
    if (options.nearKm) add(geo.text("Cerca de mí (%(km)s km)", { km: options.nearKm }), "M8 1.5V4M8 12v2.5M1.5 8H4M12 8h2.5M8 4.4A3.6 3.6 0 1 1 7.99 4.4", () => nearMe(state, options.nearKm));
    add(geo.text("Quitar la forma"), "M4 4L12 12M12 4L4 12", () => {
      stop(state);
      geo.emit(state, "geoapp:shape", { kind: null, value: "" });
    });
    L.DomEvent.disableClickPropagation(bar);
    const Bar = L.Control.extend({ onAdd: () => bar });
    new Bar({ position: "topleft" }).addTo(map);
    return bar;
  };

  /* Longitude and latitude under the pointer, of the middle where there is none. */
  geo.coordinates = (state) => {
    const text = geo.make("span", { class: "geoapp-coordinates leaflet-control-attribution" });
    const show = ({ lat, lng }) => {
      text.textContent = `lon ${lng.toFixed(4)}, lat ${lat.toFixed(4)}`;
    };
    const Box = L.Control.extend({ onAdd: () => text });
    new Box({ position: "bottomright" }).addTo(state.map);
    state.map.on("mousemove", (event) => show(event.latlng));
    state.map.on("mouseout moveend", () => show(state.map.getCenter()));
    show(state.map.getCenter());
  };
})(window.geoappLayers);
