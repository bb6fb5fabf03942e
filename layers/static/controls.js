/* The map itself and its controls: home, full screen, scale, keyboard, base map, view in the address. */
((geo) => {
  "use strict";

  const VIEW = /(?:^#|&)mapa=(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?),(\d+(?:\.\d+)?)(?=&|$)/;
  const STEP_PX = 80;
  const SNAP = 0.5;
  const PAPER_LEGEND_PX = 255;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const readView = () => {
    const found = VIEW.exec(window.location.hash);
    if (!found) return null;
    const [lon, lat, zoom] = found.slice(1).map(Number);
    return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && zoom <= 24 ? { lon, lat, zoom } : null;
  };

  const writeView = (state) => {
    const center = state.map.getCenter();
    const digits = Math.max(2, Math.ceil(state.map.getZoom() / 4) + 1);
    const view = `mapa=${center.lng.toFixed(digits)},${center.lat.toFixed(digits)},${state.map.getZoom()}`;
    const hash = VIEW.test(window.location.hash)
      ? window.location.hash.replace(VIEW, (text) => text.slice(0, text.indexOf("mapa=")) + view)
      : `${window.location.hash || "#"}${window.location.hash.length > 1 ? "&" : ""}${view}`;
    try {
      window.history.replaceState(window.history.state, "", hash);
    } catch (error) {
      state.options.keepView = false; // pages without an address of their own, such as a notebook's frame
    }
  };

  const buttons = (state, wanted) => {
    const icon = (d) => geo.makeSvg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
      geo.makeSvg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linejoin": "round", "stroke-linecap": "round" }));
    const bar = geo.make("div", { class: "leaflet-bar geoapp-bar" });
    const add = (label, d, work) => {
      const button = geo.make("button", { type: "button", title: label, "aria-label": label }, icon(d));
      button.addEventListener("click", work);
      bar.append(button);
      return button;
    };
    if (wanted.includes("home")) add(geo.text("Volver a la vista inicial"), "M2 8L8 2.5L14 8M4 7V13.5H12V7", () => geo.goHome(state));
    if (wanted.includes("fullscreen") && state.frame.requestFullscreen && document.fullscreenEnabled) {
      const button = add(geo.text("Pantalla completa"), "M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10", () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else state.frame.requestFullscreen().catch(() => {});
      });
      document.addEventListener("fullscreenchange", () => {
        const on = document.fullscreenElement === state.frame;
        button.setAttribute("aria-pressed", String(on));
        state.map.invalidateSize();
      });
    }
    if (!bar.childElementCount) return;
    L.DomEvent.disableClickPropagation(bar);
    const Bar = L.Control.extend({ onAdd: () => bar });
    new Bar({ position: "topleft" }).addTo(state.map);
  };

  const keyboard = (state) => {
    state.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.popup) {
        event.preventDefault();
        event.stopPropagation();
        state.popup.byKey = true;
        state.map.closePopup(state.popup.popup);
        return;
      }
      // Leaflet moves the map only while the map itself has the focus; here also from a marker or an area.
      const arrow = ARROWS[event.key];
      const inside = event.target !== state.element && event.target.closest(".leaflet-marker-icon, .leaflet-interactive");
      if (arrow && inside && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        state.map.panBy([arrow[0] * STEP_PX, arrow[1] * STEP_PX], { animate: geo.moves() });
      } else if (inside && (event.key === "+" || event.key === "-")) {
        state.map.setZoom(state.map.getZoom() + (event.key === "+" ? 1 : -1));
      }
    });
  };

  const escapeHtml = (text) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

  const baseMap = (state, tiles) => {
    const layer = L.tileLayer(tiles.address, {
      attribution: escapeHtml(tiles.attribution), // Leaflet writes it as HTML
      maxNativeZoom: tiles.maxZoom,
      maxZoom: state.map.getMaxZoom(),
      className: "geoapp-tiles",
    });
    let told = false;
    layer.on("tileerror", () => {
      if (told) return;
      told = true;
      geo.status(state, "base", geo.text("El mapa base no responde; los datos se muestran igual"));
    });
    layer.on("tileload", () => {
      if (told) geo.status(state, "base", null);
      told = false;
    });
    layer.addTo(state.map);
  };

  /* Room around the home view; on the right also for a legend, where the map is wide enough to spare it. */
  const free = (map, options) => ({
    paddingTopLeft: [8, 8], paddingBottomRight: [8 + (map.getSize().x >= 720 ? options.padRight || 0 : 0), 8],
  });

  geo.goHome = (state) => {
    const home = state.home;
    if (!home) return;
    if (home.bounds) state.map.fitBounds(home.bounds, { animate: geo.moves(), ...free(state.map, state.options) });
    else state.map.setView(home.center, home.zoom, { animate: geo.moves() });
  };

  /* The first data decides the view where the page does not. */
  geo.fitOnce = (state, bounds) => {
    if (state.home || !bounds.isValid()) return;
    state.home = { bounds };
    if (!state.placed) state.map.fitBounds(bounds, { animate: false, padding: [16, 16], maxZoom: 14 });
    state.placed = true;
  };

  /* On paper maps have a size of their own: each shows what it showed, and goes back to its view. */
  const held = new Map();
  window.addEventListener("beforeprint", () => {
    if (held.size) return;
    geo.states().forEach((state) => held.set(state, { center: state.map.getCenter(), zoom: state.map.getZoom(), bounds: state.map.getBounds() }));
    held.forEach(({ bounds, zoom }, state) => {
      const { map, home } = state;
      state.frame.classList.add("geoapp-on-paper");
      map.invalidateSize({ animate: false, pan: false });
      map.options.zoomSnap = 0.05; // no room is given away
      const whole = home && home.bounds && bounds.contains(home.bounds);
      map.fitBounds(whole ? home.bounds : bounds, {
        animate: false, maxZoom: zoom, ...(whole ? { paddingTopLeft: [8, 8], paddingBottomRight: [state.options.padRight ? PAPER_LEGEND_PX : 8, 8] } : {}),
      });
      if (state.labels) state.labels.draw();
    });
  });
  window.addEventListener("afterprint", () => {
    held.forEach(({ center, zoom }, state) => {
      state.frame.classList.remove("geoapp-on-paper");
      state.map.options.zoomSnap = SNAP;
      state.map.invalidateSize({ animate: false, pan: false });
      state.map.setView(center, zoom, { animate: false });
    });
    held.clear();
  });

  /* Filters that the page wrote, escaped, into an attribute: what people typed never stands in a script. */
  const pageFilters = (element) => {
    const holder = element.closest("[data-geoapp-filters]") || document.querySelector("[data-geoapp-filters]");
    return holder ? holder.dataset.geoappFilters : "";
  };

  geo.createMap = (id, options) => {
    const element = document.getElementById(id);
    const calm = !geo.moves();
    const map = L.map(element, {
      zoomControl: false, attributionControl: false, minZoom: options.minZoom, maxZoom: options.maxZoom,
      zoomSnap: SNAP, wheelPxPerZoomLevel: 90, zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
      maxBoundsViscosity: 1, worldCopyJump: false,
    });
    const frame = document.getElementById(`${id}_frame`);
    const state = {
      id, map, element, frame, options, line: document.getElementById(`${id}_status`), filters: "",
      pending: new Map(), failed: new Map(), texts: new Map(), kept: new Map(), popup: null, home: null, placed: true,
      year: options.year || null, symbols: options.symbols,
    };
    map.geoapp = state;
    geo.maps[id] = state;
    state.filters = new URLSearchParams(options.filters === "@page" ? pageFilters(element) : options.filters).toString();
    const view = options.keepView ? readView() : null;
    if (options.bounds) state.home = { bounds: L.latLngBounds(geo.latLngs(options.bounds)) };
    else if (options.center) state.home = { center: [options.center[1], options.center[0]], zoom: options.zoom };
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else if (options.bounds) map.fitBounds(state.home.bounds, { animate: false, ...free(map, options) });
    else if (options.center) map.setView(state.home.center, options.zoom, { animate: false });
    else {
      state.placed = false;
      map.setView([0, 0], options.minZoom, { animate: false });
    }
    L.control.zoom({ zoomInTitle: geo.text("Acercar"), zoomOutTitle: geo.text("Alejar") }).addTo(map);
    L.control.attribution({ prefix: false }).addTo(map);
    buttons(state, options.controls);
    if (options.controls.includes("scale")) L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    if (options.controls.includes("coordinates")) geo.coordinates(state);
    keyboard(state);
    if (options.tiles) baseMap(state, options.tiles);
    if (options.keepView) {
      map.on("moveend", geo.debounce(() => options.keepView && writeView(state), 200));
      window.addEventListener("hashchange", () => {
        const asked = readView();
        if (asked) map.setView([asked.lat, asked.lon], asked.zoom);
      });
    }
    new ResizeObserver(geo.debounce(() => map.invalidateSize({ pan: false }), 60)).observe(element);
    geo.say(state);
    return map;
  };
})(window.geoappLayers);
