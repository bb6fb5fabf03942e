/* The search of the explorer: areas, projects and localities to go to, and the search that was meant where none is found. */
(() => {
  "use strict";

  const geo = window.geoappLayers;
  const search = document.querySelector("[data-explore-search]");
  if (!geo || !search) return;
  const here = (path) => (document.documentElement.dataset.base || "") + path;
  const say = (text) => { document.querySelector("[data-explore-said]").textContent = text; };
  const input = search.querySelector("input");
  const results = document.getElementById("e-resultados");
  const count = document.getElementById("e-cuenta");
  const close = () => { results.hidden = true; };
  const go = (place) => {
    close();
    if (place.bounds) {
      geo.markPlace(null);
      geo.flyTo({ bounds: place.bounds });
    } else {
      geo.markPlace(place);
      geo.flyTo({ lon: place.lon, lat: place.lat, zoom: place.zoom });
    }
    say(place.area ? geo.text("El mapa muestra %(area)s: de %(name)s no se conoce un lugar más exacto.", place) : geo.text("El mapa muestra %(name)s.", place));
    geo.states()[0].element.focus({ preventScroll: true });
    geo.states()[0].frame.scrollIntoView({ block: "nearest" });
  };
  const item = (place) => {
    const placed = place.bounds || place.lon !== null;
    const button = geo.make("button", { type: "button", disabled: !placed }, geo.make("span", { text: place.name }), geo.make("span", { class: "kind", text: place.text }));
    button.addEventListener("click", () => go(place));
    const link = place.href ? geo.pageLink(place.href, geo.text("Ver página")) : null;
    if (link) link.setAttribute("aria-label", geo.text("Ver la página de %(name)s", { name: place.name }));
    return geo.make("li", {}, button, link);
  };
  const nothing = (text) => geo.make("li", { class: "nothing", text });
  /* The same search with its slips mended, where the server knows one that finds something. */
  const meant = ({ q, text }) => {
    const button = geo.make("button", { type: "button", class: "meant", text });
    button.addEventListener("click", () => {
      input.value = q;
      input.focus();
      look();
    });
    return geo.make("li", {}, button);
  };
  let wanted = 0;
  const look = async () => {
    wanted += 1;
    const mine = wanted;
    const q = input.value.trim();
    if (q.length < 2) {
      close();
      count.textContent = "";
      return;
    }
    try {
      const response = await fetch(here(`/mapas/datos/buscar?${new URLSearchParams({ q })}`));
      const answer = await response.json();
      if (mine !== wanted) return;
      const found = response.ok ? answer.results : [];
      const none = () => [nothing(response.ok ? geo.text("Ningún proyecto, área ni localidad empieza así.") : answer.detail), answer.meant ? meant(answer.meant) : null];
      results.replaceChildren(...(found.length ? found.map(item) : none()).filter(Boolean));
      results.hidden = false;
      count.textContent = response.ok ? answer.text : answer.detail;
    } catch (error) {
      if (mine === wanted) count.textContent = geo.text("No hay conexión con el servidor.");
    }
  };
  input.addEventListener("input", geo.debounce(look, 180));
  search.addEventListener("submit", async (event) => {
    event.preventDefault();
    await look();
    const first = results.querySelector("button:not(:disabled)");
    if (first && !results.hidden) first.click();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      input.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || results.hidden) return;
    const stops = [input, ...results.querySelectorAll("button:not(:disabled)")];
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });
  document.addEventListener("click", (event) => {
    if (!search.contains(event.target)) close();
  });
})();
