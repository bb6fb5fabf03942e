/* Popups: cards of a project, lists of a place, areas. Every text goes through textContent. */
((geo) => {
  "use strict";

  const heading = (text, href) => geo.make("h3", { class: "geoapp-popup-title" }, href ? geo.pageLink(href, text) : geo.make("span", { text }));

  const sourceLine = (source) => {
    if (!source || !source.text) return null;
    const date = source.date_text ? `, ${source.date_text}` : "";
    return geo.make("p", { class: "geoapp-source" }, geo.make("span", { text: geo.text("Fuente: ") }), geo.sourceLink(source.url, source.text), geo.make("span", { text: date }));
  };

  const more = (href, text) => (href ? geo.make("p", { class: "geoapp-more" }, geo.pageLink(href, text)) : null);

  geo.cardContent = (card) => geo.make(
    "div", { class: "geoapp-card" },
    heading(card.name, card.href), geo.rows(card.rows), sourceLine(card.source), more(card.href, geo.text("Ver el proyecto")),
  );

  geo.placeItems = (projects) => projects.map((project) => geo.make(
    "li", {}, geo.pageLink(project.href, project.name), project.text ? geo.make("span", { class: "geoapp-note", text: project.text }) : null,
  ));

  geo.areaContent = (area, title) => geo.make(
    "div", { class: "geoapp-card" },
    heading(area.name, area.href),
    area.value_text === undefined ? null : geo.make("p", { class: "geoapp-value" }, geo.make("span", { text: `${title}: ` }), geo.make("strong", { text: area.value_text })),
    geo.rows(area.detail),
    area.source ? geo.make("p", { class: "geoapp-source", text: area.source }) : null,
    more(area.href, geo.text("Ver %(name)s", { name: area.name })),
  );

  geo.pointContent = (properties) => geo.make(
    "div", { class: "geoapp-card" },
    heading(properties.name, properties.href),
    properties.rows && properties.rows.length ? geo.rows(properties.rows) : properties.label ? geo.make("p", { text: properties.label }) : null,
    sourceLine(properties.source), more(properties.href, geo.text("Ver su página")),
  );

  const waiting = (text) => geo.make("p", { class: "geoapp-note", text });

  /* Controls lie above popups, and on a phone there is no room beside them: what a popup meets steps back meanwhile. */
  const makeRoom = (state) => {
    const frame = state.popup && state.popup.popup.getElement();
    const held = frame && frame.getBoundingClientRect();
    state.element.querySelectorAll(".leaflet-control").forEach((control) => {
      const own = control.getBoundingClientRect();
      const meets = held && own.left < held.right && own.right > held.left && own.top < held.bottom && own.bottom > held.top;
      control.classList.toggle("geoapp-under", Boolean(meets) && !control.contains(document.activeElement));
    });
  };

  /* Open a popup over a place. content: an element, or a function that promises one. trigger: gives the element
     the focus returns to; byKey: whether the keyboard opened it, so that the focus moves inside. */
  geo.openPopup = (state, latlng, content, { trigger, byKey = false, offset = 0, label }) => {
    const room = state.map.getSize();
    const popup = L.popup({
      className: "geoapp-popup",
      maxWidth: Math.max(200, Math.min(340, room.x - 48)),
      minWidth: Math.min(240, room.x - 60),
      maxHeight: Math.max(140, Math.min(380, room.y - 90)), // some of the map stays in sight
      offset: [0, 7 - offset],
      autoPanPaddingTopLeft: [room.x >= 480 ? 60 : 12, 12], // beside the buttons
      autoPanPaddingBottomRight: [12 + (room.x >= 720 ? state.options.padRight || 0 : 0), 12], // beside the legend
      closeOnEscapeKey: false, // done in controls.js, wherever the focus is
    }).setLatLng(latlng);
    const show = (element) => {
      popup.setContent(element);
      prepare();
    };
    const prepare = () => {
      const frame = popup.getElement();
      if (!frame) return;
      frame.setAttribute("role", "dialog");
      frame.setAttribute("aria-label", label);
      const close = frame.querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", geo.text("Cerrar la ficha"));
      if (byKey && close && !frame.contains(document.activeElement)) close.focus({ preventScroll: true });
      makeRoom(state);
    };
    const moved = () => makeRoom(state);
    state.map.on("moveend zoomend resize", moved);
    state.popup = { popup, trigger, byKey };
    if (typeof content === "function") {
      popup.setContent(waiting(geo.text("Cargando…"))).openOn(state.map);
      prepare();
      content().then((element) => {
        if (state.map.hasLayer(popup)) show(element);
      }, (error) => {
        if (error === geo.STALE || !state.map.hasLayer(popup)) return;
        show(geo.make("p", { class: "geoapp-fault", role: "alert", text: error.message || geo.text("No se pudo cargar la ficha.") }));
      });
    } else {
      popup.setContent(content).openOn(state.map);
      prepare();
    }
    popup.once("remove", () => {
      const held = document.activeElement;
      const back = trigger && trigger();
      // Leaflet removes the element first: the focus has then fallen to the body.
      if (back && (byKey || held === document.body) && state.popup && state.popup.popup === popup) back.focus({ preventScroll: true });
      if (state.popup && state.popup.popup === popup) state.popup = null;
      state.map.off("moveend zoomend resize", moved);
      makeRoom(state);
    });
  };
})(window.geoappLayers);
