/* State of each map, its data requests, and the line that says what happens. The public functions of a page:
   geoappLayers.setFilter, setMeasure, setLevel, setYear, setClasses, setAlso, setColors, setVisible, flyTo, and of draw.js
   showShape, markPlace. Events on the map's element: geoapp:status, geoapp:error, geoapp:values, geoapp:shape.
   No text of an answer is ever parsed as HTML. */
((geo) => {
  "use strict";

  const TIMEOUT_MS = 15000;
  const RETRY_MS = [400, 1200];
  const SLOW_MS = 200; // an answer faster than this needs no "loading" line
  const RETRIED = new Set([429, 502, 503, 504]);

  geo.maps = {};

  /* A text in the page's language: the Spanish one unless a script of translations has put another in its place. */
  geo.text = (message, values = null) => {
    const texts = window.geoappTexts || {};
    const text = Object.hasOwn(texts, message) ? texts[message] : message;
    return values ? text.replace(/%\((\w+)\)s/g, (whole, name) => values[name]) : text;
  };

  geo.stateOf = (map) => map.geoapp;

  geo.states = (only) => {
    if (only === undefined) return Object.values(geo.maps);
    const state = geo.maps[only] || geo.maps[`map_${only}`];
    if (!state) throw new Error(`geoappLayers: no hay un mapa ${only}`);
    return [state];
  };

  class RequestError extends Error {
    constructor(message, again) {
      super(message);
      this.again = again; // whether asking once more may help
    }
  }

  const delay = (ms, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });

  const problemText = async (response) => {
    try {
      const problem = await response.json();
      if (problem && typeof problem.detail === "string" && problem.detail) return problem.detail;
      if (problem && typeof problem.title === "string" && problem.title) return problem.title;
    } catch (error) {
      // Not problem JSON: the status has to do.
    }
    return geo.text("El servidor respondió con el error %(status)s.", { status: response.status });
  };

  const attempt = async (address, signal) => {
    const controller = new AbortController();
    let late = false;
    const stop = () => controller.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => {
      late = true;
      controller.abort();
    }, TIMEOUT_MS);
    try {
      const response = await fetch(address, {
        signal: controller.signal,
        credentials: "same-origin",
        headers: { Accept: "application/geo+json, application/json" },
      });
      if (!response.ok) throw new RequestError(await problemText(response), RETRIED.has(response.status));
      return await response.json();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (late) throw new RequestError(geo.text("El servidor tarda demasiado en responder."), true);
      if (error instanceof RequestError) throw error;
      if (error instanceof SyntaxError) throw new RequestError(geo.text("La respuesta del servidor no se entiende."), false);
      throw new RequestError(geo.text("No hay conexión con el servidor."), true);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  };

  const embedded = (id) => {
    const block = document.getElementById(id);
    if (!block) throw new RequestError(geo.text("Faltan los datos incluidos en esta página."), false);
    return JSON.parse(block.textContent);
  };

  const isAbort = (error) => error === geo.STALE || (error && error.name === "AbortError");
  geo.STALE = Symbol("stale");

  /* Ask for data under a key; a newer request of the same key makes the older one stale.
     source: address of the server, or #id of a block in the page; pick: key inside such a block. */
  geo.load = async (state, key, source, { path = "", params = null, pick = null, keep = false } = {}) => {
    const former = state.pending.get(key);
    if (former) former.abort(geo.STALE);
    if (source.startsWith("#")) {
      const value = embedded(source.slice(1));
      if (pick === null) return value;
      if (!Object.hasOwn(value, pick)) throw new RequestError(geo.text("Este archivo no incluye esos datos."), false);
      return value[pick];
    }
    const query = params ? params.toString() : "";
    const joined = query ? (source.includes("?") ? "&" : "?") + query : "";
    const address = source + path + joined;
    if (!keep) return request(state, key, address);
    // Kept answers are shared, also by layers that ask for the same at the same time.
    if (!state.kept.has(address)) {
      const asked = request(state, address, address);
      asked.catch(() => state.kept.delete(address));
      state.kept.set(address, asked);
    }
    return state.kept.get(address);
  };

  const request = async (state, key, address) => {
    const controller = new AbortController();
    state.pending.set(key, controller);
    geo.busy(state);
    try {
      for (let tries = 0; ; tries += 1) {
        try {
          return await attempt(address, controller.signal);
        } catch (error) {
          if (!(error instanceof RequestError) || !error.again || tries >= RETRY_MS.length) throw error;
          await delay(RETRY_MS[tries], controller.signal);
        }
      }
    } finally {
      if (state.pending.get(key) === controller) state.pending.delete(key);
      geo.busy(state);
    }
  };

  /* Run a piece of work that loads data; its failure is said on the map with a way to try again. */
  geo.task = async (state, key, work) => {
    try {
      const done = await work();
      state.failed.delete(key);
      geo.say(state);
      return done;
    } catch (error) {
      if (isAbort(error)) return undefined;
      const text = error instanceof RequestError ? error.message : geo.text("No se pudo dibujar esta parte del mapa.");
      if (!(error instanceof RequestError)) console.error(error);
      state.failed.set(key, { text, passing: error.again === true, again: () => geo.task(state, key, work) });
      geo.emit(state, "geoapp:error", { key, text });
      geo.say(state);
      return undefined;
    }
  };

  geo.emit = (state, type, detail) => {
    const all = { map: state.id, ...detail };
    state.element.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: all }));
  };

  geo.busy = (state) => {
    clearTimeout(state.slow);
    if (state.pending.size === 0) {
      state.isSlow = false;
      geo.say(state);
    } else {
      state.frame.dataset.state = "loading";
      state.slow = setTimeout(() => {
        state.isSlow = true;
        geo.say(state);
      }, SLOW_MS);
    }
  };

  /* The line under the map: first what failed, then that data is on its way, else what is on the map. */
  geo.say = (state) => {
    const failure = state.failed.values().next().value;
    const loading = state.pending.size > 0;
    state.frame.dataset.state = loading ? "loading" : failure ? "error" : "ready";
    const text = failure ? failure.text : loading && state.isSlow ? geo.text("Cargando datos…") : [...state.texts.values()].join(" · ");
    const mark = `${failure ? "error" : "text"}:${text}`;
    if (mark === state.said) return;
    state.said = mark;
    state.line.replaceChildren();
    state.line.setAttribute("role", failure ? "alert" : "status");
    if (text) state.line.append(geo.make("span", { text }));
    if (failure) {
      const again = [...state.failed.values()].map((item) => item.again);
      const button = geo.make("button", { type: "button", class: "geoapp-retry", text: geo.text("Reintentar") });
      button.addEventListener("click", () => again.forEach((run) => run()));
      state.line.append(button);
    }
  };

  /* What one layer has to say of the view: shown in the line, and given to the page. */
  geo.status = (state, layer, text, detail = {}) => {
    if (text) state.texts.set(layer, text);
    else state.texts.delete(layer);
    geo.emit(state, "geoapp:status", { layer, text, ...detail });
    geo.say(state);
  };

  /* The page's filters, with a layer's fixed ones and further parameters, as URLSearchParams. A name that a
     layer fixes is narrowed by the page: values that both name, or none of the layer's own if they share none. */
  geo.params = (state, fixed = [], more = {}) => {
    const params = new URLSearchParams(state.filters);
    if (state.year) params.set("at", state.year);
    const names = new Set(fixed.map(([name]) => name));
    for (const name of names) {
      const own = fixed.filter(([key]) => key === name).map(([, value]) => value);
      const asked = params.getAll(name);
      const both = asked.length ? own.filter((value) => asked.includes(value)) : own;
      params.delete(name);
      if (!both.length) return null;
      both.forEach((value) => params.append(name, value));
    }
    Object.entries(more).forEach(([name, value]) => {
      if (value !== null && value !== undefined) params.set(name, value);
    });
    return params;
  };

  /* The view's box, widened to a grid of the zoom so that neighbouring views ask for the same address. */
  geo.viewBox = (state) => {
    const zoom = state.map.getZoom();
    const step = 90 / 2 ** Math.max(0, Math.round(zoom));
    const bounds = state.map.getBounds().pad(0.1);
    const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
    const box = [
      clamp(Math.floor(bounds.getWest() / step) * step, -180, 180),
      clamp(Math.floor(bounds.getSouth() / step) * step, -90, 90),
      clamp(Math.ceil(bounds.getEast() / step) * step, -180, 180),
      clamp(Math.ceil(bounds.getNorth() / step) * step, -90, 90),
    ];
    return box.map((value) => Number(value.toFixed(5))).join(",");
  };

  geo.setFilter = (query, { map } = {}) => {
    const clean = new URLSearchParams(query);
    ["zoom", "measure", "level", "at", "classes"].forEach((name) => clean.delete(name));
    geo.states(map).forEach((state) => {
      state.filters = clean.toString();
      state.map.fire("geoapp:filter");
    });
  };

  geo.setMeasure = (measure, { map } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:measure", { measure }));
  };

  geo.setLevel = (level, { map, parent = null } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:level", { level, parent }));
  };

  /* The end of a year instead of today; null for today. */
  geo.setYear = (year, { map } = {}) => {
    geo.states(map).forEach((state) => {
      state.year = year || null;
      state.map.fire("geoapp:filter");
    });
  };

  /* How the classes of a measure are cut: a name that the server knows. */
  geo.setClasses = (classes, { map } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:classes", { classes }));
  };

  /* The year whose values share the classes, or null: two maps then mean the same by one colour. */
  geo.setAlso = (also, { map } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:also", { also }));
  };

  geo.setColors = (colors, { map } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:colors", { colors }));
  };

  /* Show or hide a layer by its name. */
  geo.setVisible = (name, visible, { map } = {}) => {
    geo.states(map).forEach((state) => state.map.fire("geoapp:visible", { name, visible }));
  };

  geo.flyTo = ({ lon, lat, zoom = 13, bounds = null }, { map } = {}) => {
    geo.states(map).forEach((state) => {
      if (bounds) state.map.fitBounds(geo.latLngs(bounds), { maxZoom: state.map.getMaxZoom(), animate: geo.moves() });
      else state.map.setView([lat, lon], zoom, { animate: geo.moves() });
    });
  };

  geo.latLngs = ([west, south, east, north]) => [[south, west], [north, east]];
  geo.moves = () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  geo.isDark = () => {
    const chosen = document.documentElement.dataset.bsTheme;
    if (chosen === "dark" || chosen === "light") return chosen === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  };

  const tellTheme = () => geo.states().forEach((state) => state.map.fire("geoapp:theme"));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tellTheme);
  new MutationObserver(tellTheme).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

  /* Shown at the zooms a layer asks for, unless hidden; calls back with whether it is shown now. */
  geo.byZoom = (state, options, show) => {
    let shown = null;
    let wanted = !options.hidden;
    const check = () => {
      const zoom = state.map.getZoom();
      const near = zoom >= (options.minZoom ?? 0) && zoom <= (options.maxZoom ?? 99);
      const now = wanted && near;
      // A layer that is on but too far away to draw says so, or its reader would look for a fault.
      if (options.title) geo.status(state, `${options.name}:zoom`, wanted && !near ? geo.text("%(name)s: acerque el mapa para verla", { name: options.title }) : null);
      if (now !== shown) {
        shown = now;
        show(now);
      }
    };
    state.map.on("zoomend", check);
    state.map.on("geoapp:visible", (event) => {
      if (event.name !== options.name) return;
      wanted = event.visible;
      check();
    });
    check();
    return () => shown;
  };

  geo.debounce = (work, ms = 120) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, ms);
    };
  };
})((window.geoappLayers = window.geoappLayers || {}));
