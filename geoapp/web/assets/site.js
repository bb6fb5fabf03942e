/* Conveniences of geoapp's pages; everything also works without this file but the map.
   The filter form changes map and tables without a new page; measure and level change in place. */
(() => {
  "use strict";

  /* A text and the address of a page in the page's language; Spanish where no script of translations was loaded. */
  const translate = (message) => {
    const texts = window.geoappTexts || {};
    return Object.hasOwn(texts, message) ? texts[message] : message;
  };
  const here = (path) => (document.documentElement.dataset.base || "") + path;

  const form = document.getElementById("filtros");
  const geo = window.geoappLayers;
  const DEFAULTS = { measure: "cost_pen", level: "province" };

  /* Once its maps are drawn the rest of a page is laid out (site.css): its length is known, and all of it can be
     scrolled to. At once where the address names a part of the page, or the reader comes back to where they were: the
     way there has to be known. */
  const idle = window.requestIdleCallback || setTimeout;
  const maps = [...document.querySelectorAll(".geoapp-map")];
  const layOut = () => document.documentElement.classList.add("is-laid-out");
  const layOutLater = () => idle(() => {
    if (maps.every((map) => ["ready", "error"].includes(map.dataset.state))) layOut();
  });
  // A layer without anything to say draws without an event: the maps' own state tells.
  const drawn = new MutationObserver(layOutLater);
  maps.forEach((map) => drawn.observe(map, { attributeFilter: ["data-state"] }));
  window.addEventListener("load", layOutLater);
  const { type: came } = performance.getEntriesByType("navigation")[0] || {};
  if (location.hash || ["reload", "back_forward"].includes(came)) layOut();
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href*='#']")) layOut();
  }, { capture: true });

  /* Lists to choose from close with Escape and when the reader goes elsewhere. */
  const picks = () => [...document.querySelectorAll("details[data-pick]")];
  document.addEventListener("click", (event) => {
    picks().forEach((pick) => { if (!pick.contains(event.target)) pick.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = picks().find((pick) => pick.open && pick.contains(document.activeElement));
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  /* A list says at once what is ticked in it, before the form is sent. */
  document.addEventListener("change", ({ target }) => {
    const pick = target.type === "checkbox" && target.closest("details[data-pick]");
    if (!pick) return;
    const all = [...pick.querySelectorAll("input[type=checkbox]")];
    const ticked = all.filter((box) => box.checked);
    const several = () => translate("%(count)s de %(all)s").replace("%(count)s", ticked.length).replace("%(all)s", all.length);
    const value = pick.querySelector(".pick-value");
    if (!ticked.length) value.textContent = pick.dataset.pick;
    else value.textContent = ticked.length === 1 ? ticked[0].closest("label").textContent.trim() : several();
    const notice = document.getElementById("aviso");
    if (notice) notice.textContent = `${pick.querySelector(".pick-title").textContent}: ${value.textContent}`;
  });

  /* The browser's own position fills the search of places; it leaves this page only as the address of the answer. */
  const locate = document.querySelector("[data-locate]");
  if (locate && navigator.geolocation) {
    const notice = document.getElementById("c-aviso");
    locate.hidden = false;
    locate.addEventListener("click", () => {
      notice.textContent = translate("Buscando su posición…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const radius = document.getElementById("c-radio").value;
          const query = new URLSearchParams({ lon: coords.longitude.toFixed(4), lat: coords.latitude.toFixed(4), radio_km: radius });
          window.location.assign(here(`/cerca?${query}`));
        },
        () => { notice.textContent = translate("El navegador no dio su posición. Escriba el nombre de su lugar."); },
        { timeout: 15000, maximumAge: 300000 },
      );
    });
  }

  /* Pages made to be printed offer it. */
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* A printed page names the address that the reader sees. */
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-printed-address]").forEach((place) => { place.textContent = window.location.href; });
  });

  /* The address to share is the one the reader sees. */
  const share = document.querySelector("[data-share]");
  if (share) {
    share.value = new URL(share.value, window.location.origin).href;
    share.addEventListener("focus", () => share.select());
    const copy = document.querySelector("[data-share-copy]");
    const told = document.querySelector("[data-share-said]");
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      told.textContent = "";
      try {
        await navigator.clipboard.writeText(share.value);
        told.textContent = translate("Copiado");
      } catch (error) {
        // Refused, or not there, as on a page without https: marked, it is copied by hand.
        share.focus();
        share.select();
        told.textContent = translate("Dirección marcada: cópiela desde aquí");
      }
    });
  }

  let shown = window.location.search;

  /* Measure and level of the map change in place; where the page's form holds them, the address keeps them. */
  const measure = document.querySelector("[data-map-measure]");
  const level = document.querySelector("[data-map-level]");
  const remember = (name, value) => {
    if (!form || !document.getElementById("mapa-caja")) return;
    const query = new URLSearchParams(window.location.search);
    if (value === DEFAULTS[name]) query.delete(name);
    else query.set(name, value);
    const text = query.toString();
    const href = window.location.pathname + (text ? `?${text}` : "") + window.location.hash;
    window.history.replaceState(window.history.state, "", href);
    shown = window.location.search;
  };
  if (measure && geo) {
    measure.addEventListener("change", () => {
      geo.setMeasure(measure.value);
      remember("measure", measure.value);
    });
  }
  if (level && geo) {
    level.addEventListener("change", () => {
      geo.setLevel(level.value);
      remember("level", level.value);
    });
  }

  if (!form) return;

  /* Amounts as pages write them, «S/ 1,500,000.00», become the short form of addresses; before who else listens. */
  const AMOUNT = /^(?:S\/)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)$/;
  form.addEventListener("change", ({ target }) => {
    const written = target.inputMode === "decimal" && AMOUNT.exec(target.value.trim());
    if (written) target.value = written[1].replaceAll(",", "");
  }, { capture: true });

  /* What the form says, as a short address: no blanks, no defaults. */
  const address = () => {
    const query = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      const text = String(value).trim();
      if (text && DEFAULTS[name] !== text) query.append(name, text);
    });
    const text = query.toString();
    const target = new URL(form.action);
    target.search = text;
    return target.pathname + target.search + target.hash;
  };

  /* Links outside of those parts lead with the filter as well: the other language, reports, other maps. */
  const renew = (page) => {
    const fresh = page.querySelectorAll(".language a, [data-renew]");
    const mine = document.querySelectorAll(".language a, [data-renew]");
    if (fresh.length === mine.length) mine.forEach((link, index) => link.setAttribute("href", fresh[index].getAttribute("href")));
  };
  document.addEventListener("geoapp:page", ({ detail }) => renew(detail));

  /* Take the parts that depend on the filter from the answer, and leave the map where it is. */
  const take = (page) => {
    const part = (root, id) => root.getElementById(id);
    const fresh = part(page, "filtros");
    const mapBox = document.getElementById("mapa-caja");
    const next = part(page, "resultado");
    const now = part(document, "resultado");
    if (!fresh || !next || !now) return false;
    if (mapBox && !part(page, "mapa-caja")) return false;
    renew(page);
    if (mapBox) {
      // Only what stands around the map is exchanged, so that its view and its data stay.
      ["section", "#provincias", "#tablas"].forEach((selector) => {
        const old = now.querySelector(selector);
        const young = next.querySelector(selector);
        if (old && young) old.replaceWith(document.adoptNode(young));
      });
    } else {
      now.replaceWith(document.adoptNode(next));
    }
    const told = part(document, "resultado").querySelector(".totals, .figure .big, .empty h2");
    const notice = document.getElementById("aviso");
    if (notice && told) notice.textContent = told.textContent.trim();
    form.dataset.geoappFilters = fresh.dataset.geoappFilters;
    // The element that had the focus is about to be exchanged: its successor takes it.
    const focused = form.contains(document.activeElement) ? document.activeElement : null;
    form.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
    if (focused) form.querySelector(focused.type === "submit" ? "button[type=submit]" : "#f-q").focus({ preventScroll: true });
    document.title = page.title;
    if (mapBox && geo) geo.setFilter(form.dataset.geoappFilters);
    return true;
  };

  let asked = 0;
  const go = async (href, push) => {
    asked += 1;
    const mine = asked;
    document.body.dataset.busy = "true";
    try {
      const response = await fetch(href, { headers: { Accept: "text/html" } });
      const text = await response.text();
      if (mine !== asked) return;
      const page = new DOMParser().parseFromString(text, "text/html");
      if (!response.ok || !take(page)) throw new Error("reload");
      if (push) window.history.pushState({ filters: true }, "", href);
      shown = window.location.search;
    } catch (error) {
      if (mine === asked) window.location.assign(href);
    } finally {
      if (mine === asked) delete document.body.dataset.busy;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(address(), true);
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".chips a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href, true);
  });
  window.addEventListener("popstate", () => {
    // The map keeps its view after the # of the address: that alone is no other page.
    if (window.location.search !== shown) go(window.location.href, false);
    shown = window.location.search;
  });
})();
