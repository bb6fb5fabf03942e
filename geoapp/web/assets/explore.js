/* The explorer: year, classes, colours, layers and shapes act on the map in place; the address says all of it,
   and the table is fetched again. Filters, measure and level are the business of site.js, the
   search of explore_search.js. */
(() => {
  "use strict";

  const geo = window.geoappLayers;
  const form = document.getElementById("filtros");
  if (!geo || !form) return;
  const FILTERS = ["province", "district", "sector", "status", "alert", "precision", "min_amount", "max_amount", "year", "q", "bbox", "near", "within"];
  const DEFAULTS = { measure: "cost_pen", level: "province" };
  const NONE = "ninguna";
  const here = (path) => (document.documentElement.dataset.base || "") + path;
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const said = $("[data-explore-said]");
  const say = (text) => { said.textContent = text; };

  if (window.matchMedia("(min-width: 62em)").matches) all("[data-explore-fold]").forEach((panel) => { panel.open = true; });

  /* The address of what is shown. */
  const boxes = all("[data-explore-layer]");
  const usual = boxes.filter((box) => ["proyectos", "provincias"].includes(box.value));
  const isUsual = () => boxes.every((box) => box.checked === usual.includes(box));
  form.addEventListener("formdata", ({ formData }) => {
    if (isUsual()) formData.delete("layer");
    else if (!boxes.some((box) => box.checked)) formData.set("layer", NONE);
  });
  const parameters = () => {
    const query = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      const text = String(value).trim();
      if (text && DEFAULTS[name] !== text) query.append(name, text);
    });
    return query;
  };
  const address = () => {
    const text = parameters().toString();
    return form.getAttribute("action") + (text ? `?${text}` : "");
  };
  const remember = () => window.history.replaceState(window.history.state, "", address() + window.location.hash);

  /* The table and the figures, as the server says them. */
  let asked = 0;
  const refresh = async () => {
    asked += 1;
    const mine = asked;
    remember();
    const tables = document.getElementById("tablas");
    tables.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address(), { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== asked || !response.ok) return;
      document.dispatchEvent(new CustomEvent("geoapp:page", { detail: page }));
      ["#tablas", ".explore-figures"].forEach((selector) => {
        const fresh = page.querySelector(selector);
        if (fresh) $(selector).replaceWith(document.adoptNode(fresh));
      });
    } catch (error) {
      if (mine === asked) say(geo.text("La tabla no se pudo actualizar: no hay conexión con el servidor."));
    } finally {
      if (mine === asked) document.getElementById("tablas").removeAttribute("aria-busy");
    }
  };

  /* Measure, level, classes, colours */
  const fields = Object.fromEntries(all("[data-explore]").map((field) => [field.dataset.explore, field]));
  fields.measure.addEventListener("change", refresh);
  fields.level.addEventListener("change", refresh);
  fields.classes.addEventListener("change", () => {
    geo.setClasses(fields.classes.value || null);
    refresh();
  });
  fields.colors.addEventListener("change", () => {
    geo.setColors(fields.colors.selectedOptions[0].dataset.colors.split(" "));
    remember();
  });

  /* Year */
  const slider = $("[data-explore-year]");
  const statuses = $("[data-explore-statuses]");
  if (slider) {
    const text = document.getElementById("e-anio-texto");
    const chosen = () => (slider.value === slider.max ? "" : slider.value);
    const apply = geo.debounce(() => {
      if (fields.at.value === chosen()) return;
      fields.at.value = chosen();
      geo.setYear(chosen());
      refresh();
      if (shapeOf(form.dataset.geoappFilters)) showInside(form.dataset.geoappFilters);
    }, 180);
    slider.addEventListener("input", () => {
      text.textContent = chosen() || geo.text("hoy");
      slider.setAttribute("aria-valuetext", chosen() || geo.text("hoy"));
      apply();
    });
    document.addEventListener("geoapp:status", ({ detail }) => {
      if (detail.layer !== "proyectos" || detail.statuses === undefined) return;
      statuses.hidden = !detail.statuses;
      statuses.replaceChildren(...(detail.statuses || []).map(({ label, count }) => geo.make("li", {}, geo.make("span", { text: label }), geo.make("span", { text: geo.count(count) }))));
    });
  }

  /* Layers: one that draws some projects takes the place of all projects, and the other way round. */
  const every = boxes.find((box) => box.value === "proyectos");
  const setLayer = (box, on) => {
    box.checked = on;
    geo.setVisible(box.value, on);
  };
  boxes.forEach((box) => box.addEventListener("change", () => {
    setLayer(box, box.checked);
    if (box.checked && "theme" in box.dataset && every.checked) setLayer(every, false);
    if (box === every && every.checked) boxes.filter((other) => "theme" in other.dataset && other.checked).forEach((other) => setLayer(other, false));
    remember();
  }));

  /* Shapes */
  const inside = document.getElementById("dentro");
  const shapeOf = (query) => {
    const params = new URLSearchParams(query);
    if (params.get("within")) return { kind: "within", value: params.get("within") };
    return params.get("near") ? { kind: "near", value: params.get("near") } : null;
  };

  const tell = (answer) => {
    const title = geo.make("h2", { id: "dentro-titulo", text: answer.title });
    const list = geo.make("ol", { tabindex: "0", "aria-label": geo.text("Proyectos dentro") }, ...answer.projects.map((project) => geo.make("li", {}, geo.pageLink(project.href, project.name), geo.make("span", { text: project.text }))));
    const remove = geo.make("button", { type: "button", class: "btn btn-outline-primary", text: geo.text("Quitar la forma") });
    remove.addEventListener("click", () => setShape(null));
    const links = answer.links.map((link) => {
      const anchor = geo.pageLink(link.href, link.text);
      anchor.className = "btn btn-outline-primary";
      return geo.make("li", {}, anchor);
    });
    inside.replaceChildren(...[
      title, geo.rows(answer.rows), ...answer.notes.map((text) => geo.make("p", { class: "meta", text })),
      answer.projects.length ? list : null, answer.more_text ? geo.make("p", { class: "meta", text: answer.more_text }) : null,
      geo.make("ul", { class: "actions" }, ...links, geo.make("li", {}, remove)), geo.make("p", { class: "cite", text: answer.source }),
    ].filter(Boolean));
    inside.hidden = false;
  };

  /* What lies inside, of the year that the map shows. */
  const insideAddress = (query) => {
    const params = new URLSearchParams(query);
    if (fields.at && fields.at.value) params.set("at", fields.at.value);
    return here(`/mapas/datos/dentro?${params}`);
  };

  let shapeAsked = 0;
  const showInside = async (query) => {
    shapeAsked += 1;
    const mine = shapeAsked;
    const shape = shapeOf(query);
    geo.showShape(shape);
    if (!shape) {
      inside.hidden = true;
      return;
    }
    try {
      const response = await fetch(insideAddress(query));
      const answer = await response.json();
      if (mine !== shapeAsked) return;
      if (response.ok) tell(answer);
      else throw new Error(answer.detail);
    } catch (error) {
      if (mine === shapeAsked) say(error.message || geo.text("No se pudo consultar lo que hay dentro."));
    }
  };

  /* A shape is a filter like any other: it goes into the form, and the form asks. */
  const setShape = async (shape) => {
    const query = new URLSearchParams([...parameters()].filter(([name]) => FILTERS.includes(name) && !["near", "within", "bbox"].includes(name)));
    if (shape) {
      query.set(shape.kind, shape.value);
      const response = await fetch(insideAddress(query));
      if (!response.ok) {
        say((await response.json()).detail || geo.text("La forma no es válida."));
        geo.showShape(null);
        return;
      }
    }
    say("");
    form.querySelectorAll('input[type="hidden"][name="near"], input[type="hidden"][name="within"], input[type="hidden"][name="bbox"]').forEach((input) => input.remove());
    if (shape) form.append(geo.make("input", { type: "hidden", name: shape.kind, value: shape.value }));
    form.requestSubmit();
  };
  document.addEventListener("geoapp:shape", ({ detail }) => {
    if (!detail.kind) {
      if (shapeOf(form.dataset.geoappFilters)) setShape(null);
      return;
    }
    geo.showShape(detail, { fit: Boolean(detail.fit) });
    setShape(detail).catch(() => say(geo.text("No hay conexión con el servidor.")));
  });
  $("[data-explore-near]").addEventListener("submit", (event) => {
    event.preventDefault();
    const center = geo.states()[0].map.getCenter();
    const km = document.getElementById("e-km").value;
    setShape({ kind: "near", value: `${center.lng.toFixed(5)},${center.lat.toFixed(5)},${km}` }).catch(() => say(geo.text("No hay conexión con el servidor.")));
  });
  $("[data-explore-view]").addEventListener("click", () => {
    const [west, south, east, north] = geo.states()[0].map.getBounds().toBBoxString().split(",").map((degrees) => Number(degrees).toFixed(5));
    const value = `POLYGON ((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south}))`;
    setShape({ kind: "within", value }).catch(() => say(geo.text("No hay conexión con el servidor.")));
  });
  new MutationObserver(() => showInside(form.dataset.geoappFilters)).observe(form, { attributeFilter: ["data-geoapp-filters"] });
  const start = () => {
    if (shapeOf(form.dataset.geoappFilters)) showInside(form.dataset.geoappFilters);
  };
  // The maps are made once the page is read: after this file, which is deferred.
  document.addEventListener("DOMContentLoaded", () => setTimeout(start, 0));

  /* Links */
  $("[data-explore-print]").addEventListener("click", () => window.print());
  $("[data-explore-copy]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      say(geo.text("Enlace copiado."));
    } catch (error) {
      say(window.location.href);
    }
  });
})();
