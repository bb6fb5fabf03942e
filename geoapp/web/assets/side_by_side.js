/* Two maps that move together, each with its own measure, year and sector; the address says all of it. */
(() => {
  "use strict";

  const geo = window.geoappLayers;
  const form = document.getElementById("lados");
  if (!geo || !form) return;
  const query = document.querySelector(".sides").dataset.query;
  const sides = [...document.querySelectorAll("[data-side]")];
  const level = form.querySelector("[data-level]");

  const remember = () => {
    const text = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && !(name === "level" && value === "province"))).toString();
    window.history.replaceState(window.history.state, "", window.location.pathname + (text ? `?${text}` : "") + window.location.hash);
    sides.forEach((side) => {
      const link = document.querySelector(`[data-table="${side.dataset.side}"]`);
      const params = new URLSearchParams(query);
      const put = (name, value) => value && params.set(name, value);
      put("measure", side.querySelector("[data-measure]").value);
      put("at", side.querySelector("[data-year]").value);
      put("sector", side.querySelector("[data-sector]").value);
      put("level", level.value);
      link.setAttribute("href", `${document.documentElement.dataset.base || ""}/mapa?${params}`);
    });
  };

  /* One measure on both: one scale, so that a colour means the same. */
  const share = () => {
    const value = (side, field) => side.querySelector(`[data-${field}]`).value;
    sides.forEach((side) => {
      const other = sides.find((one) => one !== side);
      const same = value(side, "measure") === value(other, "measure") && value(side, "sector") === value(other, "sector");
      geo.setAlso(same ? value(other, "year") || "hoy" : null, { map: side.dataset.side });
    });
  };

  sides.forEach((side) => {
    const map = side.dataset.side;
    const on = (selector, work) => side.querySelector(selector).addEventListener("change", (event) => {
      work(event.target.value);
      share();
      remember();
    });
    on("[data-measure]", (value) => geo.setMeasure(value, { map }));
    on("[data-year]", (value) => geo.setYear(value, { map }));
    on("[data-sector]", (value) => {
      const params = new URLSearchParams(query);
      if (value) params.set("sector", value);
      geo.setFilter(params.toString(), { map });
    });
  });
  level.addEventListener("change", () => {
    geo.setLevel(level.value);
    remember();
  });

  /* One moves, the other follows at once; the one that follows moves none. */
  const follow = () => {
    const states = sides.map((side) => geo.states(side.dataset.side)[0]);
    let leader = null;
    states.forEach((state) => {
      const others = states.filter((other) => other !== state);
      state.map.on("move zoomanim", () => {
        if (leader && leader !== state) return;
        leader = state;
        others.forEach((other) => other.map.setView(state.map.getCenter(), state.map.getZoom(), { animate: false }));
        leader = null;
      });
    });
    if (states.length > 1) states[1].map.setView(states[0].map.getCenter(), states[0].map.getZoom(), { animate: false });
  };
  document.addEventListener("DOMContentLoaded", () => setTimeout(follow, 0));
  remember();
})();
